"""From instants to buckets: local days of the team's zone, and quarters of an hour of UTC.

Days are numbers since 1970-01-01, quarters since 1970 UTC.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import pairwise
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import BigInteger, ColumnElement, bindparam, case

from storage.buckets import SHIFT, SHIFT_DAYS, big, time_key
from storage.request import Request
from storage.rollups.shape import QUARTER, Rollup, Spread
from storage.zones import DAY, EPOCH_ORDINAL, HOUR, day_start, local_date, moment, pieces

Number = ColumnElement[int]
# No change of clocks is longer, so that no instant lies further outside of its date's usual stretch.
_MARGIN = 3 * HOUR

# The stretch that a statement is about: BEGIN <= bucket < END, FROM <= t < UNTIL.
BEGIN, END, FROM, UNTIL = (
    bindparam(f"stretch_{name}", type_=BigInteger) for name in ("begin", "end", "from", "until")
)


class Days(NamedTuple):
    """first <= day < end, as numbers."""

    first: int
    end: int


def day_number(zone: ZoneInfo, at: int) -> int:
    return local_date(zone, at).toordinal() - EPOCH_ORDINAL


def begins(zone: ZoneInfo, day: int) -> int:
    """The first instant of a day."""
    return day_start(zone, date.fromordinal(EPOCH_ORDINAL + day))


def instants(zone: ZoneInfo, days: Days) -> tuple[int, int]:
    """A stretch of time, somewhat too long, in which every instant of these days lies; whole quarters."""
    low, high = begins(zone, days.first) - _MARGIN, begins(zone, days.end) + _MARGIN
    return low // QUARTER * QUARTER, -(-high // QUARTER) * QUARTER


def buckets_of(rollup: Rollup | Spread, zone: ZoneInfo, days: Days) -> Days:
    """The buckets in which the rows of these days lie; some quarters more than that."""
    if not in_quarter_hours(rollup):
        return days
    low, high = instants(zone, days)
    return Days(low // QUARTER, high // QUARTER)


def in_quarter_hours(rollup: Rollup | Spread) -> bool:
    return isinstance(rollup, Rollup) and rollup.quarters


def day_of(at: Number, zone: ZoneInfo, start: int, end: int) -> Number:
    """The day of an instant that lies in start..end."""
    return time_key("day", at, pieces(zone, start, end))


def day_within(at: Number, count: int) -> Number:
    """The day of an instant inside the stretch, in which the zone has `count` pieces; bound by `spanned`."""
    days = [
        (at + bindparam(f"offset_{place}", type_=BigInteger)) // big(DAY) - big(SHIFT_DAYS)
        for place in range(count)
    ]
    ends = [at < bindparam(f"piece_{place}", type_=BigInteger) for place in range(count - 1)]
    return case(*zip(ends, days[:-1], strict=True), else_=days[-1]) if ends else days[0]


def spanned(zone: ZoneInfo, span: tuple[int, int], buckets: Days) -> tuple[int, dict[str, int]]:
    """How many pieces the zone has in a span, and what statements about it are bound to."""
    found = pieces(zone, *span)
    named = {"begin": buckets.first, "end": buckets.end, "from": span[0], "until": span[1]}
    values = {f"stretch_{name}": value for name, value in named.items()}
    values |= {f"offset_{place}": SHIFT + piece.offset for place, piece in enumerate(found)}
    return len(found), values | {f"piece_{place}": piece.end for place, piece in enumerate(found[:-1])}


def quarter_of(at: Number) -> Number:
    return (at + big(SHIFT)) // big(QUARTER) - big(SHIFT // QUARTER)


def stretches(days: Iterable[int], longest: int) -> Iterator[Days]:
    """Days as stretches without a gap, none longer than `longest`."""
    current: Days | None = None
    for day in sorted(days):
        if current is not None and day == current.end and day - current.first < longest:
            current = Days(current.first, day + 1)
            continue
        if current is not None:
            yield current
        current = Days(day, day + 1)
    if current is not None:
        yield current


def whole_days(zone: ZoneInfo, start: int, end: int) -> Days:
    """The days that lie in start..end from their first to their last instant."""
    first = day_number(zone, start)
    return Days(first if begins(zone, first) >= start else first + 1, day_number(zone, end))


def whole_quarters(start: int, end: int) -> Days:
    return Days(-(-start // QUARTER), end // QUARTER)


def same_days(zone: ZoneInfo, request: Request) -> bool:
    """Whether the days of the request's zone are those of the team's, each of them one stretch of time."""
    low, high = request.start - DAY, request.end + DAY
    theirs = pieces(request.zone, low, high)
    if request.zone.key != zone.key and theirs != pieces(zone, low, high):
        return False
    # Clocks that go back over midnight show a date in two stretches.
    return all(
        moment(late.start - 1 + early.offset).date() <= moment(late.start + late.offset).date()
        for early, late in pairwise(theirs)
    )


def in_quarters(request: Request) -> bool:
    """Whether every local hour of the request begins and ends with a quarter of UTC."""
    return all(
        piece.offset % QUARTER == 0 and (place == 0 or piece.start % QUARTER == 0)
        for place, piece in enumerate(request.pieces)
    )
