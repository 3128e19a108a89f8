"""Grammar: days, months, quarters, weeks by their names and numbers, and parts of them ("first week of October").

A name is a `Recur` until a year, a week or the clock says which occurrence is meant.
"""
# ruff: noqa: E501 - a rule of the grammar is one row

# A rule's values are known by its pattern, not by types.
# pyright: reportUnknownLambdaType=false, reportUnknownArgumentType=false
# pyright: reportUnknownVariableType=false, reportUnknownMemberType=false

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from kpi_engine.calendar import DAYS, wall_shift
from kpi_engine.language.time.chart import rules
from kpi_engine.language.time.figures import day_month
from kpi_engine.language.time.mention import Problem
from kpi_engine.language.time.span import (
    DAY,
    Now,
    Recur,
    Span,
    fixed,
    in_month,
    in_year,
    midnight,
    occurrence,
    of_units,
)
from kpi_engine.language.time.units import UNITS, countable, key_of, this_unit
from kpi_engine.values import Unit

Found = Span | Problem | None
_HOLDS: dict[str, Unit] = {"weekday": Unit.WEEK, "day": Unit.MONTH}
_NUMBERS = {"quarter": 4, "half": 2, "week": 53}


def date_name(_: Now, month: int, number: int) -> Recur | None:
    return Recur("date", month, number) if 1 <= number <= 31 else None


def numbered(_: Now, key: object, number: int) -> Recur | Problem | None:
    """Q3, H1, week 45; a number that no year has is a problem."""
    if key not in _NUMBERS:
        return None
    kind = Recur(key, number)  # pyright: ignore[reportArgumentType]
    return kind if 1 <= number <= _NUMBERS[str(key)] else Problem("impossible")


def read_name(now: Now, recur: Recur) -> Found:
    """A bare name: a weekday is the most recent one that is over, others the most recent that has begun."""
    limit = now.today - DAY if recur.kind == "weekday" else now.wall
    return occurrence(now, recur, limit) or Problem("impossible")


def last_name(now: Now, recur: Recur) -> Found:
    """The most recent one that is over."""
    found = occurrence(now, recur, now.wall)
    if found and found.end > now.wall:
        found = occurrence(now, recur, found.start - DAY)
    return fixed(found) if found else Problem("impossible")


def before_last(now: Now, recur: Recur) -> Found:
    last = last_name(now, recur)
    found = occurrence(now, recur, last.start - DAY) if isinstance(last, Span) else None
    return fixed(found) if found else last


def this_name(now: Now, recur: Recur) -> Found:
    if recur.kind == "day":
        found = in_month(recur, now.start(Unit.MONTH))
    elif recur.kind == "weekday":
        found = occurrence(now, recur, now.start(Unit.WEEK), forward=True)
    else:
        found = in_year(now, recur, now.wall.year)
    return replace(found, recur=None, named=True) if found else Problem("impossible")


def next_name(now: Now, recur: Recur) -> Found:
    found = occurrence(now, recur, now.wall, forward=True)
    return fixed(found) if found else Problem("impossible")


def name_in(now: Now, recur: Recur, span: Span) -> Found:
    """The occurrence inside a week, month or year that is named with it ("Monday last week", "May of last year")."""
    if (
        span.unit is not _HOLDS.get(recur.kind, Unit.YEAR)
        or span.count != 1
        or (span.recur and span.recur.kind == "weekday")
    ):
        return None
    if recur.kind == "weekday":
        found = occurrence(now, recur, span.start, forward=True)
    elif recur.kind == "day":
        found = in_month(recur, span.start)
    else:
        found = in_year(now, recur, span.start.year)
    return replace(found, recur=None, named=True) if found else Problem("impossible")


def name_of_year(now: Now, recur: Recur, year: int) -> Found:
    if recur.kind in _HOLDS:
        return None
    found = in_year(now, recur, year)
    return replace(found, named=True) if found else Problem("impossible")


