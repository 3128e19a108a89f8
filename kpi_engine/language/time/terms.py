"""The words of a question as the first items of the chart: phrases, numbers, dates in figures."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kpi_engine.language.time import figures
from kpi_engine.language.time.chart import Item
from kpi_engine.language.time.clock import Hours
from kpi_engine.language.time.lexicon import Term, TimeLexicon, pieces
from kpi_engine.language.time.span import YEARS, Now
from kpi_engine.language.words import Word

_FIGURES = re.compile(r"^\d[\d:./t+z-]*(?:w\d+)?$")


@dataclass(frozen=True, slots=True)
class Atom:
    """A piece of a word; `soft` is a hyphen that joined two words; `glued` to the piece before it.

    `capital`, `mixed`: how its word was typed ("May", "WoW").
    """

    text: str
    word: int
    soft: bool = False
    glued: bool = False
    capital: bool = False
    mixed: bool = False


def atoms_of(words: Sequence[Word], known: TimeLexicon) -> list[Atom]:
    atoms: list[Atom] = []
    for index, word in enumerate(words):
        if word.joined:
            atoms.append(Atom("-", index, soft=True, glued=True))
        touching = index > 0 and words[index - 1].end == word.start
        cut = (word.text,) if _whole(word.text, known) else pieces(word.text)
        for number, piece in enumerate(cut):
            glued = number > 0 or touching or (word.joined and not number)
            typed = () if number else (word.raw[:1].isupper(), word.raw[1:] != word.raw[1:].lower())
            atoms.append(Atom(piece, index, False, glued, *typed))
    return atoms


def _whole(text: str, known: TimeLexicon) -> bool:
    """Dates, times and known words stay whole; "last7days" and "q3" are cut."""
    return bool(_FIGURES.match(text)) or text[:1].isdigit() or text[:1] == "'" or (text,) in known.phrases


_LONGEST = 5  # 3 / 11 / 2026
_DIGITS = 9  # longer numbers count no units and name no day


def first_items(atoms: Sequence[Atom], lexicon: TimeLexicon, now: Now) -> list[Item]:
    items: list[Item] = []
    for first in range(len(atoms)):
        items.extend(_phrases(atoms, first, lexicon))
        items.extend(_in_figures(atoms, first, now))
    return items


def _phrases(atoms: Sequence[Atom], first: int, lexicon: TimeLexicon) -> Iterator[Item]:
    """Every phrase that begins at an atom; a hyphen inside one is stepped over ("year-to-date")."""
    cut: list[str] = []
    for last in range(first, len(atoms)):
        if atoms[last].soft and cut:
            continue
        cut.append(atoms[last].text)
        if len(cut) > lexicon.longest:
            return
        for term in lexicon.phrases.get(tuple(cut), ()):
            yield from _term(atoms, first, last + 1, term, lexicon)


def _term(atoms: Sequence[Atom], first: int, last: int, term: Term, lexicon: TimeLexicon) -> Iterator[Item]:
    if term.kind == "unit_code":
        if atoms[first].glued and first and atoms[first - 1].text.isdigit():
            yield Item(first, last, "unit_many", term.value)
    elif term.kind in ("number_code", "last_code"):
        if last < len(atoms) and atoms[last].text.isdigit() and atoms[last].glued:
            yield Item(first, last, term.kind, term.value)
    elif term.kind in _PART_KINDS:
        yield Item(first, last, term.kind, _hours(lexicon.parts[str(term.value)]))
    elif last - first > 1 or atoms[first].text not in lexicon.fragile or _meant(atoms, first, lexicon):
        yield Item(first, last, term.kind, term.value)


def _hours(part: tuple[int, int]) -> Hours:
    return Hours(60 * part[0], 60 * part[1])


_PART_KINDS = ("part", "part_now", "part_last")


def _meant(atoms: Sequence[Atom], at: int, lexicon: TimeLexicon) -> bool:
    """Whether a word with another everyday meaning ("may", "sun") stands where a time would stand."""
    before = [term.kind for term in lexicon.phrases.get((atoms[at - 1].text,), ())] if at else []
    after = (
        [term.kind for term in lexicon.phrases.get((atoms[at + 1].text,), ())] if at + 1 < len(atoms) else []
    )
    if "pronoun" in after or "pronoun" in before:
        return False
    figures = [atoms[place].text[0].isdigit() for place in (at - 1, at + 1) if 0 <= place < len(atoms)]
    if at > 1 and atoms[at - 1].soft:
        return (atoms[at - 2].text,) in lexicon.phrases
    if "over" in [term.kind for term in lexicon.phrases[atoms[at].text,]]:
        return at > 0 or atoms[at].mixed or len(atoms) == 1
    alone = at > 0 and "month" in [t.kind for t in lexicon.phrases[atoms[at].text,]]
    beside = bool(_BEFORE.intersection(before) or _AFTER.intersection(after))
    return beside or any(figures) or alone or (atoms[at].capital and at > 0)


_PLACES = "in on of for and since from until to between during after before dash"
_LINKS = "last this prev next versus ordinal month weekday edge vague"
_BEFORE = frozenset((*_PLACES.split(), *_LINKS.split()))
_AFTER = frozenset({"to", "dash", "last", "part", "month", "weekday", "year"})


def _in_figures(atoms: Sequence[Atom], first: int, now: Now) -> Iterator[Item]:
    """Numbers, and the longest date in figures that begins at an atom (over glued atoms)."""
    if not atoms[first].text.lstrip("'")[:1].isdigit():
        return
    text = ""
    for last in range(first, min(first + _LONGEST, len(atoms))):
        if last > first and not atoms[last].glued:
            break
        text += atoms[last].text
        if last + 1 < len(atoms) and atoms[last + 1].text[0].isdigit() and atoms[last + 1].glued:
            continue
        for shape, read in figures.SHAPES:
            found = shape.fullmatch(text)
            if found:
                yield from _shaped(first, last + 1, *read(now, found))
    if atoms[first].text.isdecimal():
        yield from _number(atoms, first)


def _shaped(first: int, last: int, kind: str, value: object) -> Iterator[Item]:
    yield Item(first, last, kind, value)
    if kind == "digit_ordinal":
        yield Item(first, last, "ordinal", value)


def _number(atoms: Sequence[Atom], first: int) -> Iterator[Item]:
    if len(atoms[first].text) > _DIGITS:
        return
    number = int(atoms[first].text)
    following = atoms[first + 1] if first + 1 < len(atoms) else None
    if following and following.text == "%":
        return
    yield Item(first, first + 1, "number", number)
    yield Item(first, first + 1, "digits", number)
    letters = following is not None and following.glued and following.text.isalpha()
    if len(atoms[first].text) == 4 and number in YEARS and not letters:
        yield Item(first, first + 1, "year", number)


def day_first_in(atoms: Sequence[Atom]) -> bool | None:
    """The order of day and month that another date of the question settles ("3/11/2026 to 13/11/2026")."""
    text = "".join(("" if atom.glued else " ") + atom.text for atom in atoms)
    pairs = [(int(a), int(b)) for a, b in re.findall(r"(?<![\d/.-])(\d{1,2})[/-](\d{1,2})(?![\d])", text)]
    known = {a > 12 for a, b in pairs if (a > 12) != (b > 12) and max(a, b) <= 31}
    return known.pop() if len(known) == 1 else None
