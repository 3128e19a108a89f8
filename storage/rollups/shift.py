"""What a changed gap moves, taken away and added: only counts depend on gaps, and counts are exact so.

A contact that comes in changes gaps of contacts of a whole month; to sum all those days again for it would
cost more than all the rest of its ingest.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from itertools import product
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Connection,
    MetaData,
    Select,
    String,
    Table,
    Update,
    and_,
    bindparam,
    false,
    func,
    insert,
    not_,
    or_,
    select,
    update,
)

from storage.buckets import big
from storage.dimensions import dimension
from storage.from_rows import positions
from storage.measure import KEPT_WINDOWS
from storage.rollups.buckets import Days, begins, day_within, quarter_of, spanned, stretches
from storage.rollups.columns import Kept, columns
from storage.rollups.days import ends_of
from storage.rollups.shape import ROLLUPS, SOURCES, Rollup
from storage.rollups.tables import TABLES
from storage.schema import contacts
from storage.sources import SOURCES as PLACES
from storage.sources import Source, columns_read, micros_of, tables_read
from storage.zones import DAY

_GAPS = tuple(contacts.c[name] for name in ("prev_gap", "next_gap", "prev_gap_same", "next_gap_same"))
_AT = micros_of(contacts.c.started_at)
_SIGN = bindparam("sign", type_=BigInteger)
_FEW = 100  # stretches of days that a statement can pass over; with more of them it passes over none
# Contacts whose gaps change so that a kept sum does; it lives inside one transaction.
_moved = Table("moved_contacts", MetaData(), Column("contact_id", String), prefixes=["TEMPORARY"])


class Shift:
    """One change of gaps: `by(-1)` before they are written, `by(1)` once they are, then `done`."""

    def __init__(self, connection: Connection, fresh: Table, zone: ZoneInfo, passed: Iterable[int]) -> None:
        """`fresh` has the new gaps; days that are `passed` are summed again anyway."""
        self._connection, self._zone = connection, zone
        _moved.create(connection)
        joined = fresh.join(contacts, contacts.c.contact_id == fresh.c.contact_id)
        crossing = or_(*(_crosses(fresh, gap.name, days) for gap, days in product(_GAPS, KEPT_WINDOWS)))
        found = select(contacts.c.contact_id).select_from(joined).where(crossing, *_outside(zone, passed))
        connection.execute(insert(_moved).from_select(["contact_id"], found))
        if connection.dialect.name == "postgresql":
            # It never looks at a temporary table by itself, and would read every contact for a few.
            connection.exec_driver_sql(f"ANALYZE {_moved.name}")

    def by(self, sign: int) -> None:
        """Adds or takes away what these contacts count for, by their gaps as they stand now."""
        ends = ends_of(self._connection, _AT, contacts, (contacts.c.contact_id.in_(select(_moved)),))
        if ends is None:
            return
        pieces, values = spanned(self._zone, ends, Days(0, 0))
        for rollup, source in product(ROLLUPS, SOURCES):
            for statement in _shifting(rollup, source, pieces):
                self._connection.execute(statement, values | {"sign": sign})

    def done(self) -> None:
        _moved.drop(self._connection)


def _crosses(fresh: Table, gap: str, days: int) -> ColumnElement[bool]:
    """Whether a gap comes into, or leaves, a window that rollups keep: another change moves no sum."""
    was, becomes = (func.coalesce(table.c[gap] <= days * DAY, false()) for table in (contacts, fresh))
    return was != becomes


def _outside(zone: ZoneInfo, days: Iterable[int]) -> Iterator[ColumnElement[bool]]:
    found = list(stretches(days, 1_000_000))
    if 0 < len(found) <= _FEW:
        spans = (and_(big(begins(zone, one.first)) <= _AT, big(begins(zone, one.end)) > _AT) for one in found)
        yield not_(or_(*spans))


@cache
def _shifting(rollup: Rollup, source: str, pieces: int) -> tuple[Update, ...]:
    parts = [part for part in PLACES if part.name == source]
    counts = [one for one in columns(source) if not columns_read((one.aggregate,)).isdisjoint(_GAPS)]
    return tuple(
        _shifted(TABLES[rollup.name, source], number, _counted(part, rollup, pieces, counts), rollup)
        for number, part in enumerate(parts)
        if contacts in tables_read((part.at,))
    )


def _counted(part: Source, rollup: Rollup, pieces: int, counts: Iterable[Kept]) -> Select[Any]:
    """bucket, dimensions and counts of the moved contacts' rows."""
    bucket = quarter_of(part.at) if rollup.quarters else day_within(part.at, pieces)
    slices = [dimension(part.dimensions, name, part.name).label(name) for name in rollup.dimensions]
    shown, sums = [bucket.label("bucket"), *slices], [one.aggregate.label(one.name) for one in counts]
    return (
        select(*shown, *sums)
        .select_from(part.joined((*slices, *sums)))
        .where(contacts.c.contact_id.in_(select(_moved)), *part.only)
        .group_by(*positions(len(shown)))
    )


def _shifted(table: Table, part: int, counted: Select[Any], rollup: Rollup) -> Update:
    moved = counted.subquery("moved")
    keys = (table.c[name].is_not_distinct_from(moved.c[name]) for name in rollup.dimensions)
    counts = [column.name for column in moved.c if column.name not in ("bucket", *rollup.dimensions)]
    return (
        update(table)
        .where(table.c.bucket == moved.c.bucket, table.c.part == part, *keys)
        .values({name: table.c[name] + _SIGN * moved.c[name] for name in counts})
    )
