"""How sure a figure is: 95% intervals, and intervals of the difference of two figures. Pure arithmetic.

Sources: Wilson 1927 and Newcombe 1998 (Statistics in Medicine 17:857 and 17:873, method 10) for proportions;
Welch 1947 for means; Zou & Donner 2008 (MOVER) for the difference of two figures that only have an interval;
Bland, *An Introduction to Medical Statistics* (quantiles by order statistics); Cochran, *Sampling
Techniques*, 6.3 (a ratio of sums over clusters).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import ceil, floor, sqrt
from statistics import NormalDist, median
from typing import NamedTuple

Z = NormalDist().inv_cdf(0.975)
# Makes the median absolute deviation an estimate of the standard deviation of a normal distribution.
MAD_TO_SIGMA = 1 / NormalDist().inv_cdf(0.75)


class Bounds(NamedTuple):
    low: float
    high: float


def wilson(hits: float, n: float) -> Bounds | None:
    """The score interval of hits ÷ n, as parts of one; None without rows."""
    if n <= 0:
        return None
    p, z2 = hits / n, Z * Z
    middle = (p + z2 / (2 * n)) / (1 + z2 / n)
    half = Z / (1 + z2 / n) * sqrt(max(p * (1 - p) / n + z2 / (4 * n * n), 0.0))
    return Bounds(min(max(0.0, middle - half), p), max(min(1.0, middle + half), p))


def difference(first: float, around: Bounds, second: float, about: Bounds) -> Bounds:
    """The interval of first − second from the interval of each (MOVER; with Wilson's, Newcombe's method)."""
    change = first - second
    return Bounds(
        change - sqrt((first - around.low) ** 2 + (about.high - second) ** 2),
        change + sqrt((around.high - first) ** 2 + (second - about.low) ** 2),
    )


def newcombe(hits_1: float, n_1: float, hits_2: float, n_2: float) -> Bounds | None:
    """The hybrid score interval of hits_1 ÷ n_1 − hits_2 ÷ n_2; None where a side has no rows."""
    around, about = wilson(hits_1, n_1), wilson(hits_2, n_2)
    if around is None or about is None:
        return None
    return difference(hits_1 / n_1, around, hits_2 / n_2, about)


def variance(n: float, total: float, squares: float) -> float | None:
    """The sample variance (n − 1) from a sum and a sum of squares; None below two rows."""
    if n < 2:
        return None
    return max(squares - total * total / n, 0.0) / (n - 1)


def mean_error(n: float, total: float, squares: float) -> float | None:
    """The standard error of total ÷ n; None below two rows."""
    spread = variance(n, total, squares)
    return None if spread is None else sqrt(spread / n)


def net_error(n: float, promoters_and_detractors: float, net: float) -> float | None:
    """The standard error of net ÷ n where each row counts 1, 0 or −1 (the variance of a net score)."""
    if n <= 0:
        return None
    score = net / n
    return sqrt(max(promoters_and_detractors / n - score * score, 0.0) / n)


def ratio_error(tops_and_bottoms: Iterable[tuple[float, float]]) -> float | None:
    """The standard error of Σ top ÷ Σ bottom over clusters (pairs); None below two clusters."""
    pairs = [pair for pair in tops_and_bottoms if pair != (0.0, 0.0)]
    bottom = sum(pair[1] for pair in pairs)
    if len(pairs) < 2 or bottom <= 0:
        return None
    ratio = sum(pair[0] for pair in pairs) / bottom
    return spread_error(sum((a - ratio * b) ** 2 for a, b in pairs), len(pairs), bottom)


def spread_error(residuals: float, clusters: float, bottom: float) -> float | None:
    """The same from Σ (top − ratio × bottom)² over so many clusters."""
    if clusters < 2 or bottom <= 0:
        return None
    return sqrt(max(residuals, 0.0) * clusters / (clusters - 1)) / bottom


def normal(value: float, error: float | None) -> Bounds | None:
    return None if error is None else Bounds(value - Z * error, value + Z * error)


def student(freedom: float) -> float:
    """The 97.5% point of Student's t (Abramowitz & Stegun 26.7.5; to 1e-4 from 10 degrees of freedom on)."""
    f, z = max(freedom, 1.0), Z
    g1 = (z**3 + z) / 4
    g2 = (5 * z**5 + 16 * z**3 + 3 * z) / 96
    g3 = (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384
    g4 = (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92160
    return z + g1 / f + g2 / f**2 + g3 / f**3 + g4 / f**4


def welch(change: float, error_1: float, n_1: float, error_2: float, n_2: float) -> Bounds:
    """The interval of a difference of two means with unequal variances, from their standard errors."""
    a, b = error_1**2, error_2**2
    if a + b == 0:
        return Bounds(change, change)
    freedom = (a + b) ** 2 / (a * a / (n_1 - 1) + b * b / (n_2 - 1))
    half = student(freedom) * sqrt(a + b)
    return Bounds(change - half, change + half)


def quantile(histogram: Mapping[float, int], part: float) -> float | None:
    """The percentile by linear interpolation (SQL's percentile_cont); None without rows."""
    rows = sum(histogram.values())
    if rows == 0:
        return None
    place = part * (rows - 1)
    below, above = at_ranks(histogram, (floor(place) + 1, ceil(place) + 1))
    return below + (above - below) * (place - floor(place))


def quantile_bounds(histogram: Mapping[float, int], part: float) -> Bounds | None:
    """The order statistics that hold the percentile; None below two rows."""
    rows = sum(histogram.values())
    if rows < 2:
        return None
    low, high = at_ranks(histogram, quantile_ranks(rows, part))
    return Bounds(low, high)


def quantile_ranks(rows: int, part: float) -> tuple[int, int]:
    """Which of so many sorted rows (from 1) bound the percentile, rounded up as Bland does."""
    half = Z * sqrt(rows * part * (1 - part))
    low, high = ceil(rows * part - half), ceil(rows * part + half)
    return max(low, 1), min(high, rows)


def at_ranks(histogram: Mapping[float, int], ranks: tuple[int, int]) -> tuple[float, float]:
    """The values at two ranks (from 1, ascending, within the rows)."""
    found: list[float] = []
    seen = 0
    for value in sorted(histogram):
        seen += histogram[value]
        while len(found) < 2 and ranks[len(found)] <= seen:
            found.append(value)
    return found[0], found[1]


def normal_range(values: Sequence[float]) -> tuple[float, Bounds]:
    """What is normal: the median, and where 95% would fall by the median absolute deviation."""
    middle = median(values)
    half = Z * MAD_TO_SIGMA * median(abs(value - middle) for value in values)
    return middle, Bounds(middle - half, middle + half)
