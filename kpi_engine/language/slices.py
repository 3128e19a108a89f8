"""What figures are cut by and filtered to: dimensions, values, negation, values set against each other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from kpi_engine.language.against import after, is_than
from kpi_engine.language.lexicon import Meaning
from kpi_engine.language.reading import Reading
from kpi_engine.values import Clarification, Filter

_LIST = ("conj", "versus")
_MORE = ("more", "less", "better", "worse")


@dataclass(frozen=True, slots=True)
class Value:
    at: int
    dimension: str
    values: tuple[str | None, ...]
    negated: bool


def find_values(r: Reading) -> Clarification | None:
    """Filters, and the dimension of values that are set against each other as a group-by."""
    found = list(_values(r))
    if _crossed(r, found):
        return r.unclear("crossed_kpis")
    for value in found:
        if value.dimension == "direction" and any(
            a.id == "answer_rate" and "outbound" in a.variants for a in r.asked
        ):
            continue
        _add(r, value)
    for first, second in pairwise(found):
        same = first.dimension == second.dimension and not (first.negated or second.negated)
        marks = _set_against(r, first, second)
        listed = any(r.is_mark(at, "conj") for at in range(first.at + 1, second.at))
        if (
            same
            and (marks or (listed and (r.marks("compare") or _chooses(r))))
            and first.values != second.values
        ):
            if _chooses(r):
                r.limit = r.limit or 1
            _group(r, first.dimension)
            r.take(*r.marks("compare"))
            r.take(*marks, *(at for at in range(first.at + 1, second.at) if r.items[at].mark(*_LIST)))
    return None


def _set_against(r: Reading, first: Value, second: Value) -> list[int]:
    """What sets two values against each other: "vs", "better than", "a better csat than", "between … and"."""
    between = range(first.at + 1, second.at)
    lead = r.near(first.at, -1, over=("filler", "ours", "cease", "is_what"))
    if lead in r.open("comparator", "between") and any(r.is_mark(at, "conj") for at in between):
        return [lead]
    marks = [
        at for at in between if r.is_mark(at, "versus") or (is_than(r, at) and after(r, at) == second.at)
    ]
    more = (at for at in r.open("order") if r.items[at].said("order") in _MORE)
    return [*marks, *more] if marks else []


def _crossed(r: Reading, found: list[Value]) -> bool:
    """ "AHT for billing and CSAT for returns": KPIs and values take turns."""
    if len({asked.id for asked in r.asked}) < 2 or len(found) < 2:
        return False
    row = sorted([(asked.at, "kpi") for asked in r.asked] + [(value.at, "value") for value in found])
    turns = [kind for at, (_, kind) in enumerate(row) if at == 0 or row[at - 1][1] != kind]
    return len(turns) >= 4


def _chooses(r: Reading) -> bool:
    """ "Which had the higher AHT, billing or returns"."""
    return r.order is not None and not r.groups


def _values(r: Reading) -> Iterator[Value]:
    negated = False
    previous = -2
    for at, item in enumerate(r.items):
        if at in r.done:
            continue
        if item.mark("neg"):
            following = r.item(r.near(at, 1, over=("filler", "ours", "cease", "is_what", "intro", "all")))
            if following is not None and following.kinds & {
                "value",
                "values",
                "noun_value",
                "noun",
                "dimension",
                "dimensions",
            }:
                negated = True
                r.take(at)
            continue
        meaning = (
            item.get("value") or item.get("values") or item.get("noun_value") or _channel(item.get("noun"))
        )
        if meaning is not None:
            yield Value(
                at,
                meaning.value,
                tuple(meaning.extra.split(",")) if meaning.kind == "values" else (meaning.extra,),
                negated,
            )
            r.take(at)
            previous = at
        elif (item.mark("intro") and at > previous > 0) or (item.kinds & {"metric", "time"}):
            negated = False


def _channel(noun: Meaning | None) -> Meaning | None:
    return Meaning("value", "channel", noun.value) if noun and noun.value else None


def _add(r: Reading, value: Value) -> None:
    op = "not_in" if value.negated else "in"
    for at, known in enumerate(r.filters):
        if (known.dimension, known.op) == (value.dimension, op):
            values = tuple(dict.fromkeys((*known.values, *value.values)))
            r.filters[at] = Filter(value.dimension, op, values)
            return
    r.filters.append(Filter(value.dimension, op, value.values))


def _group(r: Reading, dimension: str) -> None:
    if dimension not in r.groups:
        r.groups.append(dimension)


def find_dimensions(r: Reading) -> Clarification | None:
    """Dimension words: beside a value they name its kind, otherwise figures are cut by them."""
    for at in sorted([*r.open("dimension"), *r.open("dimensions"), *r.open("who")]):
        problem = _dimension(r, at)
        if problem is not None:
            return problem
    return None


def _dimension(r: Reading, at: int) -> Clarification | None:
    item = r.items[at]
    meaning = item.get("dimension") or item.get("dimensions") or item.get("who")
    assert meaning is not None
    dimension, many = meaning.value, meaning.kind == "dimensions"
    before, after = r.near(at, -1), r.near(at, 1)
    r.take(at)
    empty = next((place for place in (before, at - 1) if r.is_mark(place, "empty", "neg")), None)
    if empty is not None and not many and not _value_beside(r, dimension, before, after):
        _add(r, Value(at, dimension, (None,), negated=False))
        r.take(empty)
        return None
    if meaning.kind == "who" and not _interrogates(r, at):
        return None
    if meaning.kind == "who":
        _group(r, dimension)
        _one(r, many=False)
        return None
    if r.is_mark(before, "by"):
        _group(r, dimension)
        return None
    if _value_beside(r, dimension, before, after):
        return None
    if any(one.dimension == dimension for one in r.filters) and meaning.value == "weekday":
        return r.unclear("left", words=item.raw, known="")
    owner = r.item(at - 1)
    if not many and owner is not None and owner.get("value") and owner.last == item.first:
        return _of_another(r, at, dimension)
    return _bare(r, at, dimension, before, many)


def _interrogates(r: Reading, at: int) -> bool:
    """ "Who had …" asks; "agents who …" and "how many customers who …" do not."""
    before = r.item(r.near(at, -1))
    return before is None or bool(before.time) or before.mark("conj", "drivers", "which", "is_what", "intro")


def _value_beside(r: Reading, dimension: str, before: int, after: int) -> bool:
    beside = [item for item in (r.item(before), r.item(after)) if item is not None]
    return any(
        m.value == dimension and m.kind in ("value", "values") for item in beside for m in item.meanings
    )


def _of_another(r: Reading, at: int, dimension: str) -> Clarification:
    """ "The Billing team" where Billing is a queue."""
    value = r.items[at - 1].meanings[0]
    names = ", ".join(r.names.shown.get(dimension, ())[:12])
    known = (
        r.lexicon.say("known", dimension=r.lexicon.shown(dimension, many=True), names=names) if names else ""
    )
    own = r.lexicon.shown(value.value)
    choices = [r.swapped(at, at, own)]
    shown = r.lexicon.shown(dimension)
    return r.unclear("not_of", choices, value=value.extra, known=own, dimension=shown, names=known)


def _bare(r: Reading, at: int, dimension: str, before: int, many: bool) -> Clarification | None:
    if r.is_mark(at - 1, "mine") and not many:
        names = ", ".join(r.names.shown.get(dimension, ())[:12])
        known = r.unclear("known", dimension=r.lexicon.shown(dimension, many=True), names=names).message
        choices = [
            r.swapped(at - 1, at, f"{name} {r.items[at].raw}")
            for name in r.names.shown.get(dimension, ())[:3]
        ]
        return r.unclear("mine", choices, dimension=r.lexicon.shown(dimension), known=known if names else "")
    if r.is_mark(before, "across_all"):
        r.note("read_all", word=f"{r.items[before].raw} {r.items[at].raw}")
        return None
    if (
        r.is_mark(before, "intro")
        and not many
        and not r.is_(before, "order")
        and not r.is_mark(before, "which", "all", "neg")
    ):
        names = ", ".join(r.names.shown.get(dimension, ())[:12])
        known = (
            r.lexicon.say("known", dimension=r.lexicon.shown(dimension, many=True), names=names)
            if names
            else ""
        )
        choices = [
            r.swapped(at, at, f"{name} {r.items[at].raw}") for name in r.names.shown.get(dimension, ())[:3]
        ]
        return r.unclear("which_one", choices, dimension=r.lexicon.shown(dimension), known=known)
    excepted = many and any(f.dimension == dimension and f.op == "not_in" for f in r.filters)
    if excepted and r.is_mark(before, "all") and not r.is_mark(before, "by"):
        return None
    looked_for = (
        r.order is not None or r.is_mark(before, "which", "how_many") or r.is_(before, "order", "number")
    )
    _group(r, dimension)
    if looked_for:
        _one(r, many)
    elif r.is_mark(before, "all") or not (r.is_mark(before, "conj") or many):
        r.note("read_group", word=r.items[at].raw, dimension=r.lexicon.shown(dimension))
    return None


def _one(r: Reading, many: bool) -> None:
    """ "Which queue had the highest …" asks for one."""
    if r.order is not None and r.limit is None and not many and not _sorted(r):
        r.limit = 1


def _sorted(r: Reading) -> bool:
    sorts = ("rank", "asc", "desc", "best_first", "worst_first")
    return any(item.get("order") and item.said("order") in sorts for item in r.items)
