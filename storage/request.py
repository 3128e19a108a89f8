"""What is asked of the store: the shapes of the engine's port, in primitives, and what they must hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from typing import NamedTuple
from zoneinfo import ZoneInfo

from storage.errors import StorageError
from storage.schema import micros
from storage.zones import Piece, pieces, zone_named

Argument = str | int | float | tuple[tuple[str, float], ...]
MeasureRef = tuple[str, tuple[Argument, ...]]
ConditionRef = tuple[str, bool, tuple[str | None, ...]]
SpanRef = tuple[datetime, datetime, str, datetime]
Key = tuple[str | int | date | datetime | None, ...]

TIME_DIMENSIONS = ("hour", "day", "weekday", "hour_of_day")
_HOURLY = ("hour", "hour_of_day")


class Condition(NamedTuple):
    """The dimension's value is (not, if `negated`) among `values`; None among them is the empty value."""

    dimension: str
    negated: bool
    values: tuple[str | None, ...]


@dataclass(frozen=True)
class Request:
    """start <= t < end in microseconds since 1970 UTC; `by` and `where` may name time dimensions.

    `days` is the zone of the days that rollups are kept in; None: all is summed from rows.
    """

    start: int
    end: int
    clock: int
    zone: ZoneInfo
    by: tuple[str, ...]
    where: tuple[Condition, ...]
    days: ZoneInfo | None = None

    @cached_property
    def pieces(self) -> tuple[Piece, ...]:
        """The stretches of the span in which the zone's offset from UTC does not change."""
        return pieces(self.zone, self.start, self.end)

    def part(self, start: int, end: int) -> Request:
        """The same over a part of the span: its hours and days are cut as those of the whole."""
        found = replace(self, start=start, end=end)
        found.__dict__["pieces"] = self.pieces
        return found

    @property
    def time_dimensions(self) -> tuple[str, ...]:
        """The time dimensions of `by` and `where`."""
        named = (*self.by, *(condition.dimension for condition in self.where))
        return tuple(name for name in TIME_DIMENSIONS if name in named)

    @property
    def hourly(self) -> bool:
        return any(name in _HOURLY for name in self.time_dimensions)


def request(
    span: SpanRef, by: Sequence[str], where: Sequence[ConditionRef], days: ZoneInfo | None = None
) -> Request:
    """StorageError for an unknown zone and for a time without one."""
    start, end, zone, clock = span
    if any(moment.tzinfo is None for moment in (start, end, clock)):
        raise StorageError("a span needs times with a zone")
    conditions = tuple(Condition(*condition) for condition in where)
    return Request(micros(start), micros(end), micros(clock), zone_named(zone), tuple(by), conditions, days)
