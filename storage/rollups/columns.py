"""The sums that rollups keep: every measure of their sources, with the arguments that its entry keeps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple, cast

from sqlalchemy import BigInteger, ColumnElement, Double, FromClause, case, func
from sqlalchemy.types import TypeEngine

from storage.additive import Additive
from storage.measures import MEASURES, additive
from storage.request import MeasureRef

# Arguments given per channel ("" for every other one) choose between the sums of plain ones.
PER_CHANNEL = "channel"
# A row is read from its left up to the last sum that is asked for: what is asked most stands first.
ASKED_MOST = (
    *("handled", "handle_n", "handle_s", "handle_sq", "offered", "answered", "abandoned"),
    *("first_contacts", "first_resolved", "unfollowable", "wait_s", "wait_sq", "answered_known"),
    *("answered_within", "abandoned_within"),
)


class Kept(NamedTuple):
    """One column of a rollup: its name, and the aggregate over rows that fills it."""

    name: str
    aggregate: ColumnElement[Any]

    @property
    def kind(self) -> TypeEngine[Any]:
        """Counts and money are whole; seconds, scores and balances are not."""
        return Double() if isinstance(self.aggregate.type, Double) else BigInteger()


@cache
def kept(source: str) -> Mapping[MeasureRef, tuple[Kept, ...]]:
    """Measure and arguments -> the columns that keep it: what is asked most, then as in the registry."""
    measures = sorted((one for one in MEASURES if one.source == source), key=lambda one: _place(one.name))
    references = ((one.name, args) for one in measures for args in one.kept)
    return {reference: tuple(_columns(reference)) for reference in references}


def _place(name: str) -> int:
    return ASKED_MOST.index(name) if name in ASKED_MOST else len(ASKED_MOST)


def columns(source: str) -> list[Kept]:
    """Every column of a source."""
    return [column for found in kept(source).values() for column in found]


def _columns(reference: MeasureRef) -> Iterator[Kept]:
    name, arguments = reference
    words = (f"{one:g}" if isinstance(one, float) else str(one) for one in arguments)
    whole, aggregates = "_".join((name, *words)), additive(reference)[1].columns
    for place, aggregate in enumerate(aggregates):
        yield Kept(whole if len(aggregates) == 1 else f"{whole}_{place}", aggregate)


def choices(part: Additive) -> Mapping[str, MeasureRef]:
    """Channel ("" for every other one) -> the measure with a plain argument that the asked one is made of."""
    name, arguments = part.measure
    if not (len(arguments) == 1 and isinstance(arguments[0], tuple)):
        return {"": part.measure}
    pairs = cast("tuple[tuple[str, float], ...]", arguments[0])
    found: dict[str, MeasureRef] = {channel: (name, (value,)) for channel, value in pairs}
    # One limit for all channels is no choice between them.
    return found if len(set(found.values())) > 1 else {"": found[""]}


def is_kept(source: str, part: Additive) -> bool:
    """Whether rollups of the source hold all that this measure is made of."""
    return all(reference in kept(source) for reference in choices(part).values())


def summed(table: FromClause, source: str, parts: Sequence[Additive]) -> list[ColumnElement[Any]]:
    """Over a rollup's rows what the parts' aggregates are over records, in their order."""
    return [total for part in parts for total in _totals(table, source, part)]


def _totals(table: FromClause, source: str, part: Additive) -> Sequence[ColumnElement[Any]]:
    found = choices(part)
    if len(found) == 1:
        return _plain_totals(table, source, found[""])
    return [func.sum(column) for column in _chosen(table, source, found)]


@cache
def _plain_totals(table: FromClause, source: str, reference: MeasureRef) -> tuple[ColumnElement[Any], ...]:
    return tuple(func.sum(table.c[column.name]) for column in kept(source)[reference])


def _chosen(
    table: FromClause, source: str, references: Mapping[str, MeasureRef]
) -> Iterator[ColumnElement[Any]]:
    """Of each channel the column of its own limit."""
    found = {channel: kept(source)[reference] for channel, reference in references.items()}
    for place, column in enumerate(found.pop("")):
        whens = {channel: table.c[columns[place].name] for channel, columns in found.items()}
        yield case(whens, value=table.c[PER_CHANNEL], else_=table.c[column.name])
