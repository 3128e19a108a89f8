"""A cron line as crontab(5) reads it: minute, hour, day of the month, month, weekday, in local time.

Lists (`1,15`), ranges (`0-4`, `sun-thu`), steps (`*/2`, `8-18/2`, `9/4`) and English names; Sunday is 0, and
7 too. Where both days are restricted, that is where neither field begins with `*`, a date that fits
either is named; else it must fit both.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time

from bot.errors import BotError

_WEEKDAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


class CronError(BotError):
    """A line that cron would not take. The message is one line: which field, and what it may be."""


@dataclass(frozen=True, slots=True)
class _Field:
    name: str
    least: int
    most: int
    names: Mapping[str, int]
    say: str


_FIELDS = (
    _Field("minute", 0, 59, {}, "0 to 59"),
    _Field("hour", 0, 23, {}, "0 to 23"),
    _Field("day of the month", 1, 31, {}, "1 to 31"),
    _Field("month", 1, 12, {name: n for n, name in enumerate(_MONTHS, 1)}, "1 to 12, or jan to dec"),
    _Field(
        "weekday", 0, 7, {name: n for n, name in enumerate(_WEEKDAYS)}, "0 or 7 (Sunday) to 6, or sun to sat"
    ),
)


@dataclass(frozen=True, slots=True)
class Cron:
    """`either`: a date need fit only one of `days` and `weekdays` (0 is Sunday)."""

    minutes: tuple[int, ...]
    hours: tuple[int, ...]
    days: frozenset[int]
    months: frozenset[int]
    weekdays: frozenset[int]
    either: bool

    def times(self, day: date) -> tuple[time, ...]:
        """The local times of a date, in order; none where the line does not name it."""
        if not self._names(day):
            return ()
        return tuple(time(hour, minute) for hour in self.hours for minute in self.minutes)

    def _names(self, day: date) -> bool:
        fits = (day.day in self.days, day.isoweekday() % 7 in self.weekdays)
        return day.month in self.months and (any(fits) if self.either else all(fits))


def read_cron(line: str) -> Cron:
    """Raises CronError for a line that cron would not take."""
    words = line.casefold().split()
    if len(words) != len(_FIELDS):
        raise CronError(f"it has {len(words)} fields; five are needed, as in 0 8 * * mon-fri")
    minutes, hours, days, months, weekdays = map(_numbers, _FIELDS, words)
    restricted = not any(word.startswith("*") for word in (words[2], words[4]))
    week = frozenset(number % 7 for number in weekdays)
    return Cron(tuple(sorted(minutes)), tuple(sorted(hours)), days, months, week, restricted)


def _numbers(field: _Field, word: str) -> frozenset[int]:
    return frozenset(number for part in word.split(",") for number in _part(field, part))


def _part(field: _Field, part: str) -> range:
    """`*`, one number, a range, each with a step; a number with a step runs to the end, as in cronie."""
    found = re.fullmatch(r"(\*|\w+)(?:-(\w+))?(?:/(\d+))?", part)
    if found is None or (found[1] == "*" and found[2]):
        raise _wrong(field, part)
    first, last, step = found[1], found[2], int(found[3] or 1)
    least = field.least if first == "*" else _number(field, first, part)
    most = _end(field, last, part) if last else field.most if first == "*" or found[3] else least
    if least > most:
        raise CronError(f'"{part}" runs backwards: write its two halves, with a comma between')
    if not step:
        raise _wrong(field, part)
    return range(least, most + 1, step)


def _number(field: _Field, word: str, part: str) -> int:
    number = field.names.get(word, int(word) if word.isdecimal() else -1)
    if not field.least <= number <= field.most:
        raise _wrong(field, part)
    return number


def _end(field: _Field, word: str, part: str) -> int:
    """A range that ends with Sunday ends with the week: `fri-sun` is 5-7."""
    return field.most if word == _WEEKDAYS[0] and word in field.names else _number(field, word, part)


def _wrong(field: _Field, part: str) -> CronError:
    return CronError(f'its {field.name} "{part}" is none: {field.say}, with lists, ranges and steps')
