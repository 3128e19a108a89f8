"""Time stamps in text: "[00:05]", "10:32 AM", "2026-03-01 10:32:05", "12.5s", and ranges of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from nlp.transcripts.faults import Fault, shown

# The stamp itself, without brackets. No part of it can match in two ways, so it is linear.
STAMP = (
    r"(?:\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?(?: ?(?:Z|UTC|[+-]\d{2}:?\d{2}))?"
    r"|\d{1,3}:\d{2}(?::\d{2})?(?:[.,]\d{1,6})?(?:\s?[AaPp]\.?[Mm]\.?(?![a-z]))?)"
)
_SECONDS = r"\d{1,7}(?:\.\d{1,6})?\s?s|\d{1,7}\.\d{1,6}"
_ANY = rf"(?:{STAMP}|{_SECONDS})"
_RANGE = rf"{_ANY}(?:\s*(?:-->|--|-|–|—|to|/)\s*{_ANY})?"
# At a line's beginning: in brackets anything, bare only what has a colon.
BEGINS = re.compile(rf"\s*(?:[\[(]\s*({_RANGE})\s*[\])]|({STAMP})(?=[\s\-–—|]))\s*(?:[-–—|:]\s+)?")
BRACKETED = rf"[\[(]\s*{_RANGE}\s*[\])]"
_PARTS = re.compile(_ANY)
_CLOCK = re.compile(r"(\d{1,3}):(\d{2})(?::(\d{2}))?(?:[.,](\d{1,6}))?\s?([AaPp])?")
_DAY, _HALF_DAY = 86_400.0, 43_200.0
# The first words of a contact come within its first minutes: a first stamp past that is the time of day.
_LATE_START = 180.0

Kind = Literal["elapsed", "short", "clock", "moment"]


@dataclass(frozen=True, slots=True)
class Stamp:
    """`seconds` since midnight, since the beginning or since 1970, by `kind`; "short" is two figures, which
    may be hours and minutes or minutes and seconds: `seconds` then takes the second view."""

    kind: Kind
    seconds: float
    zoned: bool = False


def stamps(text: str, place: str) -> tuple[Stamp, ...]:
    """The stamps of a stamp or a range; `Fault` for a time that no clock shows ("12:75")."""
    return tuple(_stamp(part, place) for part in _PARTS.findall(text))


def offsets(found: Sequence[Stamp | None]) -> tuple[list[float | None], datetime | None]:
    """Seconds since the first stamp (or since the beginning), and when that was if the stamps say so.

    Clocks that fall back by more than twelve hours have passed midnight.
    """
    known = [one for one in found if one is not None]
    if not known:
        return [None] * len(found), None
    if known[0].kind == "moment":
        base = min(one.seconds for one in known if one.kind == "moment")
        began = datetime.fromtimestamp(base, UTC) if known[0].zoned else None
        return [one.seconds - base if one and one.kind == "moment" else None for one in found], began
    if _is_clock(known[0]):
        return _since_first(found), None
    return [one.seconds if one and one.kind in ("elapsed", "short") else None for one in found], None


def _is_clock(first: Stamp) -> bool:
    return first.kind == "clock" or first.seconds >= (_LATE_START if first.kind == "short" else 3600.0)


def _since_first(found: Sequence[Stamp | None]) -> list[float | None]:
    times: list[float | None] = []
    days, before = 0.0, None
    for one in found:
        if one is None or one.kind == "moment":
            times.append(None)
            continue
        now = one.seconds * (60.0 if one.kind == "short" else 1.0)
        if before is not None and now < before - _HALF_DAY:
            days += _DAY
        before = now
        times.append(now + days)
    base = min(one for one in times if one is not None)
    return [None if one is None else one - base for one in times]


def _stamp(text: str, place: str) -> Stamp:
    clock = _CLOCK.fullmatch(text.rstrip("Mm. ")) or _CLOCK.match(text)
    if text[4:5] == "-":
        return _moment(text, place)
    if clock is None:
        return Stamp("elapsed", float(text.rstrip("s ")))
    first, second, third, fraction, half = clock.groups()
    if int(second) > 59 or int(third or 0) > 59 or (half and not 1 <= int(first) <= 12):
        raise Fault(place, f'"{shown(text)}" is no time')
    rest = float(f"0.{fraction}") if fraction else 0.0
    if half:
        hours = int(first) % 12 + (12 if half in "Pp" else 0)
        return Stamp("clock", hours * 3600.0 + int(second) * 60.0 + int(third or 0) + rest)
    if third is None:
        return Stamp("short", int(first) * 60.0 + int(second) + rest)
    return Stamp("elapsed", int(first) * 3600.0 + int(second) * 60.0 + int(third) + rest)


def _moment(text: str, place: str) -> Stamp:
    iso = text.replace(",", ".").replace(" UTC", "Z").replace(" Z", "Z")
    iso = re.sub(r" (?=[+-]\d{2}:?\d{2}$)", "", iso)
    iso = re.sub(r"\.(\d{1,6})\d*", lambda found: f".{found[1]:0<6}", iso)
    try:
        when = datetime.fromisoformat(iso)
        return Stamp("moment", when.replace(tzinfo=when.tzinfo or UTC).timestamp(), when.tzinfo is not None)
    except (ValueError, OverflowError):
        raise Fault(place, f'"{shown(text)}" is no date and time') from None
