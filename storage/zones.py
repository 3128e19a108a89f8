"""IANA zones as arithmetic: the stretches of a span in which a zone's offset from UTC stays the same.

Inside such a piece local time is UTC plus a constant, which SQL can add. All in integer microseconds.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from storage.errors import StorageError
from storage.schema import EPOCH, MICROSECOND, micros

SECOND = 1_000_000
HOUR = 3600 * SECOND
DAY = 24 * HOUR
EPOCH_ORDINAL = EPOCH.toordinal()


class Piece(NamedTuple):
    """start <= t < end, where local = t + offset; all but the first piece start at a change of clocks."""

    start: int
    end: int
    offset: int


def zone_named(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise StorageError(
            f"no time zone is called {name!r}: use an IANA name such as Europe/Berlin"
        ) from error


def moment(at: int) -> datetime:
    """The aware UTC datetime of microseconds since 1970."""
    return EPOCH + at * MICROSECOND


def offset_at(zone: ZoneInfo, at: int) -> int:
    return (moment(at).astimezone(zone).utcoffset() or timedelta()) // MICROSECOND


# Asked for every rollup that may serve one and the same request.
@lru_cache(1_000)
def pieces(zone: ZoneInfo, start: int, end: int) -> tuple[Piece, ...]:
    """The pieces of start..end in order; one of no length for an empty span."""
    edges = [start, *_changes(zone, start, end), max(start, end)]
    return tuple(Piece(low, high, offset_at(zone, low)) for low, high in pairwise(edges))


def _changes(zone: ZoneInfo, start: int, end: int) -> Iterator[int]:
    # No zone changes its clocks twice inside one day.
    before, known = start, offset_at(zone, start)
    while before < end - 1:
        after = min(before + DAY, end - 1)
        offset = offset_at(zone, after)
        if offset != known:
            yield _change(zone, before, after)
        before, known = after, offset


def _change(zone: ZoneInfo, before: int, after: int) -> int:
    """The instant in before < t <= after at which the offset changes; zones change on whole seconds."""
    known = offset_at(zone, before)
    low, high = before // SECOND, -(-after // SECOND)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if offset_at(zone, middle * SECOND) == known else (low, middle)
    return high * SECOND


def local_date(zone: ZoneInfo, at: int) -> date:
    return moment(at).astimezone(zone).date()


def day_start(zone: ZoneInfo, day: date) -> int:
    """The first instant of a local date, also where clocks skip its midnight."""
    return micros(datetime(day.year, day.month, day.day, tzinfo=zone))


def days(zone: ZoneInfo, start: int, end: int) -> Iterator[tuple[date, int, int]]:
    """(date, start, end) of every local date that has instants in start..end."""
    if end <= start:
        return
    day = local_date(zone, start)
    begins = day_start(zone, day)
    while begins < end:
        following = day + timedelta(days=1)
        ends = day_start(zone, following)
        yield day, begins, ends
        day, begins = following, ends
