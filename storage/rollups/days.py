"""Which days of the team's zone some rows lie in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Connection, FromClause, func, select

from storage.rollups.buckets import day_of
from storage.sources import SOURCES

Only = tuple[ColumnElement[bool], ...]


def ends_of(
    connection: Connection, at: ColumnElement[int], rows: FromClause, only: Only = ()
) -> tuple[int, int] | None:
    """The first of these rows' instants and just after the last; None where there is none."""
    asked = select(func.min(at), func.max(at)).select_from(rows).where(*only)
    first, last = cast("Sequence[int | None]", connection.execute(asked).one())
    return None if first is None or last is None else (int(first), int(last) + 1)


def days_of(
    connection: Connection, zone: ZoneInfo, at: ColumnElement[int], rows: FromClause, only: Only = ()
) -> set[int]:
    """The days of these rows' instants; rows without one have none."""
    ends = ends_of(connection, at, rows, only)
    if ends is None:
        return set()
    day = day_of(at, zone, *ends)
    asked = select(day).select_from(rows).where(at.is_not(None), *only).distinct()
    return {int(found) for found in connection.execute(asked).scalars()}


def all_days(connection: Connection, source: str, zone: ZoneInfo) -> set[int]:
    """Every day that has rows of the source."""
    parts = [part for part in SOURCES if part.name == source]
    found = (days_of(connection, zone, part.at, part.joined(part.only), part.only) for part in parts)
    return set[int]().union(*found)