def weekday_and_date(now: Now, recur: Recur, span: Span) -> Found:
    """ "Monday 2 November": both must name one day."""
    if recur.kind != "weekday" or not span.is_day or (span.recur and span.recur.kind == "weekday"):
        return None
    return span if span.start.weekday() == recur.a else _other_year(now, recur, span)


def _other_year(now: Now, recur: Recur, span: Span) -> Found:
    """Without a year: the date of this year, or the last one that fell on that weekday? Nobody but the asker knows."""
    found: Span | None = span if span.recur else None
    while found and found.recur and found.start.year >= now.wall.year - 1:
        if found.start.weekday() == recur.a:
            return Problem("weekday", (str(span.start.date()), str(found.start.date())))
        found = occurrence(now, found.recur, found.start - DAY)
    return Problem("weekday")


def inside(now: Now, place: int, key: str, span: Span, count: int = 1) -> Found:
    """`count` units of a longer span from its `place`-th (negative: from its end).

    A week belongs to where its fourth day lies (ISO 8601), so "first week of October" holds 4 October.
    """
    if key not in UNITS or key in ("hour", "fortnight", "decade") or not span.unit:
        return None
    if key == "half" and span.unit is Unit.MONTH:
        middle = span.start.replace(day=16)
        return Span(span.start, middle) if place == 1 else Span(middle, span.end)
    starts = _starts(now, key, span)
    first = place - 1 if place > 0 else len(starts) + 1 - count + (place + 1) - 1
    if not starts or first < 0 or first + count > len(starts):
        return Problem("impossible") if starts and len(starts) > 1 else None
    unit, many = UNITS[key]
    found = of_units(starts[first], unit, many * count)
    return replace(found, named=span.named) if found.end <= span.end + 3 * DAY else Problem("vague")


def _starts(now: Now, key: str, span: Span) -> list[datetime]:
    unit, many = UNITS[key]
    moment = span.start
    if unit is Unit.WEEK:
        moment -= DAY * ((moment.weekday() - now.week_start) % 7)
        moment += 7 * DAY if moment + 3 * DAY < span.start else 0 * DAY
    middle = 3 * DAY if unit is Unit.WEEK else 0 * DAY
    starts: list[datetime] = []
    while moment + middle < span.end:
        starts.append(moment)
        moment = wall_shift(moment, unit, many)
    return starts


def weekday_inside(now: Now, place: int, recur: Recur, span: Span) -> Found:
    """ "first Monday of October", "last Friday of the month"."""
    if recur.kind != "weekday" or span.unit not in (Unit.MONTH, Unit.QUARTER, Unit.YEAR):
        return None
    first = occurrence(now, recur, span.start, forward=True)
    days = [] if first is None else [first.start + 7 * DAY * n for n in range(54)]
    days = [moment for moment in days if moment < span.end]
    index = place - 1 if place > 0 else len(days) + place
    return (
        replace(of_units(days[index], Unit.DAY), named=True)
        if 0 <= index < len(days)
        else Problem("impossible")
    )


def week_of(now: Now, span: Span | None) -> Found:
    """The week that holds a day."""
    if span is None or not span.is_day:
        return None
    back = (span.start.weekday() - now.week_start) % 7
    return replace(of_units(span.start - DAY * back, Unit.WEEK), named=True)


def week_ending(_: Now, span: Span) -> Found:
    return replace(of_units(span.end - 7 * DAY, Unit.WEEK), named=True) if span.is_day else None


def unit_beside(now: Now, key: str, span: Span, away: int) -> Found:
    """ "the week before 3 May": the whole unit before (after) the one that holds the span's start (end)."""
    if key not in UNITS or span.unit is None:
        return None
    unit, many = UNITS[key]
    anchor = span.start if away < 0 else span.end - DAY
    start = Now(now.aware, anchor, now.week_start).start(unit)
    return replace(of_units(wall_shift(start, unit, away * many), unit, many), named=span.named)


