"""The curve and its stretches: every scored turn of either side once, no hole in the customer's line."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.analysis.curve import MOST_BINS, binned, curve
from nlp.analysis.values import Bin
from nlp.nev import mean
from tests.nlp.analysis.builders import heard, moods, said

SIDES = st.lists(st.tuples(st.sampled_from(["customer", "agent", "other"]), st.floats(-1, 1)), max_size=90)


def test_customer_and_agent_apart_with_their_places():
    drawn = curve(heard([said("agent", "hello", 0.3), said("customer", "hi", -0.2), said("other", "beep")]))
    assert [(point.turn, point.value) for point in drawn.agent] == [(0, pytest.approx(0.3))]
    assert [(point.turn, point.value) for point in drawn.customer] == [(1, pytest.approx(-0.2))]


def test_it_is_over_time_only_where_every_point_has_one():
    timed = [said("customer", "a", 0.1, 0.0, 1.0), said("agent", "b", 0.1, 2.0, 3.0)]
    assert curve(heard(timed)).over == "time"
    assert curve(heard([*timed, said("customer", "c", 0.1)])).over == "turns"
    assert curve(heard([])).over == "turns"


def test_a_short_contact_keeps_every_turn():
    bins = binned(curve(moods(0.1, -0.2, 0.3)))
    assert [(one.turn, one.customer) for one in bins] == [(0, 0.1), (2, -0.2), (4, pytest.approx(0.3))]
    assert [one.agent for one in bins] == [0, 0, 0]


def test_stretches_hold_as_many_customer_turns_each_as_can_be():
    drawn = curve(moods(*[0.5] * 20, *[-0.5] * 20))
    assert [one.customer for one in binned(drawn)] == [0.5] * 10 + [-0.5] * 10
    assert [one.customer for one in binned(drawn, 2)] == [0.5, -0.5]


def test_an_agent_who_is_silent_leaves_a_gap_and_one_who_begins_counts_to_the_first():
    turns = [said("agent", "hello", 0.4), said("agent", "how can I help", 0.8)]
    turns += [said("customer", "a", 0.0), said("customer", "b", 0.0), said("agent", "c", -0.1)]
    assert [one.agent for one in binned(curve(heard(turns)))] == [pytest.approx(0.6), pytest.approx(-0.1)]
    assert [one.agent for one in binned(curve(heard(turns[:4])))] == [pytest.approx(0.6), None]


@given(SIDES)
def test_no_turn_is_lost_in_a_stretch(sides: list[tuple[str, float]]):
    drawn = curve(heard(said(who, "x", value) for who, value in sides))  # pyright: ignore[reportArgumentType]
    bins = binned(drawn)
    assert len(bins) == min(MOST_BINS, len(drawn.customer))
    assert [one.turn for one in bins] == sorted({one.turn for one in bins})
    sizes = [len([p for p in drawn.customer if one.turn <= p.turn < after]) for one, after in spans(bins)]
    assert sum(sizes) == len(drawn.customer) and (not sizes or max(sizes) - min(sizes) <= 1)
    if bins:
        whole = mean([point.value for point in drawn.customer])
        assert sum(size * one.customer for size, one in zip(sizes, bins, strict=True)) / sum(sizes) == (
            pytest.approx(whole, abs=1e-9)
        )
        assert any(one.agent is not None for one in bins) == bool(drawn.agent)


def spans(bins: tuple[Bin, ...]) -> Iterator[tuple[Bin, int]]:
    """Each stretch with the place where the next one begins."""
    return zip(bins, [*(one.turn for one in bins[1:]), 10**9], strict=False)
