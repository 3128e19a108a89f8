"""Grammar: from X to Y, between X and Y, since X. Both named days (weeks, months, …) are included."""
# ruff: noqa: E501 - a rule of the grammar is one row

# A rule's values are known by its pattern, not by types.
# pyright: reportUnknownLambdaType=false, reportUnknownArgumentType=false
# pyright: reportUnknownVariableType=false, reportUnknownMemberType=false

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time

from kpi_engine.calendar import MONTHS, wall_shift
from kpi_engine.language.time.chart import rules
from kpi_engine.language.time.mention import Problem
from kpi_engine.language.time.span import DAY, Now, Recur, Span, in_month, in_year, occurrence
from kpi_engine.language.time.units import this_unit
from kpi_engine.values import Unit

Found = Span | Problem | None


def between(now: Now, first: Span, last: Span) -> Found:
    """From the start of `first` to the end of `last`, a name without a year or week taken next to the other."""
    start, end = _settled(now, first, last)
    if start is None or end is None:
        return Problem("impossible")
    if end.close <= start.start:
        return Problem("backwards")
    return joined(start, end)


def _settled(now: Now, first: Span, last: Span) -> tuple[Span | None, Span | None]:
    """Which occurrences are meant where a side is a name that comes again.

    Two weekdays: the last stretch that is over. Two dates or months: the stretch that has begun, if both ends
    lie in one year ("1 to 30 November" said in November runs), else the last one that is over.
    """
    if first.recur and not last.recur:
        return occurrence(now, first.recur, last.start), last
    if last.recur and not first.recur:
        return first, occurrence(now, last.recur, first.start, forward=True)
    if first.recur and last.recur:
        if first.recur.kind != "weekday" and last.recur.kind != "weekday":
            ahead = occurrence(now, last.recur, first.start, forward=True)
            if ahead and _same_cycle(first, ahead):
                return first, ahead
            if _turned_round(first.recur, last.recur):
                return first, replace(first, end=first.start)
        return occurrence(now, first.recur, last.start), last
    return first, last


def _turned_round(first: Recur, last: Recur) -> bool:
    """Two days of one month, the later one first: nobody means almost a year."""
    return first.kind == last.kind == "date" and first.a == last.a and first.b > last.b


def _same_cycle(first: Span, last: Span) -> bool:
    day = first.recur is not None and first.recur.kind == "day"
    return first.start.year == last.start.year and (not day or first.start.month == last.start.month)