def units_before(_: Now, count: int, key: str, span: Span) -> Found:
    """ "two days before yesterday": the one day that lies so far back; "2 weeks before 3 May" may be anything."""
    if key not in UNITS or count < 1 or not countable(key, count):
        return None
    unit, many = UNITS[key]
    if unit is not span.unit or unit is Unit.HOUR:
        return Problem("vague")
    return of_units(wall_shift(span.start, unit, -count * many), unit, span.count)


def stretch_before(_: Now, count: int, key: str, span: Span) -> Found:
    """ "the 3 days before Monday": the stretch that ends where the span begins."""
    if key not in UNITS or count < 1 or not countable(key, count):
        return None
    unit, many = UNITS[key]
    whole = span.unit is not None and (unit in DAYS or unit is span.unit)
    if not whole:
        return Problem("vague")
    return of_units(wall_shift(span.start, unit, -count * many), unit, count * many)


def units_starting(_: Now, count: int, key: str, span: Span) -> Found:
    """ "2 weeks from 5 October"."""
    if key not in UNITS or not span.is_day or not countable(key, count):
        return None
    unit, many = UNITS[key]
    return replace(of_units(span.start, unit, many * count), named=True)


def year_span(_: Now, year: int) -> Span:
    return replace(of_units(midnight(year, 1, 1), Unit.YEAR), named=True, weak=True)


def figures(now: Now, first: int, last: int) -> Span | Problem | None:
    """ "3/11" without a year; what cannot be a date (80/20) is none."""
    if not (1 <= first <= 31 and 1 <= last <= 31) or min(first, last) > 12:
        return None
    _, found = day_month(now, first, last, now.wall.year)
    if isinstance(found, Span) and found.start > now.wall:
        _, found = day_month(now, first, last, now.wall.year - 1)
    return found if isinstance(found, Span | Problem) else None


