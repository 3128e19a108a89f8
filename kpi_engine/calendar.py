"""Calendar units in IANA zones: starts, shifts, the period before, the same period earlier, buckets.

Every datetime is aware and carries a `ZoneInfo`; wall-clock times are found again after each shift, so a
day is 23, 24 or 25 hours long as the zone says. Python compares and subtracts two datetimes of *one*
zone by the wall clock: instants are therefore compared in UTC here (`instant`), lengths are wall-clock.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

from kpi_engine.values import Asking, Period, Unit

MONTHS: dict[Unit, int] = {Unit.MONTH: 1, Unit.QUARTER: 3, Unit.YEAR: 12}
DAYS: dict[Unit, int] = {Unit.DAY: 1, Unit.WEEK: 7}
_DAY = timedelta(days=1)
_HOUR = timedelta(hours=1)
_BLOCKS = ((5, 2 * _DAY), (0, 5 * _DAY))  # weekend, working week


def instant(moment: datetime) -> datetime:
    """The same instant in UTC: what may be compared and subtracted across a change of clocks."""
    return moment.astimezone(UTC)


def zone_of(moment: datetime) -> tzinfo:
    if moment.tzinfo is None:
        raise ValueError("a datetime without a zone")
    return moment.tzinfo


def local_now(asking: Asking) -> datetime:
    """The clock in the asker's zone."""
    return asking.now.astimezone(ZoneInfo(asking.zone))


