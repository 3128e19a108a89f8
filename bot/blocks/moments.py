"""Periods and buckets for people, in the zone that their datetimes carry."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from bot.phrases import say
from kpi_engine.values import Period, Unit


def period_text(period: Period, language: str = "en") -> str:
    """Whole days by their first and last day ("Mon 9 Nov – Sun 15 Nov 2026"), else with the times."""
    start, end = period.start, period.end
    if _midnight(start) and _midnight(end):
        last = end - timedelta(days=1)
        if last.date() <= start.date():
            return f"{_day(start, language)} {start.year}"
        year = f" {start.year}" if start.year != last.year else ""
        return f"{_day(start, language)}{year} – {_day(last, language)} {last.year}"
    if start.date() == end.date():
        return f"{_day(start, language)} {start.year}, {start:%H:%M}–{end:%H:%M}"
    return f"{moment_text(start, language)} – {moment_text(end, language)}"


def moment_text(moment: datetime, language: str = "en") -> str:
    return f"{_day(moment, language)} {moment.year} {moment:%H:%M}"


def bucket_text(start: datetime, grain: Unit | None, language: str = "en") -> str:
    """A timeline's bucket by its start; an hour that comes twice when clocks go back says its offset."""
    if grain is None:
        return moment_text(start, language)
    return _GRAINS[grain](start, language)


def _hour(start: datetime, language: str) -> str:
    twice = start.replace(fold=0).utcoffset() != start.replace(fold=1).utcoffset()
    return f"{_day(start, language)} {start:%H:%M}" + (f" ({start:%z})" if twice else "")


def _month(start: datetime, language: str) -> str:
    return f"{say(language, 'months').split()[start.month - 1]} {start.year}"


def _day(moment: datetime, language: str) -> str:
    weekday = say(language, "weekdays").split()[moment.weekday()]
    return f"{weekday} {moment.day} {say(language, 'months').split()[moment.month - 1]}"


def _midnight(moment: datetime) -> bool:
    return (moment.hour, moment.minute, moment.second, moment.microsecond) == (0, 0, 0, 0)


_GRAINS: dict[Unit, Callable[[datetime, str], str]] = {
    Unit.HOUR: _hour,
    Unit.DAY: lambda start, language: f"{_day(start, language)} {start.year}",
    Unit.WEEK: lambda start, language: f"{_day(start, language)} {start.year}",
    Unit.MONTH: _month,
    Unit.QUARTER: lambda start, _language: f"Q{(start.month + 2) // 3} {start.year}",
    Unit.YEAR: lambda start, _language: str(start.year),
}