GRAMMAR = rules(
    ("weak_date", "number slash number", lambda now, a, _, b: figures(now, a, b)),
    ("month_name", "month / number month_mark", lambda _, m, *__: m if 1 <= m <= 12 else None),
    ("name", "month_name", lambda _, m: Recur("month", m)),
    ("name", "digits|ordinal of? month_name", lambda now, d, _, m: date_name(now, m, d)),
    ("name", "the ordinal of? month_name", lambda now, _, d, __, m: date_name(now, m, d)),
    ("name", "month_name the? digits|ordinal", lambda now, m, _, d: date_name(now, m, d)),
    ("name", "month_name number day_mark", lambda now, m, d, _: date_name(now, m, d)),
    ("name", "weekday", lambda _, w: Recur("weekday", w)),
    ("name", "ordinal unit", lambda now, n, key: numbered(now, key, n) if key in ("quarter", "half") and n > 0 else None),
    ("name", "number_code|period_code number", numbered),
    ("unit_name", "unit digits", lambda now, key, n: numbered(now, key, n) if key in ("week", "quarter") else None),
    ("span", "the? unit_name", lambda now, _, recur: read_name(now, recur)),
    ("span", "the? unit_name of|in? year", lambda now, _, recur, __, year: name_of_year(now, recur, year)),
    ("span", "the? unit_name of|in? span", lambda now, _, recur, __, span: name_in(now, recur, span)),
    ("span", "year unit_name", lambda now, year, recur: name_of_year(now, recur, year)),
    ("name", "ordinal_mark number unit / number ordinal_mark unit", lambda now, *p: _marked(now, p)),
    ("mday", "the digit_ordinal", lambda _, __, n: Recur("day", n) if 1 <= n <= 31 else None),
    ("span", "mday of|in? span", lambda now, recur, _, span: name_in(now, recur, span)),
    ("span", "mday of|in? the unit", lambda now, recur, _, __, key: name_in(now, recur, this_unit(now, key) or year_span(now, 1))),
    ("span", "name", read_name),
    ("span", "year", year_span),
    ("span", "the? unit of? year", lambda now, _, key, __, year: replace(year_span(now, year), weak=False) if key == "year" else None),
    ("span", "year unit", lambda now, year, key: replace(year_span(now, year), weak=False) if key == "year" else None),
    ("span", "name of|in|dash|slash? year", lambda now, recur, _, year: name_of_year(now, recur, year)),
    ("span", "year unit? of|dash|slash? name", lambda now, year, _, __, recur: name_of_year(now, recur, year)),
    ("span", "the? last|prev name / name last_after", lambda now, *p: last_name(now, _recur(p))),
    ("span", "this name / name this_after", lambda now, *p: this_name(now, _recur(p))),
    ("span", "next name", lambda now, _, recur: next_name(now, recur)),
    ("span", "the? name before last", lambda now, _, recur, *__: before_last(now, recur)),
    ("span", "the? name of|in? span", lambda now, _, recur, __, span: name_in(now, recur, span)),
    ("span", "span on|in|of? name", lambda now, span, _, recur: name_in(now, recur, span)),
    ("span", "the? name of|in the unit", lambda now, _, recur, __, ___, key: name_in(now, recur, this_unit(now, key) or year_span(now, 1))),
    ("span", "name span", weekday_and_date),
    ("span", "span name", lambda now, span, recur: weekday_and_date(now, recur, span)),
    ("container", "of|in span", lambda _, __, span: span),
    ("container", "of|in the|this full? unit", lambda now, *p: this_unit(now, p[-1])),
    ("place", "ordinal", lambda _, n: n),
    ("place", "last", lambda _, __: -1),
    ("span", "the? place unit container", lambda now, _, n, key, span: inside(now, n, key, span)),
    ("span", "the? place count units container", lambda now, _, n, many, key, span: _many_inside(now, n, many, key, span)),
    ("span", "the? place name container", lambda now, _, n, recur, span: weekday_inside(now, n, recur, span)),
    ("span", "span place unit", lambda now, span, n, key: inside(now, n, key, span) if span.named and n > 0 else None),
    ("span", "the? week_of span", lambda now, _, __, span: week_of(now, span)),
    ("span", "the? week_of mday", lambda now, _, __, recur: week_of(now, occurrence(now, recur, now.wall))),
    ("span", "the? unit of|from span", lambda now, _, key, __, span: week_of(now, span) if key == "week" else None),
    ("span", "the? unit of|from mday", lambda now, _, key, __, recur: week_of(now, occurrence(now, recur, now.wall)) if key == "week" else None),
    ("span", "the? week_ending span", lambda now, _, __, span: week_ending(now, span)),
    ("span", "the unit before span", lambda now, _, key, __, span: unit_beside(now, key, span, -1) if not _last(span) else None),
    ("span", "the unit after span", lambda now, _, key, __, span: unit_beside(now, key, span, 1)),
    ("span", "count units before span", lambda now, n, key, _, span: units_before(now, n, key, span)),
    ("span", "a units before span", lambda now, _, key, __, span: units_before(now, 1, key, span)),
    ("span", "the count units before span", lambda now, _, n, key, __, span: stretch_before(now, n, key, span)),
    ("span", "the? count units starting span / count units from span", lambda now, *p: units_starting(now, *_three(p))),
)  # fmt: skip


def _recur(parts: tuple[object, ...]) -> Recur:
    return next(part for part in parts if isinstance(part, Recur))


def _last(span: Span) -> bool:
    """ "the week before last week" is the grammar of units."""
    return span.relative is not None


def _many_inside(now: Now, place: int, count: int, key: str, span: Span) -> Found:
    return inside(now, place, key, span, count) if place in (1, -1) and count >= 1 else None


def _marked(now: Now, parts: tuple[object, ...]) -> Recur | Problem | None:
    number = next(part for part in parts if isinstance(part, int))
    return numbered(now, parts[-1], number)


def _three(parts: tuple[object, ...]) -> tuple[int, str, Span]:
    kept = [part for part in parts if part is not None]
    count = next(part for part in kept if isinstance(part, int))
    return count, key_of(parts), next(part for part in kept if isinstance(part, Span))
