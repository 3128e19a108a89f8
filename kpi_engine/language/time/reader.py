"""Where the times of a question stand, and what they are: `read_times`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time
from functools import lru_cache

from kpi_engine.calendar import instant, local_now
from kpi_engine.language.time import clock, dates, ranges, relatives, units
from kpi_engine.language.time.chart import Chart, Item
from kpi_engine.language.time.lexicon import TimeLexicon, pieces
from kpi_engine.language.time.mention import Problem, Relative, TimeMention
from kpi_engine.language.time.span import Now, Span, of_units, period_of
from kpi_engine.language.time.terms import Atom, atoms_of, day_first_in, first_items
from kpi_engine.language.words import Word
from kpi_engine.values import Asking, Unit

GRAMMAR = (*units.GRAMMAR, *dates.GRAMMAR, *clock.GRAMMAR, *ranges.GRAMMAR, *relatives.GRAMMAR)
# No pieces of a name of their own.
_JOINING = "-_/'"
_FINAL = ("span", "range", "pair", "relative", "problem", "clock_problem")

# After these a weak time is part of a longer phrase ("for the week of …") and does not stand alone.
_GOES_ON = ("of", "starting", "edge", "before", "after", "earlier", "that", "from")


def read_times(words: Sequence[Word], asking: Asking, lexicon: TimeLexicon) -> list[TimeMention]:
    """The times said in `words`, in their order, none overlapping another.

    Words that are no times are left alone. Never raises; a time that cannot be counted is a problem.
    """
    atoms = atoms_of(words, lexicon)
    aware = local_now(asking)
    now = Now(aware, aware.replace(tzinfo=None, fold=0), asking.week_start, day_first_in(atoms))
    named = list(_named_days(atoms, asking, now))
    blocked = _blocked(atoms, asking, named)
    items = [
        item
        for item in first_items(atoms, lexicon, now)
        if not blocked.intersection(range(item.first, item.last))
    ]
    chart = Chart([*items, *named], frozenset(at for at, atom in enumerate(atoms) if atom.soft))
    chart.grow(GRAMMAR, now)
    return [_mention(words, atoms, item, now, lexicon) for item in _chosen(chart, atoms, lexicon)]


def _named_days(atoms: Sequence[Atom], asking: Asking, now: Now) -> Iterator[Item]:
    """Configured named days; days that follow each other are one span. With a year, that year's."""
    for name, listed in asking.names.holidays.items():
        runs = _runs(sorted(date.fromisoformat(day) for day in listed))
        for first, last in _places(atoms, pieces(name)):
            year = int(atoms[last].text) if last < len(atoms) and atoms[last].text.isdigit() else None
            of_year = [run for run in runs if run.start.year == year]
            begun = [run for run in runs if run.start < now.wall]
            found = of_year[0] if of_year else begun[-1] if begun else runs[0] if runs else None
            if found:
                yield Item(first, last + (1 if of_year else 0), "span", found)


def _runs(days: Sequence[date]) -> list[Span]:
    runs: list[Span] = []
    for number in days:
        start = datetime.combine(number, time())
        if runs and runs[-1].end == start:
            count = runs[-1].count + 1
            runs[-1] = replace(of_units(runs[-1].start, Unit.DAY, count), named=True)
        else:
            runs.append(replace(of_units(start, Unit.DAY), named=True))
    return runs


def _places(atoms: Sequence[Atom], name: tuple[str, ...]) -> Iterator[tuple[int, int]]:
    """Where a name stands whole; hyphens between words do not count."""
    hard = [at for at, atom in enumerate(atoms) if not atom.soft]
    plain = tuple(piece for piece in name if piece not in _JOINING)
    for begin in range(len(hard) - len(plain) + 1 if plain else 0):
        places = hard[begin : begin + len(plain)]
        if tuple(atoms[at].text for at in places) == plain:
            yield places[0], places[-1] + 1


def _blocked(atoms: Sequence[Atom], asking: Asking, named: Sequence[Item]) -> set[int]:
    """Atoms inside a name of several words that the store knows ("Weekend Support", "April Jones")."""
    blocked = {at for item in named for at in range(item.first, item.last)}
    known = _several_words(asking.names.shown())
    near = {name for atom in atoms for name in known.get(atom.text, ())}
    return blocked.union(*(range(first, last) for name in near for first, last in _places(atoms, name)))


# Of hundreds of agents the names are the same in every question.
@lru_cache(4)
def _several_words(shown: tuple[tuple[str, tuple[str, ...]], ...]) -> Mapping[str, list[tuple[str, ...]]]:
    """The first piece of a name of several -> the names that begin with it."""
    found: dict[str, list[tuple[str, ...]]] = {}
    for cut in (pieces(name) for _, names in shown for name in names):
        plain = tuple(piece for piece in cut if piece not in _JOINING)
        if len(cut) > 1 and plain and any(piece.isalpha() for piece in cut):
            found.setdefault(plain[0], []).append(plain)
    return found


