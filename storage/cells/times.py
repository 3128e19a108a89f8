"""Moments, days and durations.

A time without an offset is in the file's zone. Where clocks go back, the hour that comes twice is read as the
first of the two; where they go forward, a time in the hour that is left out is refused, as nobody can know
which was meant.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from storage.cells.base import Cell, CellError, Form, How, Quick, shown
from storage.cells.numbers import Number, decimal_text, plain_floats
from storage.schema import EPOCH, MICROSECOND, micros

FIRST_YEAR, LAST_YEAR = 1970, 2200
LONGEST_SECONDS = 366 * 86_400
_LEAST_SECONDS = 1e-9
_DAY_ALONE = len("2025-10-31")
_NAIVE_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 (set against naive times)
# A day inside the years, so that it is inside them by any clock.
_SURELY_AFTER = micros(datetime(FIRST_YEAR, 1, 2, tzinfo=UTC))
_SURELY_BEFORE = micros(datetime(LAST_YEAR, 12, 31, tzinfo=UTC))
_CLOCK = re.compile(r"(?:(\d{1,4}):)?(\d{1,5}):([0-5]?\d(?:[.,]\d+)?)", re.ASCII)
_HOURS = re.compile(r"(\d{1,5}):([0-5]\d)", re.ASCII)
_IN_SECONDS = {"ms": 0.001, "s": 1.0, "min": 60.0, "h": 3600.0}
_EPOCHS = {"unix": 1_000_000, "unix_ms": 1_000}


@dataclass(frozen=True, slots=True)
class Moment(Cell):
    """A point in time: ISO 8601 with an offset, or naive in the zone; kept as microseconds since 1970 UTC."""

    def reader(self, how: How) -> Form:
        parse = _moments(how)
        zone = None if how.zone == "UTC" else ZoneInfo(how.zone)

        def read(raw: Any) -> int:
            moment = raw if isinstance(raw, datetime) else parse(raw)
            if not FIRST_YEAR <= moment.year <= LAST_YEAR:
                raise CellError(f"{shown(raw)} is outside the years {FIRST_YEAR} to {LAST_YEAR}")
            if moment.tzinfo is not None:
                return max(micros(moment), 0)
            since = (moment - _NAIVE_EPOCH) // MICROSECOND
            return since if zone is None else since - _offset(moment, zone, raw) // MICROSECOND

        return read

    def quick(self, how: How) -> Quick | None:
        """Times without an offset only where the zone is UTC; elsewhere each may be in a gap of its clock."""
        if how.form is not None:
            return None

        def read(raws: Sequence[Any]) -> list[int] | None:
            moments = raws if isinstance(raws[0], datetime) else _isos(raws)
            if moments is None:
                return None
            epoch = EPOCH if moments[0].tzinfo or how.zone != "UTC" else _NAIVE_EPOCH
            try:
                since = [(moment - epoch) // MICROSECOND for moment in moments]
            except TypeError:  # some with an offset, some without
                return None
            return since if min(since) >= _SURELY_AFTER and max(since) < _SURELY_BEFORE else None

        return read


@dataclass(frozen=True, slots=True)
class Day(Cell):
    """A date; kept as ISO text, which both databases take for one."""

    def reader(self, how: How) -> Form:
        def read(raw: Any) -> str:
            day = _day(raw, how.form)
            if not FIRST_YEAR <= day.year <= LAST_YEAR:
                raise CellError(f"{shown(raw)} is outside the years {FIRST_YEAR} to {LAST_YEAR}")
            return day.isoformat()

        return read


@dataclass(frozen=True, slots=True)
class Seconds(Cell):
    """A duration: a number (of seconds, or the map's unit), hh:mm:ss or mm:ss. Never negative."""

    def reader(self, how: How) -> Form:
        factor = _IN_SECONDS[how.unit]

        def read(raw: Any) -> float:
            if isinstance(raw, str) and how.decimal is None and raw.isdecimal() and raw.isascii():
                value = float(raw) * factor
            else:
                value = _duration(raw, how, factor)
            if value > LONGEST_SECONDS:
                raise CellError(
                    f"{shown(raw)} is longer than a year: is the unit another one (units in a map)?"
                )
            return _measured(value)

        return read

    def quick(self, how: How) -> Quick:
        factor = _IN_SECONDS[how.unit]

        def read(raws: Sequence[Any]) -> list[float] | None:
            values = plain_floats(raws, how)
            if values is None or min(values) < 0 or max(values) * factor > LONGEST_SECONDS:
                return None
            return [_measured(value * factor) for value in values]

        return read


def _measured(seconds: float) -> float:
    """Under a nanosecond nothing was; and PostgreSQL refuses to square what has no square in a float."""
    return seconds if seconds >= _LEAST_SECONDS else 0.0


def _moments(how: How) -> Callable[[Any], datetime]:
    scale = _EPOCHS.get(how.form or "")
    if scale is not None:
        return lambda raw: _from_epoch(raw, scale, how)
    form = how.form
    if form is not None:
        return lambda raw: _by_pattern(raw, form)
    return _iso


def _iso(raw: Any) -> datetime:
    text = str(raw).strip()
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise CellError(f"{shown(raw)} is not an ISO 8601 time (other forms: formats in a map)") from None
    if len(text) <= _DAY_ALONE:
        raise CellError(f"{shown(raw)} has no time of day")
    return moment


def _isos(raws: Sequence[Any]) -> Sequence[datetime] | None:
    if not isinstance(raws[0], str) or min(map(len, raws)) <= _DAY_ALONE:
        return None
    try:
        return list(map(datetime.fromisoformat, raws))
    except ValueError:
        return None


def _by_pattern(raw: Any, form: str) -> datetime:
    try:
        return datetime.strptime(str(raw).strip(), form)  # noqa: DTZ007 (naive is in the file's zone)
    except ValueError:
        raise CellError(f"{shown(raw)} does not fit {form!r}") from None


def _from_epoch(raw: Any, scale: int, how: How) -> datetime:
    since = float(decimal_text(raw, how)) * scale
    if not 0 <= since < 7_289_654_400_000_000:
        raise CellError(f"{shown(raw)} is outside the years {FIRST_YEAR} to {LAST_YEAR}")
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=round(since))


