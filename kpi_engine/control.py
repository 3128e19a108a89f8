"""Control limits: whether a figure is out of the ordinary for so many rows. Pure arithmetic.

Sources: Shewhart, *Economic Control of Quality of Manufactured Product* (1931); Montgomery, *Introduction to
Statistical Quality Control*, 7.2 (the p chart with a variable sample size) and 6.2 (means of varying n);
Laney, "Improved control charts for attributes", *Quality Engineering* 14(4), 2002.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import exp, lgamma, log, sqrt
from statistics import NormalDist, fmean, median

from kpi_engine.statistics import MAD_TO_SIGMA, Bounds, Z

SIGMAS = 3.0
# What lies beyond three sigmas of a normal distribution on one side.
TAIL = 1 - NormalDist().cdf(SIGMAS)
# The mean distance of two neighbours of a normal distribution, in sigmas.
NEIGHBOURS = 1.128
# Fewer expected hits (or misses) than this, and a proportion is not near enough to a normal distribution.
NORMAL_FROM = 5.0


def pooled(values: Sequence[tuple[float, int]]) -> float | None:
    """The mean of (value, n) weighted by n: p̄ of proportions; None without rows."""
    rows = sum(n for _, n in values)
    return sum(value * n for value, n in values) / rows if rows else None


def overdispersion(scores: Sequence[float]) -> float:
    """Laney's σ_z: how many times further standardised figures lie apart from one time to the next than
    sampling alone explains. At least 1: few figures cannot show that they lie closer."""
    steps = [abs(after - before) for before, after in pairwise(scores)]
    return max(1.0, fmean(steps) / NEIGHBOURS) if steps else 1.0


def p_overdispersion(values: Sequence[tuple[float, int]], p_bar: float) -> float:
    """Of earlier (proportion, n) in the order of time: many calls make chance small, not the days alike."""
    if not 0 < p_bar < 1:
        return 1.0
    return overdispersion([(part - p_bar) / sqrt(p_bar * (1 - p_bar) / n) for part, n in values if n])


def p_limits(p_bar: float, n: int, apart: float = 1.0) -> Bounds:
    """p̄ ± 3·σ_z·√(p̄(1 − p̄)/n), as parts of one, within 0 and 1. `apart`: σ_z, the overdispersion."""
    half = SIGMAS * apart * sqrt(p_bar * (1 - p_bar) / n)
    return Bounds(max(0.0, p_bar - half), min(1.0, p_bar + half))


def p_beyond(part: float, p_bar: float, n: int, apart: float = 1.0) -> int:
    """1 above the limits, -1 below, 0 inside. Where too few hits or misses are expected for the normal
    approximation, the exact binomial tail must be as rare as well: three of four calls are no news."""
    limits = p_limits(p_bar, n, apart)
    side = (part > limits.high) - (part < limits.low)
    if side == 0 or n * min(p_bar, 1 - p_bar) >= NORMAL_FROM:
        return side
    hits = round(part * n)
    tail = upper_tail(hits, n, p_bar) if side > 0 else upper_tail(n - hits, n, 1 - p_bar)
    return side if tail <= TAIL else 0


def upper_tail(hits: int, n: int, p: float) -> float:
    """The probability of `hits` or more of n (binomial)."""
    if hits <= 0:
        return 1.0
    if p <= 0:
        return 0.0
    if p >= 1:
        return 1.0
    return min(1.0, sum(_binomial(k, n, p) for k in range(hits, n + 1)))


def _binomial(k: int, n: int, p: float) -> float:
    ways = lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)
    return exp(ways + k * log(p) + (n - k) * log(1 - p))


def mean_limits(before: Sequence[tuple[float, int, Bounds]], n: int) -> tuple[float, Bounds] | None:
    """The pooled mean of (value, n, its 95% interval), and ± 3 standard errors of a mean of n such rows;
    None without intervals. The spread of single rows is pooled within the earlier samples; where these lie
    further apart than it explains, the limits are as much wider."""
    spreads = [((high - low) / (2 * Z)) ** 2 * rows for _, rows, (low, high) in before]
    freedom = sum(max(rows - 1, 0) for _, rows, _ in before)
    middle = pooled([(value, rows) for value, rows, _ in before])
    if middle is None or not freedom or n <= 0:
        return None
    pairs = zip(spreads, before, strict=True)
    variance = sum(spread * max(rows - 1, 0) for spread, (_, rows, _) in pairs) / freedom
    known = ((value, rows) for value, rows, _ in before if variance and rows)
    apart = overdispersion([(value - middle) / sqrt(variance / rows) for value, rows in known])
    half = SIGMAS * apart * sqrt(variance / n)
    return middle, Bounds(middle - half, middle + half)


def plain_limits(values: Sequence[float]) -> tuple[float, Bounds]:
    """Of figures without an interval: the median ± 3 sigmas by the median absolute deviation."""
    middle = median(values)
    half = SIGMAS * MAD_TO_SIGMA * median(abs(value - middle) for value in values)
    return middle, Bounds(middle - half, middle + half)
