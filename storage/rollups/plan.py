"""What serves a request: the smallest rollup that has its dimensions, for as many whole buckets as lie in it.

What is left at the edges goes to the next rollup that serves, and in the end to rows: sums of parts add up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from zoneinfo import ZoneInfo

from storage.request import TIME_DIMENSIONS, Request
from storage.rollups.buckets import Days, begins, in_quarters, same_days, whole_days, whole_quarters
from storage.rollups.shape import QUARTER, Rollup, Spread


class Segment(NamedTuple):
    """A part of a request, and what serves it: these buckets of a rollup, or the rows."""

    request: Request
    rollup: Rollup | Spread | None = None
    buckets: Days = Days(0, 0)


@dataclass(frozen=True, slots=True)
class Unit:
    """How a span is cut: its whole buckets, and the instants at which they begin and end."""

    inside: Callable[[ZoneInfo, int, int], Days]
    start: Callable[[ZoneInfo, int], int]
    serves: Callable[[ZoneInfo, Request], bool]


_DAYS = Unit(whole_days, begins, lambda zone, request: not request.hourly and same_days(zone, request))
_QUARTERS = Unit(
    lambda _, start, end: whole_quarters(start, end),
    lambda _, quarter: quarter * QUARTER,
    lambda _, request: not request.time_dimensions or in_quarters(request),
)


def plain_dimensions(request: Request) -> frozenset[str]:
    """The dimensions that are sliced or filtered by, those of time aside."""
    named = (*request.by, *(condition.dimension for condition in request.where))
    return frozenset(name for name in named if name not in TIME_DIMENSIONS)


def planned(
    among: Sequence[Rollup | Spread], needs: frozenset[str], request: Request, zone: ZoneInfo
) -> list[Segment]:
    """The parts of the request, which cover its span once; `among` the smallest first."""
    having = [one for one in among if needs <= frozenset(one.dimensions)]
    serving = [one for one in having if unit_of(one).serves(zone, request)]
    return list(_cover(request, serving, zone))


def unit_of(rollup: Rollup | Spread) -> Unit:
    return _QUARTERS if isinstance(rollup, Rollup) and rollup.quarters else _DAYS


def _cover(request: Request, serving: Sequence[Rollup | Spread], zone: ZoneInfo) -> Iterator[Segment]:
    if request.start >= request.end:
        return
    if not serving:
        yield Segment(request)
        return
    unit = unit_of(serving[0])
    finer = [one for one in serving if unit_of(one) is not unit]
    buckets = unit.inside(zone, request.start, request.end)
    if buckets.first >= buckets.end:
        yield from _cover(request, finer, zone)
        return
    low, high = unit.start(zone, buckets.first), unit.start(zone, buckets.end)
    yield from _cover(request.part(request.start, low), finer, zone)
    yield Segment(request.part(low, high), serving[0], buckets)
    yield from _cover(request.part(high, request.end), finer, zone)
