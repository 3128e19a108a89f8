"""Control limits: the formula as the books have it, and small queues that cry no wolf."""

from __future__ import annotations

from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.alerts.evaluation import Seen
from bot.alerts.form import number
from bot.alerts.rounds import next_streak
from bot.alerts.words import wish_of
from kpi_engine.control import mean_limits, p_beyond, p_limits, p_overdispersion, pooled, upper_tail
from kpi_engine.statistics import Bounds, Z
from kpi_engine.values import Period
from tests.bot.station import NOW

HERE = Period(NOW, NOW)


def test_p_limits_are_the_books() -> None:
    low, high = p_limits(0.2313, 50)
    assert (round(low, 4), round(high, 4)) == (0.0524, 0.4102)  # Montgomery, example 7.1


@given(st.integers(1, 12), st.floats(0.01, 0.1))
def test_one_of_few_is_no_news(n: int, p_bar: float) -> None:
    assert p_beyond(1 / n, p_bar, n) == 0 or upper_tail(1, n, p_bar) <= 0.00135


def test_many_far_from_their_mean_are_news() -> None:
    assert p_beyond(0.12, 0.05, 1000) == 1 and p_beyond(0.01, 0.05, 1000) == -1
    assert p_beyond(0.06, 0.05, 1000) == 0


def test_means_stand_three_standard_errors_apart() -> None:
    spread, n = 100.0, 400
    half = Z * spread / sqrt(n)
    before = [(300.0, n, Bounds(300 - half, 300 + half))] * 8
    middle, bounds = mean_limits(before, 100) or (0.0, Bounds(0, 0))
    assert middle == pytest.approx(300) and bounds.high == pytest.approx(300 + 3 * spread / 10)
    assert pooled([]) is None


def test_streaks_need_evaluations_in_a_row() -> None:
    beyond, inside = Seen(9.0, 100, HERE, "%", 1), Seen(5.0, 100, HERE, "%", 0, inside=True)
    between, unknown = Seen(7.9, 100, HERE, "%", 0), Seen(None, 0, HERE, "%")
    assert next_streak(next_streak(0, True, beyond), True, beyond) == 2
    assert next_streak(next_streak(5, False, inside), False, inside) == -2
    assert next_streak(1, False, between) == 0 and next_streak(-1, False, unknown) == 0


@pytest.mark.parametrize(
    ("said", "wish"),
    [
        ("<@U1> tell me when abandonment in Billing is above 8%", "abandonment in Billing is above 8%"),
        ("please alert me if AHT is over 10 minutes today", "AHT is over 10 minutes today"),
        ("AHT last week", None),
        ("tell me the AHT of last week", None),
    ],
)
def test_requests_for_alerts_are_recognised(said: str, wish: str | None) -> None:
    assert wish_of(said) == wish


def test_figures_are_read_as_people_type_them() -> None:
    assert [number(one) for one in ("8%", "7,5", "10 min", "90s", "1h", "soon")] == [
        *(8.0, 7.5, 600.0, 90.0, 3600.0),
        None,
    ]


def test_days_that_differ_more_than_chance_explains_widen_the_limits() -> None:
    steady = [(0.80 + shift, 700) for shift in (0.004, -0.006, 0.01, -0.008, 0.002, -0.004)]
    restless = [(0.83, 700), (0.76, 700), (0.86, 700), (0.92, 700), (0.78, 700), (0.84, 700)]
    assert p_overdispersion(steady, 0.80) == 1.0
    apart = p_overdispersion(restless, 0.83)
    # By hand: mean step (0.07 + 0.10 + 0.06 + 0.14 + 0.06) / 5 = 0.086; 0.086 / 0.014198 / 1.128.
    assert apart == pytest.approx(5.370, abs=0.005)
    assert p_beyond(0.76, 0.83, 700) == -1
    assert p_beyond(0.76, 0.83, 700, apart) == 0
    assert p_beyond(0.55, 0.83, 700, apart) == -1


def test_without_a_past_or_at_the_edges_there_is_no_overdispersion() -> None:
    assert p_overdispersion([], 0.5) == p_overdispersion([(0.5, 10)], 0.5) == 1.0
    assert p_overdispersion([(0.0, 10), (0.0, 20)], 0.0) == p_overdispersion([(0.4, 0), (0.6, 0)], 0.5) == 1.0
