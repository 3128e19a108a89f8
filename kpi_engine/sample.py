"""One figure of one slice: from its sums to its value, how sure it is, and how it differs from another."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
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


# A figure's interval, and its standard error: what is known of them.
Sureness = tuple[Bounds | None, float | None]


def _unsure() -> Sureness:
    return None, None


class Sample(NamedTuple):
    """A figure in its unit. `top` and `bottom` are its sums, unscaled; `around` works out how sure it is.

    `hidden`: known, but of too few people to be shown; then nothing but `n` is kept.
    """

    value: float | None = None
    n: int = 0
    top: float | None = None
    bottom: float | None = None
    hidden: bool = False
    # Worked out when it is looked at: hundreds are ranked, and ten are shown.
    around: Callable[[], Sureness] = _unsure


NOTHING = Sample()


def sample(formula: Formula, totals: Totals, minimum_people: int) -> Sample:
    """The figure of these sums; value None where nothing is known."""
    top = total(formula.top, totals.row, totals.missing)
    bottom = total(formula.bottom, totals.row, totals.missing)
    n = _rows(formula, totals, bottom, top)
    people = total(formula.people, totals.row) or 0
    # Answers that say nothing of who gave them may all be one person's.
    if formula.people and people < minimum_people and (people or n):
        return Sample(n=n, hidden=True)
    return _SHAPES[formula.variant.shape](formula, totals, n, top, bottom)


def _rows(formula: Formula, totals: Totals, bottom: float | None, top: float | None) -> int:
    """How many rows, answers or agent-days the figure rests on."""
    if formula.n:
        return round(total(formula.n, totals.row, totals.missing) or 0)
    if formula.clustered:
        return len(totals.clusters)
    return round((bottom if formula.bottom else top) or 0)


def _sum(formula: Formula, totals: Totals, n: int, top: float | None, bottom: float | None) -> Sample:
    """A count without rows is 0, where the store knows the kind at all; a sum of nothing known is unknown."""
    if top is None and formula.variant.unit == "n" and not totals.missing & formula.needed():
        top = 0.0
    value = None if top is None else formula.variant.scale * top
    return Sample(value, n, top)


def _ratio(formula: Formula, totals: Totals, n: int, top: float | None, bottom: float | None) -> Sample:
    scale = formula.variant.scale
    if formula.variant.annualised:
        scale *= 365 / totals.days if totals.days else 0
    if top is None or bottom is None or bottom <= 0 or scale == 0:
        return Sample(n=n, bottom=bottom)
    around = partial(_scaled, formula, totals, n, top, bottom, scale)
    return Sample(scale * top / bottom, n, top, bottom, around=around)


def _scaled(formula: Formula, totals: Totals, n: int, top: float, bottom: float, scale: float) -> Sureness:
    bounds, error = _INTERVALS[formula.variant.interval](formula, totals, n, top, bottom)
    return (
        None if bounds is None else Bounds(scale * bounds.low, scale * bounds.high),
        None if error is None else scale * error,
    )


def _quantile(formula: Formula, totals: Totals, n: int, top: float | None, bottom: float | None) -> Sample:
    part, histogram = formula.variant.quantile, totals.histogram
    return Sample(
        stats.quantile(histogram, part),
        sum(histogram.values()),
        around=lambda: (stats.quantile_bounds(histogram, part), None),
    )


def _wilson(formula: Formula, totals: Totals, n: int, top: float, bottom: float) -> Sureness:
    return (stats.wilson(top, bottom) if 0 <= top <= bottom else None), None


def _from_error(ratio: float, error: float | None) -> Sureness:
    return stats.normal(ratio, error), error


def _mean(formula: Formula, totals: Totals, n: int, top: float, bottom: float) -> Sureness:
    return _from_error(top / bottom, stats.mean_error(bottom, top, sum(_squares(formula, totals))))


def _net(formula: Formula, totals: Totals, n: int, top: float, bottom: float) -> Sureness:
    return _from_error(top / bottom, stats.net_error(bottom, sum(_squares(formula, totals)), top))


def _mentions(formula: Formula, totals: Totals, n: int, top: float, bottom: float) -> Sureness:
    """Σ (d − R·t)² = Σ d² − 2R Σ d·t + R² Σ t², over contacts."""
    ratio = top / bottom
    differences, products, mentions = _squares(formula, totals)
    residuals = differences - 2 * ratio * products + ratio * ratio * mentions
    return _from_error(ratio, stats.spread_error(residuals, n, bottom))


def _clustered(formula: Formula, totals: Totals, n: int, top: float, bottom: float) -> Sureness:
    bounds, error = _from_error(top / bottom, stats.ratio_error(totals.clusters))
    return (None if bounds is None else Bounds(max(bounds.low, 0.0), bounds.high)), error


def _without(formula: Formula, totals: Totals, n: int, top: float, bottom: float) -> Sureness:
    return None, None


def _squares(formula: Formula, totals: Totals) -> list[float]:
    return [total(parts, totals.row) or 0.0 for parts in formula.squares]


def _stock(formula: Formula, totals: Totals, n: int, top: float | None, bottom: float | None) -> Sample:
    return (_ratio if formula.bottom else _sum)(formula, totals, n, top, bottom)


Shaped = Callable[[Formula, Totals, int, float | None, float | None], Sample]
_SHAPES: dict[str, Shaped] = {
    "sum": _sum,
    "ratio": _ratio,
    "quantile": _quantile,
    "stock": _stock,
}
_INTERVALS: dict[Interval, Callable[[Formula, Totals, int, float, float], Sureness]] = {
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
    (bounds_1, error_1), (bounds_2, error_2) = first.around(), second.around()
    if error_1 is not None and error_2 is not None:
        change = first.value - second.value
        if interval is Interval.MEAN:
            return stats.welch(change, error_1, first.n, error_2, second.n)
        return stats.normal(change, sqrt(error_1**2 + error_2**2))
    if bounds_1 is None or bounds_2 is None:
        return None
    return stats.difference(first.value, bounds_1, second.value, bounds_2)
