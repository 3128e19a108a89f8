"""A figure set against another one, a target, or what is normal; and the verdict."""

from __future__ import annotations

from collections.abc import Sequence

from kpi_engine.formula import Formula
from kpi_engine.result import Comparison, Verdict
from kpi_engine.sample import Sample, difference
from kpi_engine.statistics import Bounds, normal_range
from kpi_engine.values import Period

TOO_FEW = 30
# What arithmetic alone may leave between two equal figures.
_NOISE = 1e-9


def against_period(formula: Formula, main: Sample, other: Sample, used: Period | None) -> Comparison:
    """The other period's figure, the change since then with its interval, and the verdict."""
    if main.value is None or other.value is None:
        return Comparison(other.value, other.n, "no data", used=used)
    change = main.value - other.value
    bounds = difference(formula.variant.interval, main, other)
    return Comparison(
        other.value,
        other.n,
        _verdict(min(main.n, other.n), change, bounds, abs(main.value) + abs(other.value)),
        change,
        None if bounds is None else bounds.low,
        None if bounds is None else bounds.high,
        used,
    )


def against_target(main: Sample, value: float, low: float | None, high: float | None) -> Comparison:
    """Above or below the target (its band, where it has one) as far as the figure's interval says so."""
    if main.value is None:
        return Comparison(value, None, "no data", low=low, high=high)
    floor, ceiling = (value if low is None else low), (value if high is None else high)
    lowest, highest = main.around()[0] or Bounds(main.value, main.value)
    verdict: Verdict = "no clear change"
    if main.n < TOO_FEW:
        verdict = "too few to judge"
    elif lowest > ceiling:
        verdict = "up"
    elif highest < floor:
        verdict = "down"
    return Comparison(value, None, verdict, main.value - value, low=low, high=high)


def against_expected(main: Sample, earlier: Sequence[Sample], least: int) -> Comparison:
    """Against the median of earlier stretches; `n` is how many there were."""
    known = [one.value for one in earlier if one.value is not None]
    if len(known) < least:
        return Comparison(None, len(known), "no data")
    middle, bounds = normal_range(known)
    if main.value is None:
        return Comparison(middle, len(known), "no data", low=bounds.low, high=bounds.high)
    verdict: Verdict = "no clear change"
    if main.n < TOO_FEW:
        verdict = "too few to judge"
    elif main.value > bounds.high:
        verdict = "up"
    elif main.value < bounds.low:
        verdict = "down"
    change = main.value - middle
    return Comparison(middle, len(known), verdict, change, low=bounds.low, high=bounds.high)


def _verdict(n: int, change: float, bounds: Bounds | None, size: float) -> Verdict:
    """A change only where its interval leaves 0; sums and counts have none, and are what they are."""
    if n < TOO_FEW:
        return "too few to judge"
    low, high = bounds or Bounds(change, change)
    if low > _NOISE * size:
        return "up"
    return "down" if high < -_NOISE * size else "no clear change"
