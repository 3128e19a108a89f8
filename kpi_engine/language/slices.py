"""What figures are cut by: dimension words, and who is asked for."""

from __future__ import annotations

from kpi_engine.language.filters import Value, add
from kpi_engine.language.reading import Reading
from kpi_engine.values import Clarification


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
        add(r, Value(at, dimension, (None,)))
        r.take(empty)
        return None
    if meaning.kind == "who" and not _interrogates(r, at):
        return None
    if meaning.kind == "who":
        r.group(dimension)
        _one(r, many=False)
        return None
    if r.is_mark(before, "by"):
        r.group(dimension)
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
    r.group(dimension)
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
