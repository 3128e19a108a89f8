"""When a digest is due, as it is typed and kept: a short text.

`daily 08:00`, `weekdays 08:00`, `weekly mon 08:00`, `monthly 31 08:00` (a shorter month's last day),
`cron 0 8 * * mon-fri` (five fields as in crontab, local time).
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta

from bot.digests.cron import CronError, read_cron
from bot.errors import BotError

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAY = timedelta(days=1)
# A cron line that names no day within this ("0 8 30 2 *") never comes.
HORIZON_DAYS = 366 * 8
SOME_DAY = date(2024, 1, 1)
EXAMPLES = "daily 08:00, weekdays 08:00, weekly mon 08:00, monthly 1 08:00 or cron 0 8 * * mon-fri"


class ScheduleError(BotError):
    """Words that are no schedule. The message is one line: what, and how to mend it."""


@dataclass(frozen=True, slots=True)
class Schedule:
    """`times` holds the local times of a date, none where the schedule does not name it."""

    text: str
    times: Callable[[date], tuple[time, ...]]


def read_schedule(text: str) -> Schedule:
    """Raises ScheduleError for what is no schedule, or one that never comes."""
    words = text.split()
    kind, rest = (words[0].casefold(), words[1:]) if words else ("", [])
    if kind not in _KINDS:
        raise ScheduleError(f'"{text}" is no schedule; write {EXAMPLES}')
    return _KINDS[kind](rest, " ".join((kind, *(word.casefold() for word in rest))))


def _daily(words: list[str], text: str) -> Schedule:
    return _on_days(words, text, lambda _day: True)


def _weekdays(words: list[str], text: str) -> Schedule:
    return _on_days(words, text, lambda day: day.weekday() < 5)


def _weekly(words: list[str], text: str) -> Schedule:
    if not words or words[0].casefold()[:3] not in WEEKDAYS:
        raise ScheduleError(f'"{text}": say the weekday, as in "weekly mon 08:00"')
    weekday = WEEKDAYS.index(words[0].casefold()[:3])
    return _on_days(words[1:], text, lambda day: day.weekday() == weekday)


def _monthly(words: list[str], text: str) -> Schedule:
    if not words or not words[0].isdecimal() or not 1 <= int(words[0]) <= 31:
        raise ScheduleError(f'"{text}": say the day of the month, as in "monthly 1 08:00"')
    asked = int(words[0])
    return _on_days(words[1:], text, lambda day: day.day == min(asked, monthrange(day.year, day.month)[1]))


def _on_days(words: list[str], text: str, named: Callable[[date], bool]) -> Schedule:
    clock = _clock(words, text)
    return Schedule(text, lambda day: (clock,) if named(day) else ())


def _clock(words: list[str], text: str) -> time:
    found = re.fullmatch(r"(\d{1,2}):(\d{2})", words[0]) if len(words) == 1 else None
    hour, minute = (int(found[1]), int(found[2])) if found else (24, 0)
    if hour > 23 or minute > 59:
        raise ScheduleError(f'"{text}": say a local time from 00:00 to 23:59, as in "daily 08:00"')
    return time(hour, minute)


def _cron(words: list[str], text: str) -> Schedule:
    try:
        line = read_cron(" ".join(words))
    except CronError as error:
        raise ScheduleError(f'"{text}": {error}') from None
    if not any(line.times(SOME_DAY + DAY * step) for step in range(HORIZON_DAYS)):
        raise ScheduleError(f'"{text}" never comes: no date fits it')
    if len(line.minutes) > 1:
        raise ScheduleError(f'"{text}" comes too often: once an hour is the most')
    return Schedule(text, line.times)


_KINDS: Mapping[str, Callable[[list[str], str], Schedule]] = {
    "daily": _daily,
    "weekdays": _weekdays,
    "weekly": _weekly,
    "monthly": _monthly,
    "cron": _cron,
}
