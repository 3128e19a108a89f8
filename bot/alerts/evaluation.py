"""One evaluation of an alert: the figure now, its line, and on which side of it the figure is.

A threshold and a target need as many rows as any verdict here does. An expected range is a control chart of
the same weekday (and, for a running day or hour, the same hours) of the last eight weeks, with limits for
the rows that there are now: see `kpi_engine.control`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.alerts.condition import Condition
from bot.desk import Desk
from kpi_engine.calendar import at, day_start, instant, shift, wall
from kpi_engine.catalogue import Interval, metric
from kpi_engine.compare import TOO_FEW
from kpi_engine.control import mean_limits, p_beyond, p_limits, p_overdispersion, plain_limits, pooled
from kpi_engine.result import Figure, Result
from kpi_engine.statistics import Bounds
from kpi_engine.values import Compare, Filter, MetricRef, Period, Query, Unit, Viewer

WEEKS, LEAST_WEEKS = 8, 4
# How far back inside its line a figure must be before an incident closes, as a part of the line.
MARGIN = 0.02
WATCHER = Viewer("alert", "channel")
_HOUR = timedelta(hours=1)

Ask = Callable[[Query], Result]


@dataclass(frozen=True, slots=True)
class Seen:
    """`side`: 1 above its line, -1 below, 0 between; None where that cannot be judged, `why` is then the
    phrase that says so. `inside`: back within it by the margin. `low`/`high` are the lines."""

    value: float | None
    n: int
    period: Period
    unit: str
    side: int | None = None
    inside: bool = False
    low: float | None = None
    high: float | None = None
    middle: float | None = None
    why: str = ""


def evaluate(condition: Condition, zone: str, desk: Desk, now: datetime) -> Seen:
    """What the alert sees at `now`. ContentError for a KPI that there is no more; StorageError and
    EngineError as any question raises them."""
    ask = asking(desk, zone, now)
    period = window(condition, ZoneInfo(zone), now)
    compare = Compare("target") if condition.against == "target" else None
    figure = figure_of(ask, condition.ref, period, condition.filters, compare)
    unit = metric(condition.ref.id).variant(condition.ref.variant).unit
    if figure is None or figure.value is None:
        return Seen(None, 0 if figure is None else figure.n, period, unit, why="alert_no_data")
    return _JUDGES[condition.against](condition, figure, period, ask)


def asking(desk: Desk, zone: str, now: datetime) -> Ask:
    """Questions as a channel asks them at `now`, by the names of one moment."""
    names = desk.names()
    return lambda query: desk.answer(query, now, WATCHER, zone, names)


def beyond(condition: Condition, seen: Seen) -> bool:
    """Whether the figure is on a side of which the alert warns."""
    sides = {"above": (1,), "below": (-1,), "either": (1, -1)}[condition.side]
    return seen.side in sides


def window(condition: Condition, zone: ZoneInfo, now: datetime) -> Period:
    """The stretch of local time that the alert looks at."""
    return _WINDOWS[condition.window](now.astimezone(zone), zone)


def _today(local: datetime, zone: ZoneInfo) -> Period:
    start = day_start(local.date(), zone)
    return Period(start, local, "today", Unit.DAY, full_end=shift(start, Unit.DAY, 1))


def _hour(local: datetime, zone: ZoneInfo) -> Period:
    end = local.replace(second=0, microsecond=0)
    return Period((instant(end) - _HOUR).astimezone(zone), end)


def _yesterday(local: datetime, zone: ZoneInfo) -> Period:
    end = day_start(local.date(), zone)
    return Period(shift(end, Unit.DAY, -1), end, "yesterday", Unit.DAY)


def _week(local: datetime, zone: ZoneInfo) -> Period:
    end = day_start(local.date(), zone)
    return Period(shift(end, Unit.DAY, -7), end, "last 7 days", Unit.DAY, 7)


_WINDOWS: dict[str, Callable[[datetime, ZoneInfo], Period]] = {
    "hour": _hour,
    "today": _today,
    "yesterday": _yesterday,
    "week": _week,
}


def earlier(period: Period, weeks: int) -> Period:
    """The same wall-clock stretch so many weeks before, complete by now."""
    back, zone = timedelta(weeks=weeks), period.start.tzinfo
    assert zone is not None
    start, end = (at(wall(edge) - back, zone) for edge in (period.start, period.end))
    return Period(start, end)


def figure_of(
    ask: Ask, ref: MetricRef, period: Period, filters: tuple[Filter, ...], compare: Compare | None = None
) -> Figure | None:
    result = ask(Query("compare" if compare else "value", (ref,), period, compare, filters=filters))
    figures = (row.metrics[0] for row in result.rows if not row.slice)
    return next(figures, None)


def _threshold(condition: Condition, figure: Figure, period: Period, ask: Ask) -> Seen:
    line = condition.value or 0.0
    return _lined(condition, figure, period, line, line)


def _target(condition: Condition, figure: Figure, period: Period, ask: Ask) -> Seen:
    side = figure.compare
    if side is None or (side.value is None and side.low is None and side.high is None):
        return Seen(figure.value, figure.n, period, figure.unit, why="alert_no_target")
    low = side.value if side.low is None else side.low
    high = side.value if side.high is None else side.high
    return _lined(condition, figure, period, low, high)


def _lined(
    condition: Condition, figure: Figure, period: Period, low: float | None, high: float | None
) -> Seen:
    """Against fixed lines; too few rows settle nothing, unless rows themselves are counted."""
    value = figure.value or 0.0
    variant = metric(condition.ref.id).variant(condition.ref.variant)
    if figure.n < TOO_FEW and variant.shape != "sum":
        return Seen(value, figure.n, period, figure.unit, None, False, low, high, why="alert_too_few")
    above, below = high is not None and value > high, low is not None and value < low
    edges = {"above": (None, high), "below": (low, None), "either": (low, high)}[condition.side]
    return Seen(value, figure.n, period, figure.unit, above - below, _well_inside(value, *edges), low, high)


def _well_inside(value: float, low: float | None, high: float | None) -> bool:
    return (high is None or value <= high - MARGIN * abs(high)) and (
        low is None or value >= low + MARGIN * abs(low)
    )


def _expected(condition: Condition, figure: Figure, period: Period, ask: Ask) -> Seen:
    past = (
        figure_of(ask, condition.ref, earlier(period, back), condition.filters)
        for back in range(1, WEEKS + 1)
    )
    before = [one for one in past if one is not None and one.value is not None]
    if len(before) < LEAST_WEEKS:
        return Seen(figure.value, figure.n, period, figure.unit, why="alert_no_past")
    variant = metric(condition.ref.id).variant(condition.ref.variant)
    proportion = variant.interval is Interval.WILSON and variant.shape == "ratio" and variant.unit == "%"
    return (_proportion if proportion else _amount)(figure, before, period)


def _proportion(figure: Figure, before: list[Figure], period: Period) -> Seen:
    parts = [((one.value or 0.0) / 100, one.n) for one in before]
    p_bar = pooled(parts)
    if p_bar is None or figure.n <= 0:
        return Seen(figure.value, figure.n, period, figure.unit, why="alert_no_past")
    part, apart = (figure.value or 0.0) / 100, p_overdispersion(parts, p_bar)
    low, high = p_limits(p_bar, figure.n, apart)
    side = p_beyond(part, p_bar, figure.n, apart)
    return _limited(figure, period, Bounds(100 * low, 100 * high), 100 * p_bar, side)


def _amount(figure: Figure, before: list[Figure], period: Period) -> Seen:
    known = [
        (one.value or 0.0, one.n, Bounds(one.low, one.high))
        for one in before
        if one.low is not None and one.high is not None
    ]
    limits = mean_limits(known, figure.n) if len(known) >= LEAST_WEEKS else None
    middle, bounds = limits or plain_limits([one.value or 0.0 for one in before])
    value = figure.value or 0.0
    if figure.low is not None and figure.n < 2:
        return Seen(value, figure.n, period, figure.unit, why="alert_too_few")
    return _limited(figure, period, bounds, middle, (value > bounds.high) - (value < bounds.low))


def _limited(figure: Figure, period: Period, bounds: Bounds, middle: float, side: int) -> Seen:
    """Inside again only where it is nearer to the middle than the limits are, by the margin."""
    value = figure.value or 0.0
    room = MARGIN * (bounds.high - bounds.low)
    inside = bounds.low + room <= value <= bounds.high - room or (side == 0 and not room)
    return Seen(value, figure.n, period, figure.unit, side, inside, *bounds, middle)


_JUDGES: dict[str, Callable[[Condition, Figure, Period, Ask], Seen]] = {
    "threshold": _threshold,
    "target": _target,
    "expected": _expected,
}
