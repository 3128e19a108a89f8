"""Sums days again: what rollups hold of them is taken away and summed anew from the rows as they stand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from importlib.util import find_spec
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, func, select

from storage.buckets import big
from storage.rollups.buckets import BEGIN, END, Days, buckets_of, instants, spanned, stretches
from storage.rollups.shape import ROLLUPS, SPREADS, Rollup, Spread
from storage.rollups.summing import cleared, filling, parts
from storage.rollups.tables import table_of
from storage.sources import CONTACTS

# Sums over more days at once would sort more than memory should hold.
_LONGEST = 31
# From so many rows on they are summed column by column, so many at once.
MANY, _IN_MEMORY = 20_000, 100_000


def fill(connection: Connection, source: str, zone: ZoneInfo, days: Iterable[int]) -> None:
    """Sums these days of a source again, in every rollup, inside the caller's transaction."""
    rollups = (*ROLLUPS, *SPREADS) if source == CONTACTS.name else ROLLUPS
    many: list[Days] = []
    for stretch in stretches(days, _LONGEST):
        rows = _count(connection, source, zone, stretch)
        if not rows:
            _clear(connection, rollups, source, zone, stretch)
        elif rows < MANY or not _has_columns():
            _in_place(connection, rollups, source, zone, stretch)
        else:
            many += _divided(stretch, rows)
    if many:
        _by_columns(connection, source, zone, many)


def _in_place(
    connection: Connection, rollups: Sequence[Rollup | Spread], source: str, zone: ZoneInfo, days: Days
) -> None:
    for rollup in reversed(rollups):  # those that others are summed from come first
        pieces, values = spanned(zone, instants(zone, days), buckets_of(rollup, zone, days))
        for statement in filling(rollup, source, pieces):
            connection.execute(statement, values)


def _clear(
    connection: Connection, rollups: Sequence[Rollup | Spread], source: str, zone: ZoneInfo, days: Days
) -> None:
    for rollup in rollups:
        first, end = buckets_of(rollup, zone, days)
        values = {BEGIN.key: first, END.key: end}
        connection.execute(cleared(table_of(rollup, source)), values)


def _has_columns() -> bool:
    """Whether what sums columns is installed."""
    return all(map(find_spec, ("duckdb", "pyarrow")))


def _by_columns(connection: Connection, source: str, zone: ZoneInfo, many: Sequence[Days]) -> None:
    from storage.rollups.columnar import summed  # a third of a second to import
    from storage.rollups.facts import READ

    summed(connection, source, zone, many)
    for days in many:
        _in_place(connection, [one for one in ROLLUPS if one not in READ], source, zone, days)


def _count(connection: Connection, source: str, zone: ZoneInfo, days: Days) -> int:
    low, high = instants(zone, days)
    found = 0
    for part in parts(source):
        counted = select(func.count()).select_from(part.joined(part.only))
        counted = counted.where(part.during(big(low), big(high)), *part.only)
        found += connection.execute(counted).scalar_one()
    return found


def _divided(days: Days, rows: int) -> Iterator[Days]:
    """The days in pieces that have about as many rows as may lie in memory, no less than a day."""
    step = max(1, (days.end - days.first) * _IN_MEMORY // rows)
    for first in range(days.first, days.end, step):
        yield Days(first, min(first + step, days.end))
