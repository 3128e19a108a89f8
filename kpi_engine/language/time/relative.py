"""What a mention is set against the period named first: a `Compare` with its kind and its dates."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from kpi_engine.calendar import (
    DAYS,
    MONTHS,
    instant,
    previous,
    same_elapsed,
    same_period,
    shift,
    wall,
    whole,
)
from kpi_engine.language.time.mention import Relative, TimeMention
from kpi_engine.values import Asking, Compare, CompareKind, Period, Unit

_HOURS = {
    Unit.HOUR: 1.0,
    **{u: 24.0 * n for u, n in DAYS.items()},
    **{u: 730.0 * n for u, n in MONTHS.items()},
}
_Reading = Callable[[Relative, TimeMention, Period], tuple[CompareKind, Period | None]]


def resolve_relative(mention: TimeMention, main: Period, asking: Asking) -> Compare:
    """The comparison that `mention` (period or relative) asks for beside `main`, the period named first.

    `previous_period` where it is just the one before `main`; a calendar's own name (October, 2 November, Q2)
    is `explicit`, with its own dates. Of a running `main` the other side is the same elapsed part.
    """
    relation = None if mention.named else mention.relative
    kind, period = _READINGS[relation.mode](relation, mention, main) if relation else _absolute(mention, main)
    if period is None:
        kind, period = "previous_period", previous(main)
    said = replace(period, said=mention.said or None)
    return Compare(kind, said, mention.said or None)


def _length(period: Period) -> float:
    """Roughly how many hours a period is long, by its units where it has them."""
    if period.unit:
        return _HOURS[period.unit] * period.count
    return (wall(period.full_end or period.end) - wall(period.start)).total_seconds() / 3600


def _equal(one: Period, other: Period) -> bool:
    return instant(one.start) == instant(other.start) and instant(one.end) == instant(other.end)


def _kind(period: Period, main: Period, otherwise: CompareKind) -> CompareKind:
    return "previous_period" if _equal(period, previous(main)) else otherwise


def _absolute(mention: TimeMention, main: Period) -> tuple[CompareKind, Period | None]:
    period = mention.period
    if period is None:
        return "explicit", None
    alike = (period.unit, period.count) == (main.unit, main.count) and (
        main.unit is not None or _length(period) == _length(main)
    )
    if main.running and not period.running and alike:
        period = same_elapsed(period, main)
    return "explicit" if mention.named else _kind(period, main, "explicit"), period


def _same(relation: Relative, _: TimeMention, main: Period) -> tuple[CompareKind, Period | None]:
    return "same_period", same_period(main, relation.unit, relation.count)


def _over(relation: Relative, _: TimeMention, main: Period) -> tuple[CompareKind, Period | None]:
    period = same_period(main, relation.unit, relation.count)
    return _kind(period, main, "same_period"), period


def _before(relation: Relative, _: TimeMention, main: Period) -> tuple[CompareKind, Period | None]:
    length = _HOURS[relation.unit] * relation.count
    if _length(main) == length:
        return "previous_period", previous(main)
    if _length(main) < length:
        return "same_period", same_period(main, relation.unit, relation.count)
    return _units(relation, _, main)


def _previous(_: Relative, __: TimeMention, main: Period) -> tuple[CompareKind, Period | None]:
    return "previous_period", previous(main)


def _units(relation: Relative, _: TimeMention, main: Period) -> tuple[CompareKind, Period | None]:
    start = shift(main.start, relation.unit, -relation.count)
    period = whole(start, relation.unit, relation.count)
    if (main.unit, main.count) == (period.unit, period.count):
        period = same_elapsed(period, main)
    return _kind(period, main, "explicit"), period


def _last(relation: Relative, mention: TimeMention, main: Period) -> tuple[CompareKind, Period | None]:
    """ "last year" beside a week, month or quarter is the same week, month or quarter of last year."""
    if relation.unit is Unit.YEAR and _length(main) < _HOURS[Unit.YEAR] * relation.count:
        return _same(relation, mention, main)
    return _absolute(mention, main)


def _ago(relation: Relative, mention: TimeMention, main: Period) -> tuple[CompareKind, Period | None]:
    """ "a week ago" beside a day is the same day a week earlier."""
    if _length(main) < _HOURS[relation.unit] and main.unit is not relation.unit:
        return _over(relation, mention, main)
    return _absolute(mention, main)


def _target(relation: Relative, mention: TimeMention, main: Period) -> tuple[CompareKind, Period | None]:
    """The same period in a named month or year: as many units back as lie between the two."""
    if relation.target is None:
        return _absolute(mention, main)
    away = _units_between(relation.target, main, relation.unit)
    return "same_period", same_period(main, relation.unit, away) if away > 0 else relation.target


def _units_between(target: Period, main: Period, unit: Unit) -> int:
    first, last = wall(target.start), wall(main.start)
    if unit in MONTHS:
        return ((last.year - first.year) * 12 + last.month - first.month) // MONTHS[unit]
    if unit is Unit.HOUR:
        return int((last - first).total_seconds() // 3600)
    return (last.date() - first.date()).days // DAYS[unit]


_READINGS: dict[str, _Reading] = {
    "same": _same,
    "over": _over,
    "before": _before,
    "previous": _previous,
    "units": _units,
    "last": _last,
    "ago": _ago,
    "target": _target,
}
