"""Stretches of wall-clock time while a question is read: not yet in a zone, not yet cut at the clock."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Literal

from kpi_engine.calendar import at, clipped, instant, wall_shift, wall_start, zone_of
from kpi_engine.language.time.mention import Relative
from kpi_engine.values import Period, Unit

DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
YEARS = range(1950, 2100)  # no record of a contact centre is of another
_YEARS = 12  # as far back as a yearly date is looked for: 29 February may be 8 years away


@dataclass(frozen=True, slots=True)
class Recur:
    """A name that comes again: weekday a, month a, the b-th of month a, the a-th of a month, quarter a."""

    kind: Literal["weekday", "month", "date", "day", "quarter", "half", "week"]
    a: int
    b: int = 0


@dataclass(frozen=True, slots=True)
class Span:
    """[start, end) by the wall clock; `unit` × `count` as in `Period`.

    `recur` is the name it came from, while another occurrence may still be meant. `exact` are aware instants
    that go before the wall clock's (hours are counted as they pass). `weak` needs a word beside it that says
    that a time is meant.
    """

    start: datetime
    end: datetime
    unit: Unit | None = None
    count: int = 1
    recur: Recur | None = None
    named: bool = False
    exact: tuple[datetime, datetime] | None = None
    relative: Relative | None = None
    weak: bool = False

    @property
    def is_day(self) -> bool:
        return self.unit is Unit.DAY and self.count == 1

    @property
    def is_part(self) -> bool:
        """A part of one day."""
        return self.unit is None and self.end - self.start < DAY

    @property
    def close(self) -> datetime:
        """Where it ends as the far end of a range: "to 5pm" is until five, "at 5pm" the hour from five."""
        return self.start if self.unit is Unit.HOUR and self.exact is None else self.end


@dataclass(frozen=True, slots=True)
class Now:
    """The clock as the reader sees it: aware and by the wall, the week's first day, dates' order if known."""

    aware: datetime
    wall: datetime
    week_start: int
    day_first: bool | None = None

    @property
    def today(self) -> datetime:
        return datetime.combine(self.wall.date(), time())

    def start(self, unit: Unit) -> datetime:
        return wall_start(self.wall, unit, self.week_start)


def midnight(year: int, month: int, number: int) -> datetime:
    """ValueError for a date that the calendar does not have."""
    return datetime.combine(date(year, month, number), time())


def of_units(start: datetime, unit: Unit, count: int = 1) -> Span:
    return Span(start, wall_shift(start, unit, count), unit, count)


def day(moment: datetime) -> Span:
    return of_units(datetime.combine(moment.date(), time()), Unit.DAY)


def week_number(now: Now, year: int, number: int) -> Span | None:
    """Week `number` of `year`; week 1 holds 4 January (ISO 8601 where weeks start on Monday)."""
    if year not in YEARS:
        return None
    first = wall_start(midnight(year, 1, 4), Unit.WEEK, now.week_start)
    start = first + 7 * DAY * (number - 1)
    return of_units(start, Unit.WEEK) if (start + 3 * DAY).year == year and number >= 1 else None


def in_year(now: Now, recur: Recur, year: int) -> Span | None:
    """The occurrence in `year` of a name that comes once a year; None where that year has none."""
    try:
        if recur.kind == "date":
            return day(midnight(year, recur.a, recur.b))
        if recur.kind == "week":
            return week_number(now, year, recur.a)
        unit, count, months = {
            "month": (Unit.MONTH, 1, 1),
            "quarter": (Unit.QUARTER, 1, 3),
            "half": (Unit.QUARTER, 2, 6),
        }[recur.kind]
        return of_units(midnight(year, (recur.a - 1) * months + 1, 1), unit, count)
    except ValueError:
        return None


def in_month(recur: Recur, first: datetime) -> Span | None:
    try:
        return day(first.replace(day=recur.a))
    except ValueError:
        return None


def occurrence(now: Now, recur: Recur, limit: datetime, forward: bool = False) -> Span | None:
    """The latest occurrence that starts by `limit`, or (`forward`) the first that starts at it or later."""
    step = 1 if forward else -1
    if recur.kind == "weekday":
        midnight = datetime.combine(limit.date(), time())
        late = forward and limit > midnight
        away = (recur.a - midnight.weekday()) % 7 if forward else (midnight.weekday() - recur.a) % 7
        return _marked(day(midnight + DAY * (7 if late and not away else step * away)), recur)
    for count in range(-1, _YEARS * (12 if recur.kind == "day" else 1)):
        found = _nth(now, recur, limit, step * count)
        if found and (found.start >= limit if forward else found.start <= limit):
            return _marked(found, recur)
    return None


def _nth(now: Now, recur: Recur, limit: datetime, away: int) -> Span | None:
    if recur.kind == "day":
        return in_month(recur, wall_shift(wall_start(limit, Unit.MONTH), Unit.MONTH, away))
    return in_year(now, recur, limit.year + away)


def _marked(span: Span, recur: Recur) -> Span:
    return replace(span, recur=recur, named=True)


def fixed(span: Span) -> Span:
    return replace(span, recur=None)


def named_day(now: Now, year: int, month: int, number: int) -> Span | None:
    if year not in YEARS:
        return None
    try:
        return replace(day(datetime.combine(date(year, month, number), time())), named=True)
    except ValueError:
        return None


def period_of(now: Now, span: Span, said: str | None = None) -> Period:
    """The span in the zone of the clock, cut at the clock where it still runs."""
    zone = zone_of(now.aware)
    start, end = span.exact or (span.start, span.end)
    whole = Period(
        start if start.tzinfo else at(start, zone),
        end if end.tzinfo and instant(end) != instant(start) else at(span.end, zone),
        said,
        span.unit,
        span.count,
    )
    return clipped(whole, now.aware)