def joined(start: Span, end: Span) -> Span:
    """One span over both and what lies between, in the largest unit that both are whole in."""
    named = start.named or end.named
    whole = replace(Span(start.start, end.close), named=named)
    if start.unit and start.unit in MONTHS and end.unit in MONTHS:
        months = (end.end.year - start.start.year) * 12 + end.end.month - start.start.month
        unit = start.unit if start.unit is end.unit else Unit.MONTH
        return replace(whole, unit=unit, count=months // MONTHS[unit])
    if start.unit is Unit.WEEK and end.unit is Unit.WEEK:
        return replace(whole, unit=Unit.WEEK, count=(end.end - start.start) // (7 * DAY))
    return _days(whole)


def _days(span: Span) -> Span:
    if span.start.time() == time() and span.end.time() == time():
        return replace(span, unit=Unit.DAY, count=(span.end - span.start) // DAY)
    return span


def since(now: Now, start: datetime, named: bool = False) -> Found:
    """From `start` until now."""
    end = now.today + DAY
    return replace(_days(Span(start, end)), named=named) if start < end else Problem("future")


def since_span(now: Now, span: Span) -> Found:
    if span.exact:
        return Span(span.start, now.today + DAY, exact=(span.exact[0], span.exact[0]))
    return since(now, span.start, span.named)


def until(_: Now, start: datetime, end: datetime) -> Found:
    return _days(Span(start, end)) if start < end else Problem("backwards")


def span_until(_: Now, first: Span, end: datetime) -> Found:
    return until(_, first.start, end)


def dates_between(now: Now, month: int, first: int, last: int, year: int | None) -> Found:
    """ "3–9 November [2026]"."""
    one, other = Recur("date", month, first), Recur("date", month, last)
    if year is not None:
        start, end = in_year(now, one, year), in_year(now, other, year)
    else:
        start = occurrence(now, one, now.wall)
        end = in_year(now, other, start.start.year) if start else None
    return _between_named(start, end)


def _between_named(start: Span | None, end: Span | None) -> Found:
    if start is None or end is None:
        return Problem("impossible")
    return replace(joined(start, end), named=True) if end.start >= start.start else Problem("backwards")


def month_days(now: Now, first: Recur, last: Recur) -> Found:
    """ "from the 3rd to the 9th"."""
    start = occurrence(now, first, now.wall)
    if start is None:
        return Problem("impossible")
    end = in_month(last, start.start.replace(day=1))
    if end and end.start < start.start:
        end = in_month(last, wall_shift(start.start.replace(day=1), Unit.MONTH, 1))
        start, end = (start, end) if end and end.start <= now.wall else _month_before(now, first, last)
    return _between_named(start, end)


def _month_before(now: Now, first: Recur, last: Recur) -> tuple[Span | None, Span | None]:
    end = occurrence(now, last, now.wall)
    return (occurrence(now, first, end.start), end) if end else (None, None)


def weekdays_in(now: Now, first: Recur, last: Recur, week: Span) -> Found:
    """ "Monday to Wednesday last week"."""
    if first.kind != "weekday" or last.kind != "weekday" or week.unit is not Unit.WEEK or week.count != 1:
        return None
    start = occurrence(now, first, week.start, forward=True)
    end = occurrence(now, last, start.start, forward=True) if start else None
    return joined(start, end) if start and end else None


def edge_of(now: Now, edge: str, inside: Span | None) -> datetime | None:
    return None if inside is None else inside.start if edge == "start" else inside.end


def _months(*parts: object) -> tuple[int, ...]:
    return tuple(part for part in parts if isinstance(part, int))


GRAMMAR = rules(
    ("brink", "the? edge of? span", lambda now, _, edge, __, span: edge_of(now, edge, span)),
    ("brink", "the? edge of? the unit", lambda now, _, edge, __, ___, key: edge_of(now, edge, this_unit(now, key))),
    ("problem", "the? vague|edge of? span", lambda _, *__: Problem("vague")),
    ("problem", "the? vague|edge of? the|this unit", lambda _, *__: Problem("vague")),
    ("span", "from the? digits|ordinal to|until|dash the? digits|ordinal of? month_name year?", lambda now, *p: _dates(now, p)),
    ("span", "between the? digits|ordinal and the? digits|ordinal of? month_name year?", lambda now, *p: _dates(now, p)),
    ("span", "digits|ordinal to|until|dash the? digits|ordinal of? month_name of? year?", lambda now, *p: _dates(now, p)),
    ("span", "from? month_name the? digits|ordinal to|until|dash the? digits|ordinal year?", lambda now, *p: _month_first(now, p)),
    ("span", "between month_name the? digits|ordinal and the? digits|ordinal year?", lambda now, *p: _month_first(now, p)),
    ("span", "from mday to|until|dash mday", lambda now, _, a, __, b: month_days(now, a, b)),
    ("span", "between mday and mday", lambda now, _, a, __, b: month_days(now, a, b)),
    ("span", "on mday", lambda now, _, recur: _on_day(now, recur)),
    ("span", "since mday", lambda now, _, recur: _since_day(now, recur)),
    ("span", "from? name to|until|dash name of|in? span", lambda now, _, a, __, b, ___, week: weekdays_in(now, a, b, week)),
    ("span", "between name and name of|in? span", lambda now, _, a, __, b, ___, week: weekdays_in(now, a, b, week)),
    ("span", "span from? name to|until|dash name", lambda now, week, _, a, __, b: weekdays_in(now, a, b, week)),
    ("pair", "from weak_date to|until|dash weak_date", lambda now, _, a, __, b: between(now, a, b)),
    ("pair", "between weak_date and weak_date", lambda now, _, a, __, b: between(now, a, b)),
    ("pair", "weak_date dash weak_date", lambda now, a, _, b: between(now, a, b)),
    ("span", "on|from|in weak_date", lambda _, __, span: span),
    ("span", "since weak_date", lambda now, _, span: since_span(now, span)),
    ("pair", "from span|weak_date to|until|dash span|weak_date", lambda now, _, a, __, b: between(now, a, b)),
    ("pair", "between span|weak_date and|dash|until|to span|weak_date", lambda now, _, a, __, b: between(now, a, b)),
    ("pair", "span to|until|dash span", lambda now, a, _, b: _forward(between(now, a, b))),
    ("range", "from|between point|brink to|until|and|dash point|brink", lambda now, _, a, __, b: until(now, a, b)),
    ("range", "point to|until|dash point", lambda now, a, _, b: until(now, a, b)),
    ("range", "from|between? brink to|until|and|dash span", lambda now, _, a, __, b: until(now, a, b.close)),
    ("range", "from|between point to|until|and|dash span", lambda now, _, a, __, b: until(now, a, b.close)),
    ("range", "from|between? span to|until|and|dash point|brink", lambda now, _, a, __, b: span_until(now, a, b)),
    ("range", "from|between? span until|to|and|dash now / span to_date|until_now / from span to_date|until_now", lambda now, *p: _to_now(now, p)),
    ("range", "from|between? point|brink until|to|and|dash now / from point|brink to_date|until_now", lambda now, *p: _to_now(now, p)),
    ("range", "since span|point|brink", lambda now, _, a: _since(now, a)),
    ("range", "from|starting span|point|brink onwards|on_after / starting from? span|point|brink", lambda now, *p: _since(now, _side(p))),
    ("range", "span|point|brink onwards", lambda now, a, _: _since(now, a)),
    ("range", "after span|point|brink", lambda now, _, a: since(now, a.close if isinstance(a, Span) else a)),
    ("problem", "to_date / until_now", lambda _, __: Problem("open")),
    ("problem", "before|until span", lambda _, __, span: None if span.is_part or span.exact else Problem("open")),
)  # fmt: skip


def _forward(found: Found) -> Found:
    """Without "from", what runs backwards is two times and no range ("this week to last week")."""
    return None if isinstance(found, Problem) else found


def _side(parts: tuple[object, ...]) -> Span | datetime:
    return next(part for part in parts if isinstance(part, Span | datetime))


def _since(now: Now, side: Span | datetime) -> Found:
    return since_span(now, side) if isinstance(side, Span) else since(now, side)


def _to_now(now: Now, parts: tuple[object, ...]) -> Found:
    return _since(now, _side(parts))


def _dates(now: Now, parts: tuple[object, ...]) -> Found:
    """Numbers in the order first day, last day, month and perhaps year."""
    first, last, month, *year = _months(*parts)
    return dates_between(now, month, first, last, year[0] if year else None)


def _month_first(now: Now, parts: tuple[object, ...]) -> Found:
    month, first, last, *year = _months(*parts)
    return dates_between(now, month, first, last, year[0] if year else None)


def _on_day(now: Now, recur: Recur) -> Found:
    found = occurrence(now, recur, now.wall)
    return replace(found, weak=True) if found else Problem("impossible")


def _since_day(now: Now, recur: Recur) -> Found:
    found = _on_day(now, recur)
    return since_span(now, found) if isinstance(found, Span) else found
