"""Grammar: times of the day ("9am to 5pm", "between 10:00 and 12:00", "after 14:00", "yesterday morning").

Bare numbers are hours only beside a day ("yesterday between 9 and 11"); alone they may be anything.
"""

# A rule's values are known by its pattern, not by types.
# pyright: reportUnknownLambdaType=false, reportUnknownArgumentType=false
# pyright: reportUnknownVariableType=false, reportUnknownMemberType=false

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from kpi_engine.language.time.chart import rules
from kpi_engine.language.time.mention import Problem
from kpi_engine.language.time.span import DAY, MINUTE, Now, Span
from kpi_engine.values import Unit

_NOON, _MIDNIGHT = 720, 1440
_HALF = 720


@dataclass(frozen=True, slots=True)
class Clock:
    """Minutes since midnight; `half` where am or pm was said; `sure` where it can be nothing but a time."""

    minute: int
    half: Literal["am", "pm"] | None = None
    sure: bool = True


@dataclass(frozen=True, slots=True)
class Hours:
    """A part of a day in minutes; an open end is None. `sure` as in `Clock`; `to_now`: said with "since"."""

    start: int | None
    end: int | None
    sure: bool = True
    to_now: bool = False


def of_day(_: Now, said: Clock | int, half: str) -> Clock | None:
    """9 am, 12 pm; 14 pm is 14."""
    minute = said.minute if isinstance(said, Clock) else said * 60
    if minute >= _MIDNIGHT or (half == "am" and minute >= 13 * 60):
        return None
    if half == "pm" and minute < _HALF:
        minute += _HALF
    elif half == "am" and minute >= _HALF:
        minute -= _HALF
    return Clock(minute, "pm" if half == "pm" else "am")


def _clock(said: Clock | int) -> Clock | None:
    if isinstance(said, Clock):
        return said
    return Clock(said * 60, sure=False) if 0 <= said <= 24 else None


def hours(start: Clock | int, end: Clock | int, framed: bool = True) -> Hours | None:
    """From one time to another, where "9 to 5" and "11 to 2pm" mean what people mean by them."""
    first, last = _clock(start), _clock(end)
    if first is None or last is None:
        return None
    sure = first.sure or last.sure
    begin, finish = first.minute, last.minute
    twelve_hour = begin < 13 * 60
    if last.half == "pm" and first.half is None and twelve_hour and begin % _HALF + _HALF < finish:
        begin = begin % _HALF + _HALF
    if finish <= begin and last.half is None and finish <= _HALF and finish + _HALF > begin:
        finish += _HALF
    if not sure and not framed and begin == finish:
        return None
    return Hours(begin, finish if finish > begin else finish + _MIDNIGHT, sure)


def during(_: Now, span: Span, part: Hours) -> Span | Problem | None:
    """Hours of a day, or inside a part of a day ("last night between 7 and 9")."""
    if span.is_part:
        return _inside(span, part)
    if not span.is_day:
        return Problem("hours") if part.sure and span.unit not in (None, Unit.HOUR) else None
    start = span.start + MINUTE * (part.start or 0)
    end = span.start + (DAY if part.end is None else MINUTE * part.end)
    return Span(start, end, named=span.named)


def since_then(now: Now, span: Span, part: Hours) -> Span | Problem | None:
    """ "since 8am yesterday": from there until now, not until that day's end."""
    found = during(now, span, part)
    return Span(found.start, now.today + DAY) if isinstance(found, Span) else found


def _inside(span: Span, part: Hours) -> Span | None:
    midnight = datetime.combine(span.start.date(), datetime.min.time())
    begin = midnight + MINUTE * part.start if part.start is not None else span.start
    finish = midnight + MINUTE * part.end if part.end is not None else span.end
    for away in (timedelta(0), MINUTE * _HALF):
        if span.start <= begin + away < finish + away <= span.end:
            return replace(span, start=begin + away, end=finish + away)
    return None


def alone(now: Now, part: Hours) -> Span | None:
    """Times without a day: today's where they are over (open ones: have begun), else yesterday's."""
    if not part.sure:
        return None
    open_end = part.end is None
    begun = now.wall > now.today + MINUTE * (part.start or 0)
    over = part.end is not None and now.today + MINUTE * part.end <= now.wall
    midnight = now.today if over or (open_end and begun) else now.today - DAY
    if part.to_now:
        return Span(midnight + MINUTE * (part.start or 0), now.today + DAY)
    end = midnight + (DAY if part.end is None else MINUTE * part.end)
    return Span(midnight + MINUTE * (part.start or 0), end)


