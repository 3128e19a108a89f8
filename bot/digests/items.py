"""One KPI of a digest: its figure, what is expected, the target, how it ran, and what moved it."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.digests.periods import Frame, Shown, before, mature_at_once, shown, trend, weeks
from bot.privacy import PRIVATE
from kpi_engine.catalogue import metric
from kpi_engine.compare import TOO_FEW
from kpi_engine.result import Comparison, Figure, Result, Row
from kpi_engine.slices import DRIVING
from kpi_engine.values import Compare, Filter, MetricRef, Query

Ask = Callable[[Query], Result]
# They follow from the figure itself, so they are never what moved it.
_OUTCOMES = frozenset({"fcr_outcome", "nev_band"})
NEVER_NEGATIVE = ("%", "s", "n", "n/h")
EXPECTED, TARGET = Compare("expected"), Compare("target")
LEFT = ("up", "down")
# A slice that is nearly everything explains nothing.
NEARLY_ALL = 0.9


@dataclass(frozen=True, slots=True)
class Point:
    """A day (week, month) of a timeline; nothing is known where `value` is None."""

    start: datetime
    value: float | None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Driver:
    """The slice that moved the whole most, in the direction in which it left its range; `against` is when."""

    slice: tuple[tuple[str, str | int | datetime | None], ...]
    part: float
    change: float
    against: datetime


@dataclass(frozen=True, slots=True)
class Item:
    """`problem` says why there is no figure at all; `counter` is the KPI to read with it."""

    ref: MetricRef
    shown: Shown
    figure: Figure | None = None
    target: Comparison | None = None
    points: tuple[Point, ...] = ()
    driver: Driver | None = None
    counter: Figure | None = None
    freshness: datetime | None = None
    problem: str | None = None

    @property
    def empty(self) -> bool:
        return self.figure is None or nothing(self.figure)

    @property
    def few(self) -> bool:
        return self.figure is not None and not self.empty and too_few(self.figure)

    @property
    def left(self) -> bool:
        """Whether it left its expected range, for one worth judging."""
        side = None if self.figure is None else self.figure.compare
        return not self.empty and side is not None and side.verdict in LEFT


def item(ref: MetricRef, frame: Frame, filters: tuple[Filter, ...], ask: Ask, *, beside: bool) -> Item:
    """The KPI answered; `beside` asks for the KPI to read with it."""
    one = shown(ref, frame)
    result = ask(Query("value", (ref,), one.period, EXPECTED, filters=filters))
    if result.status != "answered":
        return Item(ref, one, problem=result.message)
    figure = result.rows[0].metrics[0]
    target = ask(Query("value", (ref,), one.period, TARGET, filters=filters)).rows[0].metrics[0].compare
    ran = ask(Query("trend", (ref,), trend(one, ref), grain=one.unit, filters=filters))
    made = Item(ref, one, figure, target, points_of(ran), freshness=result.freshness)
    return Item(
        ref,
        one,
        figure,
        target,
        made.points,
        _driver(made, filters, ask) if made.left else None,
        _counter(ref, frame, filters, ask) if beside else None,
        result.freshness,
    )


def with_band(one: Item, filters: tuple[Filter, ...], ask: Ask) -> tuple[Point, ...]:
    """The item's timeline with each day's expected range; without ranges where it is no timeline of days."""
    asked = (
        ask(Query("trend", (one.ref,), week, EXPECTED, one.shown.unit, filters=filters))
        for week in weeks(one.shown)
    )
    return tuple(point for result in asked for point in points_of(result)) or one.points


def points_of(result: Result) -> tuple[Point, ...]:
    return tuple(_point(row) for row in result.rows)


def nothing(figure: Figure) -> bool:
    """Whether no record stands behind a figure: a count of nothing is no data, not 0."""
    return figure.value is None or (not figure.value and not figure.n)


def too_few(figure: Figure) -> bool:
    shape = metric(figure.metric.id).variant(figure.metric.variant).shape
    return shape != "sum" and 0 < figure.n < TOO_FEW


def normal(figure: Figure) -> tuple[float, float] | None:
    """The expected range as far as the figure can be in it: no share is under 0, no count has a fraction."""
    side = figure.compare
    if side is None or side.low is None or side.high is None:
        return None
    low, high = side.low, side.high
    if figure.unit in NEVER_NEGATIVE:
        low, high = max(0.0, low), max(0.0, high)
    if figure.unit == "%":
        low, high = min(100.0, low), min(100.0, high)
    return (float(math.floor(low)), float(math.ceil(high))) if figure.unit == "n" else (low, high)


def _point(row: Row) -> Point:
    figure, start = row.metrics[0], row.slice["time"]
    assert isinstance(start, datetime)
    low, high = normal(figure) or (None, None)
    return Point(start, None if nothing(figure) else figure.value, low, high)


def _driver(one: Item, filters: tuple[Filter, ...], ask: Ask) -> Driver | None:
    """None where nothing can be divided, or no slice moved as the whole did."""
    dims = metric(one.ref.id).variant(one.ref.variant).dims
    fixed = {f.dimension for f in filters if f.op == "in" and len(f.values) == 1}
    along = tuple(name for name in DRIVING if name in dims and name not in {PRIVATE, *_OUTCOMES, *fixed})
    if not along or one.figure is None or one.figure.compare is None:
        return None
    against = before(one.shown)
    asked = Query("drivers", (one.ref,), one.shown.period, Compare("explicit", against), None, along, filters)
    result = ask(asked)
    if result.status != "answered":
        return None
    sign = 1 if one.figure.compare.verdict == "up" else -1
    return _strongest(result.rows, sign, against.start)


def _telling(row: Row) -> bool:
    """Not an agent; and not what nobody set, which often only tells how far a contact came."""
    return PRIVATE not in row.slice and None not in row.slice.values()


def _strongest(rows: tuple[Row, ...], sign: int, against: datetime) -> Driver | None:
    """Beyond its size: of a change that is everywhere alike the largest slice always has the largest part."""
    whole, *slices = rows
    total, change = whole.metrics[0].n, whole.metrics[0].compare and whole.metrics[0].compare.change
    if not total or not change or change * sign <= 0:
        return None

    def beyond(row: Row) -> float:
        figure = row.metrics[0]
        return sign * ((figure.contribution or 0.0) - change * figure.n / total)

    parts = [row for row in slices if row.metrics[0].n < NEARLY_ALL * total and _telling(row)]
    best = max(parts, key=beyond, default=None)
    part = best.metrics[0].contribution if best is not None else None
    if best is None or not part or part * sign <= 0 or beyond(best) <= 0:
        return None
    return Driver(tuple(best.slice.items()), part, change, against)


def _counter(ref: MetricRef, frame: Frame, filters: tuple[Filter, ...], ask: Ask) -> Figure | None:
    """The first KPI to read with it that has a figure for the same days."""
    for name in metric(ref.id).read_with:
        other = MetricRef(name, metric(name).default.id)
        if mature_at_once(other, frame.settings):
            asked = Query("value", (other,), shown(other, frame).period, EXPECTED, filters=filters)
            result = ask(asked)
            return result.rows[0].metrics[0] if result.status == "answered" else None
    return None
