"""For which day, week or month a digest shows each KPI, all in the digest's own zone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from kpi_engine.calendar import day_start, instant, same_period, shift, start_of, whole
from kpi_engine.catalogue import metric
from kpi_engine.formula import formula
from kpi_engine.settings import KpiSettings
from kpi_engine.values import MetricRef, Period, Unit

# How many points a sparkline has; a month's figure (customers who stayed) needs a look at all of them.
POINTS = {Unit.DAY: 14, Unit.WEEK: 12, Unit.MONTH: 12}
PERIODIC_POINTS = 6
# The schedule whose digests are about working days; those of a daily one are about every day.
WORKING = "weekdays"
SATURDAY = 5
# A schedule's first word -> what a digest of it covers; every other one covers a day.
COVERS = {"weekly": Unit.WEEK, "monthly": Unit.MONTH}


@dataclass(frozen=True, slots=True)
class Frame:
    """What a slot covers; `clock` (its due instant) decides what is mature. `working`: days of the weekend
    are passed over, so that Monday's digest is about Friday."""

    day: date
    clock: datetime
    zone: ZoneInfo
    unit: Unit
    week_start: int
    settings: KpiSettings
    working: bool = False

    @property
    def end(self) -> datetime:
        """The end of the last complete unit before the slot's local date."""
        return self.complete(day_start(self.day, self.zone))

    @property
    def after_weekend(self) -> bool:
        """Whether it is about an earlier day than yesterday, for there was a weekend."""
        return self.end != start_of(day_start(self.day, self.zone), self.unit, self.week_start)

    def complete(self, moment: datetime) -> datetime:
        """The end of the last unit that was complete at a moment."""
        end = start_of(moment, self.unit, self.week_start)
        while self.working and _before(end, self.unit).start.weekday() >= SATURDAY:
            end = shift(end, self.unit, -1)
        return end

    @property
    def period(self) -> Period:
        """Yesterday, last week or last month."""
        return _before(self.end, self.unit)


@dataclass(frozen=True, slots=True)
class Shown:
    """A KPI's period in units of `unit`; `why` names what made it another one than the digest's."""

    period: Period
    unit: Unit
    why: str | None = None


def shown(ref: MetricRef, frame: Frame) -> Shown:
    """The last complete month for what is counted by the month, the last mature unit for what matures."""
    if metric(ref.id).kind == "P":
        end = start_of(frame.end, Unit.MONTH)
        return Shown(_before(end, Unit.MONTH), Unit.MONTH, "month")
    window = _window(ref, frame.settings)
    if window is None:
        return Shown(frame.period, frame.unit)
    mature = instant(frame.clock) - timedelta(days=window)
    end = frame.complete(mature.astimezone(frame.zone))
    return Shown(_before(min(end, frame.end, key=instant), frame.unit), frame.unit, "mature")


def mature_at_once(ref: MetricRef, settings: KpiSettings) -> bool:
    return _window(ref, settings) is None and metric(ref.id).kind != "P"


def trend(one: Shown, ref: MetricRef) -> Period:
    """The last units up to the shown one."""
    points = PERIODIC_POINTS if metric(ref.id).kind == "P" else POINTS[one.unit]
    return whole(shift(one.period.start, one.unit, 1 - points), one.unit, points)


def weeks(one: Shown) -> tuple[Period, ...]:
    """The trend's days week by week: what is normal is then looked up one week apart, weekday by weekday."""
    if one.unit is not Unit.DAY:
        return ()
    starts = (shift(one.period.end, Unit.DAY, -back) for back in range(POINTS[Unit.DAY], 0, -7))
    return tuple(whole(start, Unit.DAY, 7) for start in starts)


def before(one: Shown) -> Period:
    """What drivers are looked for against: the same weekday a week earlier, or the unit before."""
    return same_period(one.period, Unit.WEEK if one.unit is Unit.DAY else one.unit)


def _before(end: datetime, unit: Unit) -> Period:
    return whole(shift(end, unit, -1), unit)


def _window(ref: MetricRef, settings: KpiSettings) -> int | None:
    """Days until a row counts."""
    return None if metric(ref.id).kind == "index" else formula(ref, settings).window
