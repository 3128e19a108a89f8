"""What is really counted of what was asked: cut at maturity and at the newest record, on both sides.

Lengths are wall-clock, so that half a Monday is set against half a Monday over a change of clocks too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from kpi_engine.calendar import at, day_start, instant, wall, zone_of
from kpi_engine.formula import Formula
from kpi_engine.sheet import Cut, Sheet
from kpi_engine.values import Period

_TICK = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Used:
    """One side of a figure. `period.end` is `period.start` where nothing could be counted.

    `inclusive`: the end is a cut, whose own instant counts. `matures` is where the part begins
    that is still too young to count (None where nothing is), and runs to the end of what was asked. `stale`:
    the `newest` record is older than the end that was asked for. `begins` is the day on which records begin,
    where that is after the period's start: what lies before it is unknown, never 0.
    """

    asked: Period
    period: Period
    inclusive: bool = False
    matures: datetime | None = None
    newest: datetime | None = None
    stale: bool = False
    begins: datetime | None = None

    @property
    def empty(self) -> bool:
        return instant(self.period.start) >= instant(self.period.end) and not self.inclusive

    @property
    def cut_short(self) -> bool:
        return instant(self.period.end) < instant(self.asked.end)

    @property
    def stop(self) -> datetime:
        """The instant before which everything counts."""
        end = instant(self.period.end)
        return end + _TICK if self.inclusive else end

    def cut(self, by: tuple[str, ...]) -> Cut:
        return Cut.of(self.period.start, self.stop, by)

    def young(self, by: tuple[str, ...]) -> Cut | None:
        """The part that is still immature."""
        if self.matures is None:
            return None
        return Cut.of(max(self.matures, self.asked.start, key=instant), self.asked.end, by)


def used_sides(formula: Formula, periods: Sequence[Period], sheet: Sheet) -> tuple[Used, ...]:
    """Every side of a comparison, the asked period first.

    Where the asked period is cut, its like among the others is cut to the same length. What was asked for
    whole stays whole, however short the other side is: a minute without records may not decide between a
    month and half a month.
    """
    main, *others = (_own(formula, period, sheet) for period in periods)
    if not main.cut_short or main.empty:
        return (main, *others)
    return (main, *(_shortened(one, main) if alike(main.asked, one.asked) else one for one in others))


def alike(main: Period, other: Period) -> bool:
    """Whether one is the like of the other: this week and last week, today and Monday, equal stretches."""
    if main.unit is not None and (main.unit, main.count) == (other.unit, other.count):
        return True
    return length_of(main) == length_of(other)


def _own(formula: Formula, period: Period, sheet: Sheet) -> Used:
    """One side alone: it ends at the asked end, at the clock less the window, or at the newest record."""
    start, end = instant(period.start), instant(period.end)
    fresh, mature = _freshness(formula, sheet), None
    if formula.window is not None:
        young = instant(sheet.clock) - timedelta(days=formula.window)
        mature = young if young < end else None
    last = min(moment for moment in (end, mature, fresh) if moment is not None)
    # What is exactly old enough, and the newest record itself, count.
    inclusive = start <= last < end
    if last < start:
        last = start
    zone, begins = zone_of(period.start), _begins(formula, period, sheet)
    if begins is not None and instant(begins) >= end:
        return Used(period, replace(period, end=period.start, full_end=None), begins=begins)
    return Used(
        period,
        replace(period, end=last.astimezone(zone), full_end=None),
        inclusive,
        None if mature is None else mature + _TICK,
        fresh,
        fresh is not None and fresh < end,
        begins,
    )


def _begins(formula: Formula, period: Period, sheet: Sheet) -> datetime | None:
    """The day of the oldest record, where the period starts before it."""
    first, zone = sheet.begins(formula.needed()), zone_of(period.start)
    if first is None:
        return None
    day = day_start(first.astimezone(zone).date(), zone)
    return day if instant(period.start) < instant(day) else None


def _freshness(formula: Formula, sheet: Sheet) -> datetime | None:
    """The newest record of the kind that ends first, of the kinds that cut a period."""
    found = (sheet.freshness(measure) for measure in formula.needed() if sheet.cuts(measure))
    return min((instant(moment) for moment in found if moment is not None), default=None)


def length_of(period: Period) -> timedelta:
    return wall(period.end) - wall(period.start)


def _shortened(side: Used, main: Used) -> Used:
    """The side cut to the length of what is counted of its like, where it is longer."""
    length = length_of(main.period)
    if side.empty or length_of(side.period) <= length:
        return side
    start = side.period.start
    end = at(wall(start) + length, zone_of(start))
    return replace(side, period=replace(side.period, end=end), inclusive=main.inclusive)
