"""Dates and times written in figures (2026-11-03, 3/11/2026, 2026-W45, 10:30, '26), whatever the language."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from kpi_engine.language.time.clock import Clock
from kpi_engine.language.time.mention import Problem
from kpi_engine.language.time.span import YEARS, Now, Span, midnight, named_day, of_units, week_number
from kpi_engine.values import Unit

Found = tuple[str, object]


def day_month(now: Now, first: int, last: int, year: int) -> Found:
    """A date in figures whose order of day and month may be open."""
    orders = [(first, last)] if now.day_first else [(last, first)] if now.day_first is False else None
    both = [(first, last), (last, first)] if first != last else [(first, last)]
    days = [named_day(now, year, month, day) for day, month in orders or both]
    known = [day for day in days if day is not None]
    if orders and not known:
        known = [day for day in (named_day(now, year, month, day) for day, month in both) if day]
    if len(known) == 2:
        return "problem", Problem("order", tuple(day.start.date().isoformat() for day in known))
    return ("span", known[0]) if known else ("problem", Problem("impossible"))


def _iso_day(now: Now, found: re.Match[str]) -> Found:
    year, month, day = (int(part) for part in found.groups()[:3])
    span = named_day(now, year, month, day)
    return ("span", span) if span else ("problem", Problem("impossible"))


def _iso_moment(now: Now, found: re.Match[str]) -> Found:
    kind, span = _iso_day(now, found)
    hour, minute = int(found[4]), int(found[5])
    if not isinstance(span, Span) or hour > 23 or minute > 59:
        return "problem", Problem("impossible") if kind == "span" else span
    return "iso_moment", span.start.replace(hour=hour, minute=minute)


def _figures(now: Now, found: re.Match[str]) -> Found:
    first, mark, last, year = int(found[1]), found[2], int(found[3]), int(found[4])
    full = year if year > 99 else 2000 + year
    return day_month(replace(now, day_first=True) if mark == "." else now, first, last, full)


def _iso_week(now: Now, found: re.Match[str]) -> Found:
    span = week_number(now, int(found[1]), int(found[2]))
    return ("span", replace(span, named=True)) if span else ("problem", Problem("impossible"))


def _year_month(_: Now, found: re.Match[str]) -> Found:
    return _month(int(found[1]), int(found[2]))


def _month_year(_: Now, found: re.Match[str]) -> Found:
    return _month(int(found[2]), int(found[1]))


def _month(year: int, month: int) -> Found:
    if not 1 <= month <= 12 or year not in YEARS:
        return "problem", Problem("impossible")
    return "span", replace(of_units(midnight(year, month, 1), Unit.MONTH), named=True)


def _clock(_: Now, found: re.Match[str]) -> Found:
    hour, minute = int(found[1]), int(found[2])
    if hour > 24 or minute > 59 or (hour == 24 and minute):
        return "clock_problem", Problem("impossible")
    return "clock", Clock(hour * 60 + minute)


def _short_year(_: Now, found: re.Match[str]) -> Found:
    """'26"""
    return "year", 2000 + int(found[1])


def _ordinal(_: Now, found: re.Match[str]) -> Found:
    return "digit_ordinal", int(found[1])


SHAPES: tuple[tuple[re.Pattern[str], Callable[[Now, re.Match[str]], Found]], ...] = (
    (re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})"), _iso_day),
    (re.compile(r"(\d{4})[/.](\d{1,2})[/.](\d{1,2})"), _iso_day),
    (
        re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})t(\d{1,2}):(\d{2})(?::\d{2})?(?:z|[+-]\d{2}:?\d{2})?"),
        _iso_moment,
    ),
    (re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d{2})"), _figures),
    (re.compile(r"(\d{4})-?w(\d{1,2})"), _iso_week),
    (re.compile(r"(\d{4})[-/](\d{1,2})"), _year_month),
    (re.compile(r"(\d{1,2})[/.-](\d{4})"), _month_year),
    (re.compile(r"(\d{1,2}):(\d{2})(?::\d{2})?"), _clock),
    (re.compile(r"'(\d{2})"), _short_year),
    (re.compile(r"(\d{1,9})(?:st|nd|rd|th)"), _ordinal),
)