def at(wall: datetime, zone: tzinfo) -> datetime:
    """The first instant that the zone's clocks show `wall` (naive); inside a gap, the instant of the gap."""
    first, second = (wall.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
    if instant(first).astimezone(zone).replace(tzinfo=None, fold=0) == wall:
        return first
    return _transition(instant(second), instant(first), zone)


def _transition(low: datetime, high: datetime, zone: tzinfo) -> datetime:
    """The instant in (low, high] at which the zone's offset changes, to the second."""
    before = low.astimezone(zone).utcoffset()
    while high - low > timedelta(seconds=1):
        middle = low + (high - low) // 2
        middle = middle.replace(microsecond=0) if middle.replace(microsecond=0) > low else middle
        low, high = (middle, high) if middle.astimezone(zone).utcoffset() == before else (low, middle)
    return high.astimezone(zone)


def wall(moment: datetime) -> datetime:
    """The naive wall-clock time; the first instant of a date whose midnight is skipped counts as midnight."""
    naive = moment.replace(tzinfo=None, fold=0)
    midnight = datetime.combine(naive.date(), time())
    skipped = naive != midnight and instant(at(midnight, zone_of(moment))) == instant(moment)
    return midnight if skipped else naive


def day_start(day: date, zone: tzinfo) -> datetime:
    return at(datetime.combine(day, time()), zone)


def wall_start(naive: datetime, unit: Unit, week_start: int = 0) -> datetime:
    """The wall-clock start of the unit that holds `naive`."""
    if unit is Unit.HOUR:
        return naive.replace(minute=0, second=0, microsecond=0)
    midnight = datetime.combine(naive.date(), time())
    if unit is Unit.WEEK:
        return midnight - _DAY * ((midnight.weekday() - week_start) % 7)
    if unit is Unit.DAY:
        return midnight
    step = MONTHS[unit]
    return midnight.replace(month=(midnight.month - 1) // step * step + 1, day=1)


def wall_shift(naive: datetime, unit: Unit, count: int) -> datetime:
    """`count` units later by the wall clock; the 31st becomes the last day of a shorter month."""
    if unit is Unit.HOUR:
        return naive + _HOUR * count
    if unit in DAYS:
        return naive + _DAY * (DAYS[unit] * count)
    index = naive.year * 12 + naive.month - 1 + MONTHS[unit] * count
    year, month = divmod(index, 12)
    last = (date(year + (month == 11), (month + 1) % 12 + 1, 1) - _DAY).day
    return naive.replace(year=year, month=month + 1, day=min(naive.day, last))


def start_of(moment: datetime, unit: Unit, week_start: int = 0) -> datetime:
    """The start of the local unit that holds `moment`.

    A local hour that the clocks show twice has two starts; one that a change of clocks cuts begins there.
    """
    zone = zone_of(moment)
    if unit is not Unit.HOUR:
        return at(wall_start(moment.replace(tzinfo=None, fold=0), unit, week_start), zone)
    into = timedelta(minutes=moment.minute, seconds=moment.second, microseconds=moment.microsecond)
    start = (instant(moment) - into).astimezone(zone)
    if start.utcoffset() == moment.utcoffset():
        return start
    return _transition(instant(start), instant(moment), zone)


def shift(moment: datetime, unit: Unit, count: int) -> datetime:
    """`count` units later: hours as they pass, days and more by the wall clock."""
    zone = zone_of(moment)
    if unit is Unit.HOUR:
        return (instant(moment) + _HOUR * count).astimezone(zone)
    return at(wall_shift(wall(moment), unit, count), zone) if count else moment


def clipped(period: Period, now: datetime) -> Period:
    """`period` as asked at the clock `now`: one that still runs ends there and keeps its full end."""
    if instant(period.end) <= instant(now):
        return period
    return replace(period, end=now.astimezone(zone_of(period.start)), full_end=period.end)


def same_elapsed(other: Period, main: Period) -> Period:
    """`other` (over) cut to the part that has elapsed of a running `main`; unchanged where `main` is over.

    A cut period keeps its own full end, so that it can be shifted again.
    """
    full = other.full_end or other.end
    if not main.running:
        return other
    zone = zone_of(other.start)
    if main.unit is Unit.HOUR:
        end = (instant(other.start) + (instant(main.end) - instant(main.start))).astimezone(zone)
    else:
        end = at(wall(other.start) + (wall(main.end) - wall(main.start)), zone)
    return replace(other, end=min(end, full, key=instant), full_end=full)


def whole(start: datetime, unit: Unit, count: int = 1, said: str | None = None) -> Period:
    """`count` whole units from `start`."""
    return Period(start, shift(start, unit, count), said, unit, count)


def previous(period: Period) -> Period:
    """The period just before: as many of its units; of a free range, as many days (at least one) earlier.

    So "this morning" is set against yesterday's morning, a weekend or a working week (free ranges too)
    against the one before. A running period gives the same elapsed part.
    """
    if period.unit is None:
        first, last = wall(period.start), wall(period.full_end or period.end)
        block = (first.weekday(), last - first) in _BLOCKS and first.time() == time()
        days = 7 if block else -(-(wall(period.end) - first) // _DAY)
        return _earlier(period, Unit.DAY, days)
    start = shift(period.start, period.unit, -period.count)
    return same_elapsed(whole(start, period.unit, period.count), period)


def same_period(period: Period, back: Unit, count: int = 1) -> Period:
    """The same period `count` `back` units earlier: the same dates, for weeks the same weekdays.

    Weeks of last year are those of the same number (the last one where last year had no week 53); a month
    back is four weeks. A running period gives the same elapsed part.
    """
    if period.unit is not Unit.WEEK or back not in MONTHS:
        return _earlier(period, back, count)
    if back is not Unit.YEAR:
        return _earlier(period, Unit.WEEK, {Unit.MONTH: 4, Unit.QUARTER: 13}[back] * count)
    return _earlier(period, Unit.WEEK, _weeks_to_year_before(period.start, count))


def _earlier(period: Period, unit: Unit, count: int) -> Period:
    start = shift(period.start, unit, -count)
    if period.unit is not None:
        return same_elapsed(whole(start, period.unit, period.count), period)
    length = wall(period.full_end or period.end) - wall(period.start)
    return same_elapsed(Period(start, at(wall(start) + length, zone_of(start))), period)


def _weeks_to_year_before(start: datetime, years: int) -> int:
    """Weeks back to the week of the same number `years` before; a week is of its fourth day's year."""
    middle = start.date() + _DAY * 3
    number = (middle.timetuple().tm_yday - 1) // 7
    opening = date(middle.year - years, 1, 1)
    target = opening + _DAY * ((middle.weekday() - opening.weekday()) % 7 + 7 * number)
    target -= _DAY * (7 if target.year != opening.year else 0)
    return (middle - target).days // 7


def buckets(period: Period, grain: Unit, week_start: int = 0) -> list[datetime]:
    """The starts of the local buckets that cover `period`, ascending; the first is the period's start."""
    starts, moment = [period.start], period.start
    while True:
        moment = _next(moment, grain, week_start)
        if instant(moment) >= instant(period.end):
            return starts
        starts.append(moment)


def _next(moment: datetime, grain: Unit, week_start: int) -> datetime:
    """The start of the next local bucket; a date that a zone never had is no bucket."""
    if grain is Unit.HOUR:
        return _next_hour(moment)
    zone, step = zone_of(moment), wall_start(moment.replace(tzinfo=None, fold=0), grain, week_start)
    following = moment
    while instant(following) <= instant(moment):
        step = wall_shift(step, grain, 1)
        following = at(step, zone)
    return following


def _next_hour(moment: datetime) -> datetime:
    """The next instant at which another local hour begins, a change of clocks inside the hour included."""
    zone = zone_of(moment)
    left = _HOUR - timedelta(minutes=moment.minute, seconds=moment.second, microseconds=moment.microsecond)
    following = (instant(moment) + left).astimezone(zone)
    return start_of(following, Unit.HOUR)


def default_period(asking: Asking, quarter: bool = False) -> Period:
    """What is counted where no period was said: the last 7 complete days, or the last complete quarter."""
    unit, count = (Unit.QUARTER, 1) if quarter else (Unit.DAY, 7)
    return whole(shift(start_of(local_now(asking), unit, asking.week_start), unit, -count), unit, count)
