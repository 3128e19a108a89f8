"""Sums days again: what rollups hold of them is taken away and summed anew from the rows as they stand.

A statement of a hundred sums takes longer to write than to run on a small store: each is written once and
gets its stretch of time as bound values.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from importlib.util import find_spec
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
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

from storage.buckets import big
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
    stretches,
)
from storage.rollups.columns import columns
from storage.rollups.shape import ROLLUPS, SPREADS, Rollup, Spread
from storage.rollups.tables import TABLES, table_of
from storage.sources import CONTACTS, SOURCES, Source
from storage.spreads import HISTOGRAMS

# Sums over more days at once would sort more than memory should hold.
_LONGEST = 31
# From so many rows on they are summed column by column, so many at once.
MANY, _IN_MEMORY = 20_000, 150_000
Expressions = Sequence[ColumnElement[Any]]


def fill(connection: Connection, source: str, zone: ZoneInfo, days: Iterable[int]) -> None:
    """Sums these days of a source again, in every rollup, inside the caller's transaction."""
    rollups = (*ROLLUPS, *SPREADS) if source == CONTACTS.name else ROLLUPS
    for stretch in stretches(days, _LONGEST):
        rows = _count(connection, source, zone, stretch)
        if not rows:
            _clear(connection, rollups, source, zone, stretch)
        elif rows < MANY or not _has_columns(connection):
            _in_place(connection, rollups, source, zone, stretch)
        else:
            for few in _divided(stretch, rows):
                _clear(connection, rollups, source, zone, few)
                _by_columns(connection, source, zone, few)


def _in_place(
    connection: Connection, rollups: Sequence[Rollup | Spread], source: str, zone: ZoneInfo, days: Days
) -> None:
    for rollup in reversed(rollups):  # those that others are summed from come first
        pieces, values = spanned(zone, instants(zone, days), buckets_of(rollup, zone, days))
        for statement in _filling(rollup, source, pieces):
            connection.execute(statement, values)


def _clear(
    connection: Connection, rollups: Sequence[Rollup | Spread], source: str, zone: ZoneInfo, days: Days
) -> None:
    for rollup in rollups:
        first, end = buckets_of(rollup, zone, days)
        values = {BEGIN.key: first, END.key: end}
        connection.execute(_cleared(table_of(rollup, source)), values)


def _has_columns(connection: Connection) -> bool:
    """Whether columns are faster than the database, and what they need is installed."""
    return connection.dialect.name == "sqlite" and all(map(find_spec, ("duckdb", "pyarrow")))


def _by_columns(connection: Connection, source: str, zone: ZoneInfo, days: Days) -> None:
    from storage.rollups.columnar import READ, summed  # a third of a second to import

    for number, part in enumerate(_parts(source)):
        summed(connection, part, number, zone, days)
    _in_place(connection, [one for one in ROLLUPS if one not in READ], source, zone, days)


def _count(connection: Connection, source: str, zone: ZoneInfo, days: Days) -> int:
    low, high = instants(zone, days)
    counts = (
        select(func.count())
        .select_from(part.joined(part.only))
        .where(part.during(big(low), big(high)), *part.only)
        for part in _parts(source)
    )
    return sum(connection.execute(one).scalar_one() for one in counts)


def _divided(days: Days, rows: int) -> Iterator[Days]:
    """The days in pieces that have about as many rows as may lie in memory, no less than a day."""
    step = max(1, (days.end - days.first) * _IN_MEMORY // rows)
    for first in range(days.first, days.end, step):
        yield Days(first, min(first + step, days.end))


def _parts(source: str) -> list[Source]:
    return [part for part in SOURCES if part.name == source]


def _cleared(table: Table) -> Executable:
    return delete(table).where(table.c.bucket >= BEGIN, table.c.bucket < END)


def from_rows(
    rollup: Rollup | Spread, source: str, zone: ZoneInfo, days: Days
) -> Iterator[tuple[Select[Any], Mapping[str, int]]]:
    """The rollup's rows of these days as statements over records; a slice may be in several."""
    pieces, values = spanned(zone, instants(zone, days), buckets_of(rollup, zone, days))
    for statement in _summing(rollup, source, pieces):
        yield statement, values


@cache
def _filling(rollup: Rollup | Spread, source: str, pieces: int) -> tuple[Executable, ...]:
    table = table_of(rollup, source)
    found = _summing(rollup, source, pieces)
    if isinstance(rollup, Rollup) and rollup.of is not None:
        found = (_from_rollup(table, TABLES[rollup.of, source], rollup),)
    return (_cleared(table), *(_inserted(table, rows, part) for part, rows in enumerate(found)))


@cache
def _summing(rollup: Rollup | Spread, source: str, pieces: int) -> tuple[Select[Any], ...]:
    if isinstance(rollup, Spread):
        return tuple(_counted(rollup, name, pieces) for name in HISTOGRAMS)
    aggregates = [one.aggregate.label(one.name) for one in columns(source)]
    return tuple(_summed(part, rollup, pieces, aggregates) for part in _parts(source))


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