def _chosen(chart: Chart, atoms: Sequence[Atom], lexicon: TimeLexicon) -> list[Item]:
    """The items that cover most atoms with fewest mentions; of two readings of the same words the first."""
    items = [
        item
        for found in chart.items.values()
        for item in found
        if item.kind in _FINAL and _whole_words(item, atoms) and _stands(item, atoms, lexicon)
    ]
    compared = any(_is(atoms, at, "compare", lexicon) for at in range(len(atoms)))
    if compared:
        items = [item for item in items if item.value != Problem("backwards")]
    chosen = _best(items, len(atoms))
    if compared and len(chosen) == 1 and chosen[0].kind == "pair":
        split = _best([item for item in items if item.kind != "pair"], len(atoms))
        return split if len(split) > 1 else chosen
    return chosen


def _best(items: Sequence[Item], size: int) -> list[Item]:
    """The best cover: score (atoms covered, fewer mentions) from each atom on, computed from the end."""
    best: list[tuple[int, int, list[Item]]] = [(0, 0, [])] * (size + 1)
    by_first: dict[int, list[Item]] = {}
    for item in items:
        by_first.setdefault(item.first, []).append(item)
    for at in range(size - 1, -1, -1):
        best[at] = best[at + 1]
        for item in by_first.get(at, ()):
            covered, minus, rest = best[item.last]
            score = (covered + item.last - item.first, minus - 1)
            if score > best[at][:2] or (
                score == best[at][:2] and (not best[at][2] or best[at][2][0].first > at)
            ):
                best[at] = (*score, [item, *rest])
    return best[0][2]


def _whole_words(item: Item, atoms: Sequence[Atom]) -> bool:
    starts = (
        item.first == 0 or atoms[item.first - 1].word != atoms[item.first].word or atoms[item.first - 1].soft
    )
    ends = item.last == len(atoms) or atoms[item.last].word != atoms[item.last - 1].word
    return starts and ends and not atoms[item.first].soft


def _is(atoms: Sequence[Atom], at: int, kind: str, lexicon: TimeLexicon) -> bool:
    return 0 <= at < len(atoms) and any(t.kind == kind for t in lexicon.phrases.get((atoms[at].text,), ()))


def _stands(item: Item, atoms: Sequence[Atom], lexicon: TimeLexicon) -> bool:
    """A bare year or day of a month is a time unless its neighbours make it a number of something else."""
    if item.kind == "clock_problem":
        return not _is(atoms, item.last, "unit", lexicon) and not _is(atoms, item.last, "unit_many", lexicon)
    if isinstance(item.value, Span) and item.value.is_part and _measured(item, atoms, lexicon):
        return False
    if atoms[item.first].text[0].isdigit() and _counted(item, atoms, lexicon):
        return False
    if not isinstance(item.value, Span) or not item.value.weak or item.kind == "range":
        return True
    if _is(atoms, item.first - 1, "threshold", lexicon) or _is(atoms, item.last, "unit_many", lexicon):
        return False
    if any(_is(atoms, item.last, kind, lexicon) for kind in _GOES_ON):
        return False
    follows = atoms[item.last].text if item.last < len(atoms) else ""
    bare_day = item.value.unit is Unit.DAY
    return not (bare_day and follows and (follows,) not in lexicon.phrases) and follows not in ("%", "/")


def _counted(item: Item, atoms: Sequence[Atom], lexicon: TimeLexicon) -> bool:
    """A number that belongs to the word before it: "top 10 October", "longer than 10:00 yesterday"."""
    hour = isinstance(item.value, Span) and item.value.unit is Unit.HOUR
    return _is(atoms, item.first - 1, "rank", lexicon) or (
        hour and _is(atoms, item.first - 1, "threshold", lexicon)
    )


def _measured(item: Item, atoms: Sequence[Atom], lexicon: TimeLexicon) -> bool:
    """Numbers that belong to the word after them: "yesterday 5 to 10 minutes", "between 3 and 4 points"."""
    ends = atoms[item.last - 1].text[0].isdigit()
    return ends and any(_is(atoms, item.last, kind, lexicon) for kind in ("unit", "unit_many", "measured_in"))


def _mention(
    words: Sequence[Word], atoms: Sequence[Atom], item: Item, now: Now, lexicon: TimeLexicon
) -> TimeMention:
    first, last = atoms[item.first].word, atoms[item.last - 1].word + 1
    said = _said(words[first:last])
    blank = TimeMention(first, last, "problem", said=said)
    value = item.value
    if isinstance(value, Relative):
        return replace(blank, kind="relative", relative=value)
    if isinstance(value, Span):
        period = period_of(now, value, said)
        begun = instant(period.start) < instant(now.aware)
        if begun and instant(period.start) < instant(period.end):
            return replace(blank, kind="period", period=period, relative=value.relative, named=value.named)
        # What has begun and has no length is an hour (a date) that the zone's clocks left out.
        value = Problem("skipped" if begun else "future")
    problem = value if isinstance(value, Problem) else Problem("impossible")
    message = lexicon.say.get(problem.message, problem.message).format(said=said)
    return replace(blank, problem=Problem(message, problem.choices))


def _said(words: Sequence[Word]) -> str:
    """The words as typed, with a space where anything stood between them."""
    text = ""
    for before, word in zip((None, *words), words, strict=False):
        touching = before is None or before.end == word.start
        text += ("" if touching else "-" if word.joined else " ") + word.raw
    return text
