"""Grammar: units counted from the clock ("last 3 weeks", "2 months ago", "this quarter so far", "last weekend")."""
# ruff: noqa: E501 - a rule of the grammar is one row

# A rule's values are known by its pattern, not by types.
# pyright: reportUnknownLambdaType=false, reportUnknownArgumentType=false
# pyright: reportUnknownVariableType=false, reportUnknownMemberType=false

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Literal

from kpi_engine.calendar import instant, shift, start_of, wall_shift
from kpi_engine.language.time.chart import rules
from kpi_engine.language.time.mention import Problem, Relative
from kpi_engine.language.time.span import DAY, Now, Span, day, midnight, of_units
from kpi_engine.values import Unit

Mode = Literal["before", "units", "last", "ago"]
UNITS: dict[str, tuple[Unit, int]] = {
    "hour": (Unit.HOUR, 1),
    "day": (Unit.DAY, 1),
    "week": (Unit.WEEK, 1),
    "fortnight": (Unit.WEEK, 2),
    "month": (Unit.MONTH, 1),
    "quarter": (Unit.QUARTER, 1),
    "half": (Unit.QUARTER, 2),
    "year": (Unit.YEAR, 1),
    "decade": (Unit.YEAR, 10),
}
# A hundred years: more units than this are no period.
_MOST = {
    Unit.HOUR: 876_000,
    Unit.DAY: 36_500,
    Unit.WEEK: 5_200,
    Unit.MONTH: 1_200,
    Unit.QUARTER: 400,
    Unit.YEAR: 100,
}
_WEEKEND, _WORKWEEK = (5, 2), (0, 5)  # first weekday, days
EARLIEST = midnight(2000, 1, 1)


