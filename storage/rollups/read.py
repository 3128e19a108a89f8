"""Sums and histograms from rollups where they serve, from rows where they do not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, Table, func, select

from storage.additive import Additive
from storage.buckets import SHIFT_DAYS, big, bucket_of_days, digits, time_key
from storage.dimensions import among
from storage.from_rows import Row, decoded, fetched, positions, row_sums
from storage.request import TIME_DIMENSIONS, Condition, Request
from storage.rollups.columns import PER_CHANNEL, choices, is_kept, summed
from storage.rollups.plan import Segment, plain_dimensions, planned
from storage.rollups.shape import QUARTER, ROLLUPS, SPREADS, Rollup, Spread
from storage.rollups.state import kept_in
from storage.rollups.tables import SPREAD_TABLES, TABLES
from storage.spreads import value_rows


def rolled_sums(
    connection: Connection, source: str, measures: Sequence[Additive], request: Request
) -> Iterator[Row]:
    """Per slice the results of all the measures' columns; a slice may come many times."""
    zone = kept_in(connection)
    for needs, places in _groups(source, measures, request).items():
        parts = [measures[place] for place in places]
        segments = [Segment(request)]
        if zone is not None and needs is not None:
            segments = planned(ROLLUPS, needs, request, zone)
        for segment in segments:
            rows = _served(connection, source, parts, segment)
            yield from rows if len(parts) == len(measures) else _spread_out(rows, measures, places)


def histogram_rows(connection: Connection, name: str, request: Request) -> Iterator[Row]:
    """Per slice and value: the value in seconds and how many contacts have it; either may come many times."""
    zone = kept_in(connection)
    segments = [Segment(request)]
    if zone is not None:
        segments = planned(SPREADS, plain_dimensions(request), request, zone)
    for segment in segments:
        if not isinstance(segment.rollup, Spread):
            yield from value_rows(connection, name, segment.request)
            continue
        table = SPREAD_TABLES[segment.rollup.name]
        many = func.sum(table.c.contacts)
        statement = _statement(table, (many,), segment, (table.c.seconds,)).where(table.c.spread == name)
        yield from decoded(fetched(connection, statement), request.by)


def _groups(
    source: str, measures: Sequence[Additive], request: Request
) -> Mapping[frozenset[str] | None, list[int]]:
    """The places of the measures by the dimensions that a rollup must have for them; None: rows alone."""
    asked, found = plain_dimensions(request), dict[frozenset[str] | None, list[int]]()
    for place, part in enumerate(measures):
        needs = asked | {PER_CHANNEL} if len(choices(part)) > 1 else asked
        found.setdefault(needs if is_kept(source, part) else None, []).append(place)
    return found


def _served(
    connection: Connection, source: str, parts: Sequence[Additive], segment: Segment
) -> Iterator[Row]:
    if not isinstance(segment.rollup, Rollup):
        yield from row_sums(connection, source, parts, segment.request)
        return
    table = TABLES[segment.rollup.name, source]
    statement = _statement(table, summed(table, source, parts), segment)
    empty = [nothing for part in parts for nothing in part.empty]
    for key, results in decoded(fetched(connection, statement), segment.request.by):
        # Without a row there is no slice, and a sum over none of them is nothing, which a count is not.
        yield key, [none if one is None else one for one, none in zip(results, empty, strict=True)]


def _spread_out(rows: Iterator[Row], measures: Sequence[Additive], places: Sequence[int]) -> Iterator[Row]:
    """The results at the places of their measures among all; nothing for the others."""
    for key, results in rows:
        rest = iter(results)
        yield (
            key,
            [
                next(rest) if place in places else nothing
                for place, part in enumerate(measures)
                for nothing in part.empty
            ],
        )


def _statement(
    table: Table,
    columns: Sequence[ColumnElement[Any]],
    segment: Segment,
    values: Sequence[ColumnElement[Any]] = (),
) -> Select[Any]:
    """Per slice of the segment's request, and further per each of `values`: these, then `columns`."""
    request = segment.request

    def key(name: str) -> ColumnElement[Any]:
        return _time(segment, table, name) if name in TIME_DIMENSIONS else table.c[name]

    def condition(one: Condition) -> ColumnElement[bool]:
        chosen = digits(one) if one.dimension in TIME_DIMENSIONS else one.values
        return among(key(one.dimension), one.negated, chosen)

    keys = [*(key(name) for name in request.by), *values]
    return (
        select(*keys, *columns)
        .where(table.c.bucket >= segment.buckets.first, table.c.bucket < segment.buckets.end)
        .where(*(condition(one) for one in request.where))
        .group_by(*positions(len(keys)))
    )


def _time(segment: Segment, table: Table, name: str) -> ColumnElement[Any]:
    if isinstance(segment.rollup, Rollup) and segment.rollup.quarters:
        return time_key(name, table.c.bucket * big(QUARTER), segment.request.pieces)
    return bucket_of_days(name, table.c.bucket + big(SHIFT_DAYS))