def point(_: Now, span: Span, at: Clock | int) -> datetime | None:
    clock = _clock(at)
    return span.start + MINUTE * clock.minute if clock and span.is_day else None


def hour_at(_: Now, moment: datetime) -> Span | Problem:
    """ "yesterday at 9am" is the hour from 9."""
    if moment.minute:
        return Problem("moment")
    return Span(moment, moment + timedelta(hours=1), Unit.HOUR)


def half_of(part: Hours, within: Hours) -> Hours | None:
    """ "5 to 7 in the evening": the hours moved into the named part of the day."""
    for away in (0, _HALF):
        start, end = (part.start or 0) + away, (part.end or 0) + away
        if (within.start or 0) <= start < end <= (within.end or _MIDNIGHT):
            return Hours(start, end)
    return None


def part_of(_: Now, span: Span, part: Hours) -> Span | None:
    return (
        Span(span.start + MINUTE * (part.start or 0), span.start + MINUTE * (part.end or 0), named=span.named)
        if span.is_day
        else None
    )


def _today_part(now: Now, part: Hours, away: int) -> Span:
    midnight = now.today + DAY * away
    return Span(midnight + MINUTE * (part.start or 0), midnight + MINUTE * (part.end or 0))


def last_part(now: Now, part: Hours) -> Span:
    """The most recent one that is over; "last night" is yesterday's until today's is over."""
    today = _today_part(now, part, 0)
    return today if today.end <= now.wall else _today_part(now, part, -1)


GRAMMAR = rules(
    ("clock", "number|clock ampm", of_day),
    ("clock", "ampm number", lambda now, half, n: of_day(now, n, half)),
    ("clock", "number oclock", lambda _, n, __: Clock(n * 60) if n <= 24 else None),
    ("clock", "clock_word", lambda _, hour: Clock(hour * 60)),
    ("hours", "between number|clock and|dash number|clock", lambda _, __, a, ___, b: hours(a, b)),
    ("hours", "from number|clock to|until|dash number|clock", lambda _, __, a, ___, b: hours(a, b)),
    ("hours", "number|clock to|until|dash number|clock", lambda _, a, __, b: hours(a, b, framed=False)),
    ("hours", "after at? clock", lambda _, word, __, at: _open(at, None, word)),
    ("since_hours", "since at? clock", lambda _, word, __, at: _open(at, None, word)),
    ("hours", "from clock onwards", lambda _, __, at, ___: _open(at, None, "since")),
    ("hours", "before|until at? clock", lambda _, word, __, at: _open(None, at, word)),
    ("hours", "from|between clock to|until|and|dash now", lambda _, __, at, *___: _open(at, None, "since")),
    ("hours", "hours in the? part", lambda _, part, __, ___, within: half_of(part, within)),
    ("hours", "hours part", lambda _, part, within: half_of(part, within)),
    ("span", "hours|since_hours", alone),
    ("span", "span at|on|dash? hours|since_hours", lambda now, span, _, part: during(now, span, part)),
    ("span", "hours on|of|in? span", lambda now, part, _, span: during(now, span, part)),
    ("span", "since_hours on|of|in? span", lambda now, part, _, span: since_then(now, span, part)),
    ("point", "span at? clock / span at number", lambda now, *p: point(now, p[0], p[-1])),
    ("point", "at? clock on|of? span", lambda now, _, at, __, span: point(now, span, at)),
    ("point", "iso_moment", lambda _, moment: moment),
    ("span", "point", hour_at),
    ("span", "span part / span in|during the? part", lambda now, *p: part_of(now, p[0], p[-1])),
    ("span", "the? part of|on? span", lambda now, _, part, __, span: part_of(now, span, part)),
    ("span", "this part / part this_after", lambda now, *p: _today_part(now, _part(p), 0)),
    ("span", "the? last part / part last_after", lambda now, *p: last_part(now, _part(p))),
    ("problem", "the? next part", lambda *_: Problem("future")),
    ("span", "part_now", lambda now, part: _today_part(now, part, 0)),
    ("span", "part_last", lambda now, part: _today_part(now, part, -1)),
    ("span", "earlier this part", lambda now, _, __, part: _today_part(now, part, 0)),
)  # fmt: skip


def _part(parts: tuple[object, ...]) -> Hours:
    return next(part for part in parts if isinstance(part, Hours))


def _open(start: Clock | int | None, end: Clock | int | None, word: object) -> Hours | None:
    """A bare number after "after" is an hour only beside a day."""
    said = start if start is not None else end
    clock = None if said is None else _clock(said)
    if clock is None:
        return None
    begin, finish = (clock.minute, None) if start is not None else (None, clock.minute)
    return Hours(begin, finish, clock.sure, to_now=word == "since")
