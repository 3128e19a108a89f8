"""Intervals against published examples, and properties that they must have."""

from __future__ import annotations

import random
import statistics as plain
from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi_engine import statistics as ours

# Newcombe 1998, Statistics in Medicine 17:857, table I, method 3.
WILSON = [
    (81, 263, 0.2553, 0.3662),
    (15, 148, 0.0624, 0.1605),
    (0, 20, 0.0, 0.1611),
    (1, 29, 0.0061, 0.1718),
]
# Newcombe 1998, Statistics in Medicine 17:873, table II, method 10.
NEWCOMBE = [
    (56, 70, 48, 80, 0.0524, 0.3339),
    (9, 10, 3, 10, 0.1705, 0.8090),
    (6, 7, 2, 7, 0.0582, 0.8062),
    (5, 56, 0, 29, -0.0381, 0.1926),
    (0, 10, 0, 20, -0.1611, 0.2775),
    (0, 10, 0, 10, -0.2775, 0.2775),
    (10, 10, 0, 20, 0.6791, 1.0000),
    (10, 10, 0, 10, 0.6075, 1.0000),
]


@pytest.mark.parametrize(("hits", "n", "low", "high"), WILSON)
def test_wilson_as_published(hits: int, n: int, low: float, high: float) -> None:
    assert ours.wilson(hits, n) == pytest.approx((low, high), abs=5e-5)


@pytest.mark.parametrize(("a", "m", "b", "n", "low", "high"), NEWCOMBE)
def test_newcombe_as_published(a: int, m: int, b: int, n: int, low: float, high: float) -> None:
    assert ours.newcombe(a, m, b, n) == pytest.approx((low, high), abs=6e-5)


@pytest.mark.parametrize(("freedom", "point"), [(10, 2.22814), (29, 2.04523), (60, 2.00030), (1e9, 1.95996)])
def test_student_as_tabled(freedom: float, point: float) -> None:
    assert ours.student(freedom) == pytest.approx(point, abs=1e-4)


def test_welch_by_its_own_formula() -> None:
    """Two samples of 15: standard errors as `statistics.stdev` says, t from 24 to 28 degrees of freedom."""
    first = [27.5, 21.0, 19.0, 23.6, 17.0, 17.9, 16.9, 20.1, 21.9, 22.6, 23.1, 19.6, 19.0, 21.7, 21.4]
    second = [27.1, 22.0, 20.8, 23.4, 23.4, 23.5, 25.8, 22.0, 24.8, 20.2, 21.9, 22.1, 22.9, 30.5, 24.5]
    sides = [(len(x), sum(x), sum(v * v for v in x)) for x in (first, second)]
    errors = [ours.mean_error(*side) for side in sides]
    assert errors == pytest.approx([plain.stdev(x) / sqrt(len(x)) for x in (first, second)])
    change = plain.mean(first) - plain.mean(second)
    bounds = ours.welch(change, errors[0] or 0, 15, errors[1] or 0, 15)
    half = (bounds.high - bounds.low) / 2
    assert half / sqrt(sum((e or 0) ** 2 for e in errors)) == pytest.approx(2.05, abs=0.02)
    assert bounds.high < 0


def test_ranks_of_a_median_as_in_blands_book() -> None:
    # 57 values: j = 21.10 and k = 35.90, so the 22nd and the 36th.
    assert ours.quantile_ranks(57, 0.5) == (22, 36)


def test_net_score_variance() -> None:
    # 50 promoters, 20 detractors of 100: variance 0.5 + 0.2 − 0.3² = 0.61.
    assert ours.net_error(100, 70, 30) == pytest.approx(sqrt(0.61 / 100))


def test_clusters_of_one_row_are_a_mean() -> None:
    values = [random.Random(3).uniform(0, 9) for _ in range(40)]
    assert ours.ratio_error((value, 1.0) for value in values) == pytest.approx(
        ours.mean_error(40, sum(values), sum(v * v for v in values))
    )


def test_a_clustered_interval_covers_the_truth_about_95_times_in_100() -> None:
    """Agents differ, each works 20 days: the agent-days of a drawn roster, 400 times."""
    rng, hits = random.Random(11), 0
    for _ in range(400):
        cells = [(rng.betavariate(8, 2) * (hours := rng.uniform(4, 8)), hours) for _ in range(200)]
        error = ours.ratio_error(cells)
        ratio = sum(a for a, _ in cells) / sum(b for _, b in cells)
        bounds = ours.normal(ratio, error)
        hits += bounds is not None and bounds.low <= 0.8 <= bounds.high
    assert 370 <= hits <= 392


@given(st.lists(st.integers(0, 60), min_size=1), st.sampled_from([0.5, 0.9]))
def test_a_percentile_from_a_histogram_is_the_one_from_rows(values: list[int], part: float) -> None:
    histogram = {float(v): values.count(v) for v in set(values)}
    rows, place = sorted(values), part * (len(values) - 1)
    expected = rows[int(place)] + (rows[min(int(place) + 1, len(rows) - 1)] - rows[int(place)]) * (place % 1)
    assert ours.quantile(histogram, part) == pytest.approx(expected)
    bounds = ours.quantile_bounds(histogram, part)
    if bounds is not None:
        assert rows[0] <= bounds.low <= expected <= bounds.high or len(rows) < 6


@given(st.integers(1, 500), st.floats(0, 1))
def test_wilson_holds_the_proportion(n: int, part: float) -> None:
    hits = round(n * part)
    bounds = ours.wilson(hits, n)
    assert bounds is not None
    assert 0 <= bounds.low <= hits / n <= bounds.high <= 1


def test_what_is_normal() -> None:
    middle, bounds = ours.normal_range([10, 12, 11, 13, 100, 12, 11, 12])
    assert middle == 12
    assert bounds.high - middle == pytest.approx(1.96 * 1.4826 * 1.0, rel=1e-3)


def test_nothing_to_judge_has_no_interval() -> None:
    assert ours.wilson(0, 0) is None
    assert ours.mean_error(1, 5, 25) is None
    assert ours.ratio_error([(1.0, 2.0)]) is None
    assert ours.quantile({}, 0.5) is None
    assert ours.quantile_bounds({3.0: 1}, 0.5) is None
