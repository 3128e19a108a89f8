"""A question while it is being read: its words as items, and what has been made of them so far."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from kpi_engine.language.lexicon import Lexicon, Meaning, Meanings, Phrases
from kpi_engine.language.names import KnownNames
from kpi_engine.language.time import TimeMention
from kpi_engine.language.words import Word
from kpi_engine.values import Asking, Clarification, Compare, Filter, Having, MetricRef, Order, Period, Unit

SOFT_MARKS = frozenset(
    {"filler", "intro", "conj", "ours", "mine", "cease", "which", "is_what", "by", "all", "across_all"}
)

_SLICED = {"dimension", "dimensions"}
_STROKES = ("-", "|", "\\")
_DIGITS = 15  # a longer number is no amount, and more than a float can tell from its neighbours


@dataclass(frozen=True, slots=True)
class Item:
    """Words [first, last) with what they may mean; a time has its mention instead."""

    first: int
    last: int
    text: str
    raw: str
    meanings: Meanings = ()
    time: TimeMention | None = None
    shortened: bool = False

    @property
    def kinds(self) -> set[str]:
        return {meaning.kind for meaning in self.meanings} or {"time" if self.time else "unknown"}

    def get(self, kind: str, value: str | None = None) -> Meaning | None:
        return next((m for m in self.meanings if m.kind == kind and value in (None, m.value)), None)

    def said(self, kind: str) -> str:
        """The value of its meaning of that kind; "" where it has none."""
        found = self.get(kind)
        return found.value if found else ""

    def only(self, *kinds: str) -> Item:
        return replace(self, meanings=tuple(m for m in self.meanings if m.kind in kinds))

    def mark(self, *names: str) -> bool:
        return any(m.kind == "mark" and m.value in names for m in self.meanings)


@dataclass
class Asked:
    """A KPI of the question: where it stands, and its variants so far (empty: the default)."""

    at: int
    id: str
    variants: list[str] = field(default_factory=list[str])
    countable: bool = False
    counted: bool = False


@dataclass
class Reading:
    """The state of one reading; passes take items (`done`) and fill in the parts of the query."""

    text: str
    words: Sequence[Word]
    items: list[Item]
    asking: Asking
    lexicon: Lexicon
    names: KnownNames
    notes: list[str] = field(default_factory=list[str])
    done: set[int] = field(default_factory=set[int])
    asked: list[Asked] = field(default_factory=list[Asked])
    groups: list[str] = field(default_factory=list[str])
    filters: list[Filter] = field(default_factory=list[Filter])
    having: list[Having] = field(default_factory=list[Having])
    order: Order | None = None
    limit: int | None = None
    grain: Unit | None = None
    period: Period | None = None
    compare: Compare | None = None
    intent: str = ""
    singular: bool = False

    def open(self, kind: str, value: str | None = None) -> Iterator[int]:
        """Places of the items of that kind that nothing has taken yet."""
        for at, item in enumerate(self.items):
            if at not in self.done and item.get(kind, value) is not None:
                yield at

    def marks(self, *names: str) -> list[int]:
        return [at for at, item in enumerate(self.items) if at not in self.done and item.mark(*names)]

    def take(self, *places: int) -> None:
        self.done.update(places)

    def item(self, at: int) -> Item | None:
        return self.items[at] if 0 <= at < len(self.items) else None

    def is_(self, at: int, *kinds: str) -> bool:
        item = self.item(at)
        return item is not None and bool(item.kinds & set(kinds))

    def is_mark(self, at: int, *names: str) -> bool:
        item = self.item(at)
        return item is not None and item.mark(*names)

    def near(
        self, at: int, step: int, *, over: Sequence[str] = ("filler", "ours", "cease", "is_what")
    ) -> int:
        """The next place in that direction that is not one of these marks; -1 or len(items) at the ends."""
        at += step
        while 0 <= at < len(self.items) and _is_only(self.items[at].meanings, over):
            at += step
        return at

    def comma(self, first: int, second: int) -> bool:
        """Whether a comma was typed between two items."""
        one, other = self.item(first), self.item(second)
        return one is not None and other is not None and "," in self._between(one, other)

    def _between(self, one: Item, other: Item) -> str:
        return self.text[self.words[one.last - 1].end : self.words[other.first].start]

    def note(self, key: str, **fields: object) -> None:
        said = self.lexicon.say(key, **fields)
        if said not in self.notes:
            self.notes.append(said)

    def unclear(self, key: str, choices: Sequence[str] = (), **fields: object) -> Clarification:
        return Clarification(self.lexicon.say(key, **fields), tuple(choices), self.lexicon.code)

    def swapped(self, first: int, last: int, said: str) -> str:
        """The question with the items [first, last] said otherwise."""
        start = self.words[self.items[first].first].start
        end = self.words[self.items[last].last - 1].end
        return " ".join(f"{self.text[:start]}{said}{self.text[end:]}".split())

    def said(self, first: int, last: int) -> str:
        """The items [first, last] as typed."""
        return " ".join(item.raw for item in self.items[first : last + 1])

    def group(self, dimension: str) -> None:
        if dimension not in self.groups:
            self.groups.append(dimension)

    def refs(self) -> tuple[MetricRef, ...]:
        return tuple(dict.fromkeys(MetricRef(a.id, v) for a in self.asked for v in a.variants))


def read_items(
    words: Sequence[Word], mentions: Sequence[TimeMention], lexicon: Lexicon, names: KnownNames
) -> list[Item]:
    """Words as items: everywhere the longest phrase, name or time wins, and a time among equals."""
    texts = [word.text for word in words]
    spans: list[tuple[int, int, Meanings, TimeMention | None]] = [
        (mention.first, mention.last, (), mention)
        for mention in mentions
        if not _inside(words, mention.first)
    ]
    found = list(_phrases(texts, lexicon.phrases, names.whole))
    metrics = {m.value for _, _, meanings in found for m in meanings if m.kind in ("metric", "event")}
    named = {(first, last) for first, last, meanings in found if any(m.kind == "value" for m in meanings)}
    kinds = {first: {m.kind for m in meanings} for first, _, meanings in found}
    for first, last, meanings in found:
        ends_in_name = any(first < begin and end == last for begin, end in named)
        if ends_in_name and all(m.kind == "mark" for m in meanings) and not kinds.get(last, set()) & _SLICED:
            continue
        kept = tuple(m for m in meanings if m.kind != "variant" or m.value in metrics or m.value == "_")
        if kept:
            spans.append((first, last, kept, None))
    spans.sort(key=lambda span: (span[0] - span[1], span[3] is None, _only_filler(span[2]), span[0]))
    items: list[Item] = []
    free = set(range(len(words)))
    for first, last, meanings, mention in spans:
        if all(at in free for at in range(first, last)):
            free.difference_update(range(first, last))
            items.append(_item(words, first, last, meanings, mention))
    items.extend(_unknown(words, texts, sorted(free), names))
    items.sort(key=lambda item: item.first)
    items = [_person(items, at, names) or item for at, item in enumerate(items)]
    return [item for at, item in enumerate(items) if item.time or not _says_nothing(items, at)]


def _person(items: Sequence[Item], at: int, names: KnownNames) -> Item | None:
    """A first name that is a word too ("for Rose", "Mark's"): after "for, in" or as an owner."""
    item = items[at]
    before = items[at - 1] if at else None
    owns = item.raw.casefold().endswith(("'s", "’s"))
    if (
        item.kinds != {"mark"}
        or " " in item.text
        or not (owns or (before and before.mark("intro", "neg", "versus")))
    ):
        return None
    found = next(names.shortened([item.text], 0), (0, ()))[1]
    people = {meaning.value for meaning in found} == {"agent"}
    named = people or (bool(found) and _only_filler(item.meanings))
    return replace(item, meanings=found, shortened=True) if named else None


def _says_nothing(items: Sequence[Item], at: int) -> bool:
    """Filler, and strokes that are no sign of a number."""
    item = items[at]
    if item.text in _STROKES:
        return not (at + 1 < len(items) and items[at + 1].get("number"))
    return _only_filler(item.meanings)


def _inside(words: Sequence[Word], at: int) -> bool:
    """Whether a word continues a number without a space: the h of "1h30" begins no "H30"."""
    return (
        at > 0
        and words[at - 1].end == words[at].start
        and words[at - 1].text[-1:].isdigit()
        and words[at].text.isalpha()
    )


def _phrases(texts: list[str], *known: Phrases) -> Iterator[tuple[int, int, Meanings]]:
    """Every phrase of the lexicon and the store, those of one stretch together."""
    together: dict[tuple[int, int], Meanings] = {}
    for phrases in known:
        for at in range(len(texts)):
            for length, meanings in phrases.starting(texts, at):
                span = (at, at + length)
                together[span] = tuple(dict.fromkeys((*together.get(span, ()), *meanings)))
    for (first, last), meanings in together.items():
        yield first, last, meanings


def _only_filler(meanings: Meanings) -> bool:
    return _is_only(meanings, ("filler",))


def _is_only(meanings: Meanings, marks: Sequence[str]) -> bool:
    return bool(meanings) and all(m.kind == "mark" and m.value in marks for m in meanings)


def _item(
    words: Sequence[Word], first: int, last: int, meanings: Meanings, time: TimeMention | None = None
) -> Item:
    part = words[first:last]
    text, raw = " ".join(word.text for word in part), " ".join(word.raw for word in part)
    if len(part) == 1 and not meanings and len(text) <= _DIGITS and text.replace(".", "", 1).isdecimal():
        meanings = (Meaning("number", part[0].text),)
    return Item(first, last, text, raw, meanings, time)


def _unknown(words: Sequence[Word], texts: list[str], free: list[int], names: KnownNames) -> Iterator[Item]:
    """Words that no phrase took: shortenings of names, numbers, or unknown."""
    left = list(free)
    while left:
        at = left[0]
        run = 1
        while run < len(left) and left[run] == at + run:
            run += 1
        length, meanings, shortened = 1, (), False
        item = _item(words, at, at + 1, ())
        if not item.meanings:
            found = next(names.shortened(texts[: at + run], at), None)
            shortened = found is not None
            length, meanings = found or (1, ())
            item = replace(_item(words, at, at + length, ()), meanings=meanings, shortened=shortened)
        yield item
        left = left[length:]
