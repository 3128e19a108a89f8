"""Sums days again: what rollups hold of them is taken away and summed anew from the rows as they stand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Select,
    Subquery,
    Table,
    delete,
    func,
    insert,
    literal,
    select,
)

from storage.buckets import big
from storage.dimensions import dimension
from storage.from_rows import positions
from storage.rollups.buckets import Days, day_of, instants, quarter_of, stretches
from storage.rollups.columns import columns
from storage.rollups.shape import QUARTER, ROLLUPS, SPREADS, Rollup, Spread
from storage.rollups.tables import TABLES, table_of
from storage.sources import CONTACTS, SOURCES, Source
from storage.spreads import HISTOGRAMS

# Sums over more days at once would sort more than memory should hold.
_LONGEST = 31
Expressions = Sequence[ColumnElement[Any]]


def fill(connection: Connection, source: str, zone: ZoneInfo, days: Iterable[int]) -> None:
    """Sums these days of a source again, in every rollup, inside the caller's transaction."""
    for stretch in stretches(days, _LONGEST):
        for rollup in reversed(ROLLUPS):  # those that others are summed from come first
            _sum_again(connection, rollup, source, zone, stretch)
        if source == "contacts":
            for spread in SPREADS:
                _sum_again(connection, spread, source, zone, stretch)


def _sum_again(
    connection: Connection, rollup: Rollup | Spread, source: str, zone: ZoneInfo, days: Days
) -> None:
    table, buckets = table_of(rollup, source), buckets_of(rollup, zone, days)
    connection.execute(delete(table).where(table.c.bucket >= buckets.first, table.c.bucket < buckets.end))
    if isinstance(rollup, Rollup) and rollup.of is not None:
        _insert(connection, table, _from_rollup(table, TABLES[rollup.of, source], rollup, buckets))
        return
    for part, found in from_rows(rollup, source, zone, days):
        _insert(connection, table, found, part)


def buckets_of(rollup: Rollup | Spread, zone: ZoneInfo, days: Days) -> Days:
    """The buckets in which the rows of these days lie; some quarters more than that."""
    if not (isinstance(rollup, Rollup) and rollup.quarters):
        return days
    low, high = instants(zone, days)
    return Days(low // QUARTER, high // QUARTER)


def from_rows(
    rollup: Rollup | Spread, source: str, zone: ZoneInfo, days: Days
) -> Iterator[tuple[int, Select[Any]]]:
    """Numbered parts of the rollup's rows of these days, summed from records; a slice may be in several."""
    stretch = (zone, days)
    if isinstance(rollup, Spread):
        many = func.count().label("contacts")
        for number, (name, (value, known)) in enumerate(HISTOGRAMS.items()):
            keys = (literal(name).label("spread"), value.label("seconds"))
            yield number, _summed(CONTACTS, rollup, stretch, (many,), keys, (known,))
        return
    aggregates = [one.aggregate.label(one.name) for one in columns(source)]
    for number, part in enumerate(one for one in SOURCES if one.name == source):
        yield number, _summed(part, rollup, stretch, aggregates)


def _summed(
    part: Source,
    rollup: Rollup | Spread,
    stretch: tuple[ZoneInfo, Days],
    aggregates: Expressions,
    keys: Expressions = (),
    only: Sequence[ColumnElement[bool]] = (),
) -> Select[Any]:
    """bucket, dimensions, further keys, aggregates of the source's rows in these buckets."""
    (low, high), buckets = instants(*stretch), buckets_of(rollup, *stretch)
    quarters = isinstance(rollup, Rollup) and rollup.quarters
    bucket = quarter_of(part.at) if quarters else day_of(part.at, stretch[0], low, high)
    slices = [dimension(part.dimensions, name, part.name).label(name) for name in rollup.dimensions]
    shown = [bucket.label("bucket"), *slices, *keys]
    return (
        select(*shown, *aggregates)
        .select_from(part.joined((*slices, *keys, *aggregates, *only)))
        .where(part.during(low, high), *part.only, *only)
        .where(bucket >= big(buckets.first), bucket < big(buckets.end))
        .group_by(*positions(len(shown)))
    )


def _from_rollup(table: Table, parent: Table, rollup: Rollup, buckets: Days) -> Select[Any]:
    """The same from a finer rollup: no row is read."""
    slices = [parent.c[name] for name in ("bucket", *rollup.dimensions)]
    keys = (*table.primary_key.c.keys(), *rollup.dimensions)
    sums = [column.name for column in table.c if column.name not in keys]
    return (
        select(*slices, *(func.sum(parent.c[name]).label(name) for name in sums))
        .where(parent.c.bucket >= buckets.first, parent.c.bucket < buckets.end)
        .group_by(*positions(len(slices)))
    )


def _insert(connection: Connection, table: Table, found: Select[Any], part: int = 0) -> None:
    """Each row with its number in the bucket."""
    rows: Subquery = found.subquery("found")
    place = func.row_number().over(partition_by=rows.c.bucket)
    names = [column.name for column in table.c if column.name not in ("part", "place")]
    numbered = select(literal(part, BigInteger), place, *(rows.c[name] for name in names))
    connection.execute(insert(table).from_select(["part", "place", *names], numbered))