def _offset(moment: datetime, zone: ZoneInfo, raw: object) -> timedelta:
    before = zone.utcoffset(moment.replace(fold=0))
    after = zone.utcoffset(moment.replace(fold=1))
    assert before is not None
    assert after is not None
    if before < after:
        raise CellError(f"{shown(raw)} does not exist in {zone.key}: clocks went forward over it")
    return before


def _day(raw: Any, form: str | None) -> date:
    if isinstance(raw, date) and not isinstance(raw, datetime):
        return raw
    moment = raw if isinstance(raw, datetime) else _day_text(raw, form)
    if moment.time() != time():
        raise CellError(f"{shown(raw)} has a time of day, a date is wanted")
    return moment.date()


def _day_text(raw: Any, form: str | None) -> datetime:
    if form is not None:
        return _by_pattern(raw, form)
    try:
        return datetime.fromisoformat(str(raw).strip())
    except ValueError:
        raise CellError(f"{shown(raw)} is not a date like 2025-10-31 (else: formats in a map)") from None


def _duration(raw: Any, how: How, factor: float) -> float:
    if isinstance(raw, timedelta):
        value = raw.total_seconds()
    elif isinstance(raw, time):
        value = raw.hour * 3600 + raw.minute * 60 + raw.second + raw.microsecond / 1e6
    elif isinstance(raw, str) and ":" in raw:
        return _clock(raw, how)
    elif isinstance(raw, bool):
        raise CellError(f"{shown(raw)} is not a duration")
    else:
        value = float(decimal_text(raw, how)) * factor
    if value < 0:
        raise CellError(f"{shown(raw)} is negative: a duration is 0 or more")
    Number().check(value, raw)
    return value


def _clock(raw: str, how: How) -> float:
    text = raw.strip()
    if text.startswith("-"):
        raise CellError(f"{shown(raw)} is negative: a duration is 0 or more")
    if how.form == "hh:mm" and (hours := _HOURS.fullmatch(text)):
        return int(hours[1]) * 3600.0 + int(hours[2]) * 60.0
    found = _CLOCK.fullmatch(text)
    if found is None or (found[1] and int(found[2]) > 59):
        raise CellError(f"{shown(raw)} is not a duration: seconds, hh:mm:ss or mm:ss")
    return int(found[1] or 0) * 3600.0 + int(found[2]) * 60.0 + float(found[3].replace(",", "."))
