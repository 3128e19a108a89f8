"""What figures are filtered to: values, what is left out, values that are set against each other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby, pairwise

from kpi_engine.language.against import after, is_than
from kpi_engine.language.lexicon import Meaning
from kpi_engine.language.reading import Reading
from kpi_engine.values import Clarification, Filter

_LIST = ("conj", "versus")
_MORE = ("more", "less", "better", "worse")
_LEADS = ("filler", "ours", "cease", "is_what")
# What may stand between a word that leaves out or adds, and what it is about.
_SOFT = (*_LEADS, "intro", "all")


@dataclass(frozen=True, slots=True)
class Value:
    """`negated`: the place of what negates it; None where nothing does."""

    at: int
    dimension: str
    values: tuple[str | None, ...]
    negated: int | None = None


def find_values(r: Reading) -> Clarification | None:
    """Filters, and the dimension of values that are set against each other as a group-by."""
    found = list(_values(r))
    unclear = _unclear(r, found)
    if unclear is not None:
        return unclear
    for value in found:
        if value.dimension == "direction" and any(
            a.id == "answer_rate" and "outbound" in a.variants for a in r.asked
        ):
            continue
        add(r, value)
    for first, second in pairwise(found):
        same = first.dimension == second.dimension and first.negated is second.negated is None
        marks = _set_against(r, first, second)
        listed = any(r.is_mark(at, "conj") for at in range(first.at + 1, second.at))
        if (
            same
            and (marks or (listed and (r.marks("compare") or _chooses(r))))
            and first.values != second.values
        ):
            if _chooses(r):
                r.limit = r.limit or 1
            r.group(first.dimension)
            r.take(*r.marks("compare"))
            r.take(*marks, *(at for at in range(first.at + 1, second.at) if r.items[at].mark(*_LIST)))
    return None


def _unclear(r: Reading, found: list[Value]) -> Clarification | None:
    """Filters that only a question for each could hold."""
    if _crossed(r, found):
        return r.unclear("crossed_kpis")
    added = next((at for at in r.marks("including") if _starts_value(r, at) or _adds_event(r, at)), None)
    if added is not None:
        return r.unclear("including", word=r.items[added].raw)
    r.take(*r.marks("including"))
    unread = next((at for at in sorted(r.done) if r.is_mark(at, "neg") and _negates_figure(r, at)), None)
    if unread is not None:
        return r.unclear("negated", word=r.items[unread].raw)
    turns = [dimension for dimension, _ in groupby(value.dimension for value in found)]
    if len(turns) > len(set(turns)) and all(value.negated is None for value in found):
        return r.unclear("crossed_values")
    for first, second in pairwise(found):
        marked = any(r.is_mark(at, *_LIST) for at in range(first.at + 1, second.at))
        joined = marked or r.comma(first.at, second.at)
        together = first.negated == second.negated or r.is_(first.at, "noun", "noun_value")
        if first.negated is not None and together and first.dimension != second.dimension and not joined:
            return r.unclear("negated_pair")
    return None


def _adds_event(r: Reading, at: int) -> bool:
    """ "Calls including transferred ones"."""
    return r.is_(r.near(at, 1, over=_SOFT), "event")


def _negates_figure(r: Reading, at: int) -> bool:
    """ "Excluding agents with fewer than 50 contacts"."""
    slice_ = r.near(at, 1, over=_SOFT)
    figure = r.near(slice_, 1, over=(*_SOFT, "which"))
    return r.is_(slice_, "dimension", "dimensions", "noun") and r.is_(figure, "comparator", "number")


def _set_against(r: Reading, first: Value, second: Value) -> list[int]:
    """What sets two values against each other: "vs", "better than", "a better csat than", "between … and"."""
    between = range(first.at + 1, second.at)
    lead = r.near(first.at, -1, over=_LEADS)
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
    negated: int | None = None
    previous = -2
    for at, item in enumerate(r.items):
        if at in r.done:
            continue
        if item.mark("neg"):
            if _starts_value(r, at):
                negated, previous = at, -2
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
            negated = None


def _starts_value(r: Reading, at: int) -> bool:
    """Whether what follows is told by a value: "without those from chat", "except the Billing queue"."""
    following = r.item(r.near(at, 1, over=_SOFT))
    told = {"value", "values", "noun_value", "noun", "dimension", "dimensions"}
    return following is not None and bool(following.kinds & told)


def _channel(noun: Meaning | None) -> Meaning | None:
    return Meaning("value", "channel", noun.value) if noun and noun.value else None


def add(r: Reading, value: Value) -> None:
    """One filter for each dimension and side."""
    op = "in" if value.negated is None else "not_in"
    for at, known in enumerate(r.filters):
        if (known.dimension, known.op) == (value.dimension, op):
            values = tuple(dict.fromkeys((*known.values, *value.values)))
            r.filters[at] = Filter(value.dimension, op, values)
            return
    r.filters.append(Filter(value.dimension, op, value.values))
