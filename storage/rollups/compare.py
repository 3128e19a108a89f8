"""Holds the rollups against the rows: every slice of every day, and which differs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from math import isclose
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Result, Select, Table, select

from storage.rollups import state
from storage.rollups.buckets import Days, buckets_of, day_number, stretches
from storage.rollups.days import all_days
from storage.rollups.shape import QUARTER, ROLLUPS, SOURCES, SPREADS, Rollup, Spread
from storage.rollups.summing import from_rows
from storage.rollups.tables import table_of
from storage.zones import EPOCH_ORDINAL, moment

# A rollup's sum of fractions may be added up in another order than the rows'.
_CLOSE = {"rel_tol": 1e-9, "abs_tol": 1e-6}
_LONGEST = 7
Slices = dict[tuple[Any, ...], tuple[Any, ...]]


class Difference(NamedTuple):
    """A sum that is not that of the rows; `slice` begins with the time. None: not there."""

    table: str
    slice: tuple[str, ...]
    column: str
    kept: Any
    rows: Any

    def __str__(self) -> str:
        where = ", ".join(self.slice)
        return f"{self.table} ({where}): {self.column} is {self.kept}, by the rows {self.rows}"


def differences(connection: Connection) -> Iterator[Difference]:
    """Every sum of a rollup that differs from the rows'; nothing where no rollups are kept."""
    zone = state.kept_in(connection)
    if zone is None:
        return
    for source in SOURCES:
        spreads = SPREADS if source == "contacts" else ()
        for rollup in (*ROLLUPS, *spreads):
            yield from _differing(connection, rollup, source, zone)


def _differing(
    connection: Connection, rollup: Rollup | Spread, source: str, zone: ZoneInfo
) -> Iterator[Difference]:
    table = table_of(rollup, source)
    days = all_days(connection, source, zone) | _kept_days(connection, table, rollup, zone)
    for stretch in stretches(days, _LONGEST):
        kept, rows = _both(connection, rollup, source, zone, stretch)
        columns = [column.name for column in table.c][-_width(table, rollup) :]
        for key in sorted(kept.keys() | rows.keys(), key=str):
            yield from _compared(table.name, _said(rollup, key), columns, kept.get(key), rows.get(key))


def _kept_days(connection: Connection, table: Table, rollup: Rollup | Spread, zone: ZoneInfo) -> set[int]:
    found = connection.execute(select(table.c.bucket).distinct()).scalars()
    quarters = isinstance(rollup, Rollup) and rollup.quarters
    return {day_number(zone, bucket * QUARTER) if quarters else bucket for bucket in found}


def _width(table: Table, rollup: Rollup | Spread) -> int:
    """How many of the columns are sums."""
    keys = len(table.primary_key.c) + len(rollup.dimensions)
    return 1 if isinstance(rollup, Spread) else len(table.c) - keys


def _both(
    connection: Connection, rollup: Rollup | Spread, source: str, zone: ZoneInfo, days: Days
) -> tuple[Slices, Slices]:
    """Slice -> sums: what is kept of these days, and what the rows give."""
    table, buckets = table_of(rollup, source), buckets_of(rollup, zone, days)
    names = [column.name for column in table.c if column.name not in ("part", "place")]
    here: Select[Any] = select(*(table.c[name] for name in names))
    here = here.where(table.c.bucket >= buckets.first, table.c.bucket < buckets.end)
    width = _width(table, rollup)
    found: Slices = {}
    for statement, values in from_rows(rollup, source, zone, days):
        found = _added(connection.execute(statement, values), width, found)
    return _added(connection.execute(here), width, {}), found


def _added(rows: Result[Any], width: int, found: Slices) -> Slices:
    for row in rows:
        key, sums = tuple(row[:-width]), tuple(row[-width:])
        known = found.get(key)
        found[key] = sums if known is None else tuple(map(_sum, known, sums))
    return found


def _sum(one: Any, other: Any) -> Any:
    return other if one is None else one if other is None else one + other


def _compared(
    table: str, where: tuple[str, ...], columns: list[str], kept: Any, rows: Any
) -> Iterator[Difference]:
    if kept is None or rows is None:
        there = ["not there" if one is None else "there" for one in (kept, rows)]
        yield Difference(table, where, "the slice", *there)
        return
    for column, one, other in zip(columns, kept, rows, strict=True):
        if (one is None) != (other is None) or (one is not None and not isclose(one, other, **_CLOSE)):
            yield Difference(table, where, column, one, other)


def _said(rollup: Rollup | Spread, key: tuple[Any, ...]) -> tuple[str, ...]:
    """The time of a slice as people read it, and its values."""
    quarters = isinstance(rollup, Rollup) and rollup.quarters
    at = moment(key[0] * QUARTER) if quarters else date.fromordinal(EPOCH_ORDINAL + key[0])
    return (f"{at:%Y-%m-%d %H:%M} UTC" if quarters else at.isoformat(), *map(str, key[1:]))
