"""The statements that sum rows up for a rollup's table, its stretch of time as bound values.

A statement of a hundred sums takes longer to write than to run on a small store: each is written once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Executable,
    Select,
    Subquery,
    Table,
    delete,
    func,
    insert,
    literal,
    select,
)

from storage.dimensions import dimension
from storage.from_rows import positions
from storage.rollups.buckets import (
    BEGIN,
    END,
    FROM,
    UNTIL,
    Days,
    buckets_of,
    day_within,
    in_quarter_hours,
    instants,
    quarter_of,
    spanned,
)
from storage.rollups.columns import columns
from storage.rollups.shape import Rollup, Spread
from storage.rollups.tables import TABLES, table_of
from storage.sources import CONTACTS, SOURCES, Source
from storage.spreads import HISTOGRAMS

Expressions = Sequence[ColumnElement[Any]]


def parts(source: str) -> list[Source]:
    """What the rows of a source are read from."""
    return [part for part in SOURCES if part.name == source]


def cleared(table: Table) -> Executable:
    """Takes a stretch of buckets out of a rollup's table."""
    return delete(table).where(table.c.bucket >= BEGIN, table.c.bucket < END)


def from_rows(
    rollup: Rollup | Spread, source: str, zone: ZoneInfo, days: Days
) -> Iterator[tuple[Select[Any], Mapping[str, int]]]:
    """The rollup's rows of these days as statements over records; a slice may be in several."""
    pieces, values = spanned(zone, instants(zone, days), buckets_of(rollup, zone, days))
    for statement in _summing(rollup, source, pieces):
        yield statement, values


@cache
def filling(rollup: Rollup | Spread, source: str, pieces: int) -> tuple[Executable, ...]:
    """What sums a stretch of buckets again, in which the zone has so many pieces."""
    table = table_of(rollup, source)
    found = _summing(rollup, source, pieces)
    if isinstance(rollup, Rollup) and rollup.of is not None:
        found = (_from_rollup(table, TABLES[rollup.of, source], rollup),)
    return (cleared(table), *(_inserted(table, rows, part) for part, rows in enumerate(found)))


@cache
def _summing(rollup: Rollup | Spread, source: str, pieces: int) -> tuple[Select[Any], ...]:
    if isinstance(rollup, Spread):
        return tuple(_counted(rollup, name, pieces) for name in HISTOGRAMS)
    aggregates = [one.aggregate.label(one.name) for one in columns(source)]
    return tuple(_summed(part, rollup, pieces, aggregates) for part in parts(source))


def _counted(spread: Spread, name: str, pieces: int) -> Select[Any]:
    value, known = HISTOGRAMS[name]
    keys = (literal(name).label("spread"), value.label("seconds"))
    return _summed(CONTACTS, spread, pieces, (func.count().label("contacts"),), keys).where(known)


def _summed(
    part: Source, rollup: Rollup | Spread, pieces: int, aggregates: Expressions, keys: Expressions = ()
) -> Select[Any]:
    """bucket, dimensions, further keys, aggregates of the source's rows in these buckets."""
    bucket = quarter_of(part.at) if in_quarter_hours(rollup) else day_within(part.at, pieces)
    slices = [dimension(part.dimensions, name, part.name).label(name) for name in rollup.dimensions]
    shown = [bucket.label("bucket"), *slices, *keys]
    return (
        select(*shown, *aggregates)
        .select_from(part.joined((*slices, *keys, *aggregates)))
        .where(part.during(FROM, UNTIL), *part.only, bucket >= BEGIN, bucket < END)
        .group_by(*positions(len(shown)))
    )


def _from_rollup(table: Table, parent: Table, rollup: Rollup) -> Select[Any]:
    """The same from a finer rollup: no row is read."""
    slices = [parent.c[name] for name in ("bucket", *rollup.dimensions)]
    keys = (*table.primary_key.c.keys(), *rollup.dimensions)
    sums = [column.name for column in table.c if column.name not in keys]
    return (
        select(*slices, *(func.sum(parent.c[name]).label(name) for name in sums))
        .where(parent.c.bucket >= BEGIN, parent.c.bucket < END)
        .group_by(*positions(len(slices)))
    )


def _inserted(table: Table, found: Select[Any], part: int) -> Executable:
    """Each row with its number in the bucket."""
    rows: Subquery = found.subquery("found")
    place = func.row_number().over(partition_by=rows.c.bucket)
    names = [column.name for column in table.c if column.name not in ("part", "place")]
    numbered = select(literal(part, BigInteger), place, *(rows.c[name] for name in names))
    return insert(table).from_select(["part", "place", *names], numbered)
