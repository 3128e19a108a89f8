"""One figure of one slice: from its sums to its value, how sure it is, and how it differs from another."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import sqrt
from typing import NamedTuple

from kpi_engine import statistics as stats
from kpi_engine.catalogue.shape import Interval
from kpi_engine.formula import Formula, Row, total
from kpi_engine.ports import Measure
from kpi_engine.statistics import Bounds

_NO_ROW: Row = {}
_NO_ROWS: Mapping[float, int] = {}


# One of each for every slice of every KPI: tuples, which are made in a third of a frozen dataclass's time.
class Totals(NamedTuple):
    """What the store summed for one slice: the numbers, the clusters (top, bottom), the histogram.

    `missing` are measures of kinds without any record; `days` is the length in local dates, known where a
    figure is annualised.
    """

    row: Row = _NO_ROW
    clusters: tuple[tuple[float, float], ...] = ()
    histogram: Mapping[float, int] = _NO_ROWS
    missing: frozenset[Measure] = frozenset()
    days: int = 0


class Sample(NamedTuple):
    """A figure in its unit. `error` is its standard error; `top` and `bottom` are its sums, unscaled.

    `hidden`: known, but of too few people to be shown; then nothing but `n` is kept.
    """

    value: float | None = None
    n: int = 0
    bounds: Bounds | None = None
    error: float | None = None
    top: float | None = None
    bottom: float | None = None
    hidden: bool = False


NOTHING = Sample()


def sample(formula: Formula, totals: Totals, minimum_people: int) -> Sample:
    """The figure of these sums; value None where nothing is known."""
    top = total(formula.top, totals.row, totals.missing)
    bottom = total(formula.bottom, totals.row, totals.missing)
    n = _rows(formula, totals, bottom, top)
    people = total(formula.people, totals.row) or 0
    if formula.people and people < minimum_people:
        return Sample(n=n, hidden=n > 0)
    return _SHAPES[formula.variant.shape](formula, totals, Sample(n=n, top=top, bottom=bottom))


def _rows(formula: Formula, totals: Totals, bottom: float | None, top: float | None) -> int:
    """How many rows, answers or agent-days the figure rests on."""
    if formula.n:
        return round(total(formula.n, totals.row, totals.missing) or 0)
    if formula.clustered:
        return len(totals.clusters)
    return round((bottom if formula.bottom else top) or 0)


def _sum(formula: Formula, totals: Totals, bare: Sample) -> Sample:
    """A count without rows is 0, where the store knows the kind at all; a sum of nothing known is unknown."""
    top = bare.top
    if top is None and formula.variant.unit == "n" and not totals.missing & formula.needed():
        top = 0.0
    value = None if top is None else formula.variant.scale * top
    return Sample(value, bare.n, top=top)


def _ratio(formula: Formula, totals: Totals, bare: Sample) -> Sample:
    top, bottom = bare.top, bare.bottom
    scale = formula.variant.scale
    if formula.variant.annualised:
        scale *= 365 / totals.days if totals.days else 0
    if top is None or bottom is None or bottom <= 0 or scale == 0:
        return Sample(n=bare.n, bottom=bottom)
    value = scale * top / bottom
    bounds, error = _INTERVALS[formula.variant.interval](formula, totals, bare)
    return Sample(
        value,
        bare.n,
        None if bounds is None else Bounds(scale * bounds.low, scale * bounds.high),
        None if error is None else scale * error,
        top,
        bottom,
    )


def _quantile(formula: Formula, totals: Totals, bare: Sample) -> Sample:
    part = formula.variant.quantile
    rows = sum(totals.histogram.values())
    return Sample(stats.quantile(totals.histogram, part), rows, stats.quantile_bounds(totals.histogram, part))


Interval_ = tuple[Bounds | None, float | None]


def _wilson(formula: Formula, totals: Totals, bare: Sample) -> Interval_:
    hits, n = bare.top or 0.0, bare.bottom or 0.0
    return (stats.wilson(hits, n) if 0 <= hits <= n else None), None


def _from_error(ratio: float, error: float | None) -> Interval_:
    return stats.normal(ratio, error), error


def _mean(formula: Formula, totals: Totals, bare: Sample) -> Interval_:
    n, top = bare.bottom or 0.0, bare.top or 0.0
    return _from_error(top / n, stats.mean_error(n, top, sum(_squares(formula, totals))))


def _net(formula: Formula, totals: Totals, bare: Sample) -> Interval_:
    n, top = bare.bottom or 0.0, bare.top or 0.0
    return _from_error(top / n, stats.net_error(n, sum(_squares(formula, totals)), top))


def _mentions(formula: Formula, totals: Totals, bare: Sample) -> Interval_:
    """Σ (d − R·t)² = Σ d² − 2R Σ d·t + R² Σ t², over contacts."""
    bottom, ratio = bare.bottom or 0.0, (bare.top or 0.0) / (bare.bottom or 1.0)
    differences, products, mentions = _squares(formula, totals)
    residuals = differences - 2 * ratio * products + ratio * ratio * mentions
    return _from_error(ratio, stats.spread_error(residuals, bare.n, bottom))


def _clustered(formula: Formula, totals: Totals, bare: Sample) -> Interval_:
    bounds, error = _from_error((bare.top or 0.0) / (bare.bottom or 1.0), stats.ratio_error(totals.clusters))
    return (None if bounds is None else Bounds(max(bounds.low, 0.0), bounds.high)), error


def _without(formula: Formula, totals: Totals, bare: Sample) -> Interval_:
    return None, None


def _squares(formula: Formula, totals: Totals) -> list[float]:
    return [total(parts, totals.row) or 0.0 for parts in formula.squares]


Shaped = Callable[[Formula, Totals, Sample], Sample]
_SHAPES: dict[str, Shaped] = {
    "sum": _sum,
    "ratio": _ratio,
    "quantile": _quantile,
    "stock": lambda formula, totals, bare: (_ratio if formula.bottom else _sum)(formula, totals, bare),
}
_INTERVALS: dict[Interval, Callable[[Formula, Totals, Sample], Interval_]] = {
    Interval.WILSON: _wilson,
    Interval.MEAN: _mean,
    Interval.NET: _net,
    Interval.MENTIONS: _mentions,
    Interval.CLUSTERED: _clustered,
    Interval.ORDER: _without,
    Interval.NONE: _without,
}


def difference(interval: Interval, first: Sample, second: Sample) -> Bounds | None:
    """The 95% interval of first − second; None where the figures have none."""
    if first.value is None or second.value is None:
        return None
    if first.error is not None and second.error is not None:
        change = first.value - second.value
        if interval is Interval.MEAN:
            return stats.welch(change, first.error, first.n, second.error, second.n)
        return stats.normal(change, sqrt(first.error**2 + second.error**2))
    if first.bounds is None or second.bounds is None:
        return None
    return stats.difference(first.value, first.bounds, second.value, second.bounds)