def _start(now: Now, key: str) -> datetime:
    year = now.start(Unit.YEAR)
    if key == "half":
        return year.replace(month=1 if now.wall.month < 7 else 7)
    return year.replace(year=year.year // 10 * 10) if key == "decade" else now.start(UNITS[key][0])


def units_from(now: Now, key: str, away: int, count: int = 1) -> Span | None:
    """`count` units of the kind `key`, the first `away` units from the current one."""
    if count < 1 or not (countable(key, abs(away)) and countable(key, count)):
        return None
    if key == "minute":
        return _minutes(now, away, count)
    unit, many = UNITS[key]
    if unit is Unit.HOUR:
        return _hours(now, away, count)
    return of_units(wall_shift(_start(now, key), unit, away * many), unit, count * many)


def countable(key: str, count: int) -> bool:
    """Whether so many units are a stretch that anybody would count."""
    unit, many = UNITS.get(key, (Unit.HOUR, 1))
    return count * many <= _MOST[unit]


def _hours(now: Now, away: int, count: int) -> Span:
    start = shift(start_of(now.aware, Unit.HOUR), Unit.HOUR, away)
    end = shift(start, Unit.HOUR, count)
    return replace(_exact(start, end), unit=Unit.HOUR, count=count)


def _minutes(now: Now, away: int, count: int) -> Span | None:
    if away != -count:
        return None
    end = now.aware.replace(second=0, microsecond=0)
    start = (instant(end) - timedelta(minutes=count)).astimezone(now.aware.tzinfo)
    return _exact(start, end)


def _exact(start: datetime, end: datetime) -> Span:
    walls = (start.replace(tzinfo=None, fold=0), end.replace(tzinfo=None, fold=0))
    return Span(*walls, exact=(start, end))


def this_unit(now: Now, *parts: object) -> Span | None:
    return units_from(now, str(parts[-1]), 0)


def last_unit(now: Now, *parts: object) -> Span | None:
    key = str(parts[-1])
    return related(units_from(now, key, -1), "last", key, 1)


def unit_last(now: Now, key: str, *_: object) -> Span | None:
    return last_unit(now, key)


def previous_unit(now: Now, *parts: object) -> Span | None:
    key = str(parts[-1])
    return related(units_from(now, key, -1), "before", key, 1)


def last_to_date(now: Now, key: str) -> Span | None:
    """ "Last month to date": as much of it as has passed of this one."""
    last, this = units_from(now, key, -1), units_from(now, key, 0)
    if last is None or this is None:
        return None
    end = min(last.start + (now.wall - this.start), last.end)
    return related(Span(last.start, end), "before", key, 1)


def related(span: Span | None, mode: Mode, key: str, count: int) -> Span | None:
    """`span` with what it means beside a period named first."""
    if span is None or key == "minute":
        return span
    unit, many = UNITS[key]
    return replace(span, relative=Relative(mode, unit, count * many))


def last_units(now: Now, count: int, key: str) -> Span | None:
    return related(units_from(now, key, -count, count), "last", key, count) if count else None


def previous_units(now: Now, count: int, key: str) -> Span | None:
    return related(units_from(now, key, -count, count), "units", key, count) if count else None


def ago(now: Now, count: int, key: str) -> Span | None:
    return related(units_from(now, key, -count), "ago", key, count) if count and key != "minute" else None


def units_to_date(now: Now, count: int, key: str) -> Span | None:
    """ "last 7 days including today": the current unit and those before it."""
    return units_from(now, key, 1 - count, count) if count else None


def next_units(now: Now, count: int, key: str) -> Span | Problem | None:
    return units_from(now, key, 1, count) if key != "minute" else Problem("future")


def weekdays(now: Now, away: int | None, block: tuple[int, int]) -> Span:
    """A weekend or working week: `away` weeks from this one's, None for the most recent one that is over."""
    first, days = block
    start = now.start(Unit.WEEK) + DAY * ((first - now.week_start) % 7)
    if away is None:
        away = 0 if start + DAY * days <= now.wall else -1
        away -= 1 if start + DAY * (days + 7 * away) > now.wall else 0
    start += 7 * DAY * away
    return Span(start, start + DAY * days)


def _block(key: object) -> tuple[int, int]:
    return _WEEKEND if key == "weekend" else _WORKWEEK


def this_block(now: Now, key: object) -> Span:
    """This weekend; one that is still to come is a future one, and on a weekend it is the one that runs."""
    return weekdays(now, 0, _block(key))


def everything(now: Now, *_: object) -> Span:
    """All time: from the year 2000, before any record that a contact centre would count."""
    return Span(EARLIEST, now.today + DAY)


def _day(now: Now, away: int) -> Span | None:
    found = day(now.today + DAY * away)
    return related(found, "last", "day", -away) if away < 0 else found


GRAMMAR = rules(
    ("count", "number", lambda _, n: n),
    ("count", "a? couple of?", lambda *_: 2),
    ("units", "unit / unit_many", lambda _, key: key),
    ("span", "day_word", _day),
    ("span", "the? this full? unit / this full? unit so_far", lambda now, *p: this_unit(now, key_of(p))),
    ("span", "so_far this unit / to_date this unit", lambda now, _, __, key: this_unit(now, key)),
    ("span", "unit to_date / this unit to_date", lambda now, *p: this_unit(now, p[-2])),
    ("span", "to_date_unit", this_unit),
    ("span", "the? last|prev unit to_date", lambda now, *p: last_to_date(now, p[-2])),
    ("span", "the? last|prev to_date_unit", lambda now, *p: last_to_date(now, p[-1])),
    ("span", "unit this_after", lambda now, key, _: this_unit(now, key)),
    ("span", "earlier this unit / earlier in|of the unit", this_unit),
    ("span", "earlier day_word", lambda now, _, away: day(now.today) if away == 0 else None),
    (
        "span",
        "for|during the full? unit so_far? / so_far in? the unit / in the unit so_far",
        lambda now, *p: _the_unit(now, key_of(p)),
    ),
    ("span", "the? last full? unit", last_unit),
    ("span", "last_plain unit_many / last_unit", last_unit),
    ("span", "unit last_after", unit_last),
    ("span", "the? prev full? unit", previous_unit),
    ("problem", "the? last|prev unit_many / the? last|prev few units", lambda _, *__: Problem("few")),
    ("problem", "few units ago / a few units ago", lambda _, *__: Problem("few")),
    ("span", "the? last full? count full? units", lambda now, *p: last_units(now, p[3], p[-1])),
    ("span", "count last unit_many", lambda now, n, _, key: last_units(now, n, key)),
    ("span", "the? count last unit_many", lambda now, _, n, __, key: last_units(now, n, key)),
    ("span", "count units last_after", lambda now, n, key, _: last_units(now, n, key)),
    ("span", "last_code number units", lambda now, _, n, key: last_units(now, n, key)),
    ("span", "the? prev full? count full? units", lambda now, *p: previous_units(now, p[3], p[-1])),
    (
        "span",
        "the? last full? count units including day_word",
        lambda now, *p: _including(now, p[3], p[4], p[-1]),
    ),
    ("span", "count units ago", lambda now, n, key, _: ago(now, n, key)),
    ("span", "a units ago", lambda now, _, key, __: ago(now, 1, key)),
    ("span", "ago_before count units", lambda now, _, n, key: ago(now, n, key)),
    ("span", "the unit before last", lambda now, _, key, *__: units_from(now, key, -2)),
    ("span", "unit_before_last", lambda now, key: units_from(now, key, -2)),
    (
        "span",
        "the unit before the? prev|last unit",
        lambda now, *p: units_from(now, p[1], -2) if p[1] == p[-1] else None,
    ),
    ("span", "the? next full? unit", lambda now, *p: next_units(now, 1, p[-1])),
    ("span", "the? next full? count units / the? count next unit_many", lambda now, *p: _next_many(now, p)),
    ("problem", "the unit after next", lambda *_: Problem("future")),
    ("problem", "later this unit / later in|of the unit / later day_word", lambda _, *__: Problem("future")),
    ("span", "the? last|prev block", lambda now, *p: weekdays(now, None, _block(p[-1]))),
    ("span", "block last_after / the? block", lambda now, *p: weekdays(now, None, _block(_text(p)))),
    ("span", "this block", lambda now, _, key: this_block(now, key)),
    ("span", "the block before last", lambda now, _, key, *__: _block_before(now, key)),
    ("span", "next block", lambda now, _, key: weekdays(now, 1, _block(key))),
    ("span", "all_time", everything),
)


def key_of(parts: tuple[object, ...]) -> str:
    return next(str(part) for part in reversed(parts) if part in UNITS or part == "minute")


def _text(parts: tuple[object, ...]) -> object:
    return next(part for part in parts if part in ("weekend", "workweek"))


def _the_unit(now: Now, key: str) -> Span | None:
    span = this_unit(now, key) if key not in ("hour", "minute") else None
    return replace(span, weak=True) if span else None


def _including(now: Now, count: int, key: str, away: int) -> Span | None:
    return units_to_date(now, count, key) if away == 0 else None


def _next_many(now: Now, parts: tuple[object, ...]) -> Span | Problem | None:
    count = next(part for part in parts if isinstance(part, int))
    return next_units(now, count, str(parts[-1]))


def _block_before(now: Now, key: object) -> Span:
    span = weekdays(now, None, _block(key))
    return Span(span.start - 7 * DAY, span.end - 7 * DAY)
