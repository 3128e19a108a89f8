"""Turning points: planted ones are found where they were planted, noise and single outbursts are none."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.analysis import analyse
from nlp.analysis.turning import BEFORE, LEAST_CHANGE, MOST, changes
from tests.nlp.analysis.builders import heard, moods, said

VALUES = st.lists(st.floats(-1, 1), max_size=40)


@pytest.mark.parametrize(
    ("values", "places"),
    [
        ((0.8,) * 5 + (-0.8,) * 5, [5]),
        ((-0.8,) * 5 + (0.8,) * 5, [5]),
        ((0.0,) * 6 + (-0.9,) * 6 + (0.6,) * 6, [6, 12]),
        ((-0.7, -0.8, 0.6, 0.9), [2]),  # four turns are enough, two against two
        ((0.0,) * 4 + (-1.0, -0.9, -0.9) + (0.0,) * 4, [4, 7]),  # a short valley: down, and up again
        ((0.1,) * 12, []),
        ((0.2, -0.1) * 6, []),
    ],
)
def test_planted_turns_are_found_where_they_are(values: tuple[float, ...], places: list[int]):
    assert [place for place, _ in changes(values)] == places


def test_the_change_is_that_of_the_means_of_four_turns():
    (found,) = changes([0.9, 0.0, 0.1, 0.2, 0.3, -0.6, -0.5, -0.7, -0.6, 0.1])
    assert found == (5, pytest.approx(-0.6 - 0.15))


@pytest.mark.parametrize("value", [-1.0, 1.0])
@pytest.mark.parametrize("place", range(10))
def test_a_single_outburst_is_no_turning_point(place: int, value: float):
    values = [0.0] * 10
    values[place] = value
    assert changes(values) == []


def test_a_single_misheard_turn_does_not_hide_one():
    values = [-0.7] * 5 + [0.7] * 5
    values[6] = -0.7
    assert len(changes(values)) == 1
    assert abs(changes(values)[0][0] - 5) <= 2


def test_a_last_thanks_alone_is_no_recovery():
    assert changes([-0.6] * 6 + [0.9]) == []


def test_planted_turns_stand_out_of_noise():
    """A hundred contacts with noise of a standard deviation of 0.15: the planted fall is found in all, at
    most a turn away; where nothing is planted nothing is found."""
    dice = random.Random(4)
    for _ in range(100):
        length = dice.randint(8, 40)
        place = dice.randint(3, length - 3)
        noise = [dice.gauss(0, 0.15) for _ in range(length)]
        planted = [value + (0.6 if number < place else -0.6) for number, value in enumerate(noise)]
        greatest = max(changes(planted), key=lambda one: abs(one[1]))
        assert abs(greatest[0] - place) <= 1 and greatest[1] < -LEAST_CHANGE
        assert changes(noise) == []


@given(VALUES)
def test_few_apart_and_large_enough(values: list[float]):
    found = changes(values)
    assert len(found) <= MOST and found == sorted(found)
    for place, change in found:
        assert 2 <= place <= len(values) - 2 and LEAST_CHANGE <= abs(change) <= 2
    for (one, before), (other, after) in pairwise(found):
        assert other - one >= (4 if before * after > 0 else 2)


@given(VALUES)
def test_the_mirror_turns_at_the_same_places(values: list[float]):
    assert changes([-value for value in values]) == [(place, -change) for place, change in changes(values)]


def test_it_names_the_turn_of_the_transcript_and_what_was_said_before():
    analysis = analyse(moods(0.5, 0.5, 0.5, -0.6, -0.6, -0.6))
    (point,) = analysis.turning_points
    assert (point.turn, point.change) == (6, pytest.approx(-1.1))
    assert point.said.text == "customer 3"
    assert [one.text for one in point.before] == ["agent 2"]
    assert point.agent is not None and (point.agent.turn, point.agent.text) == (5, "agent 2")


def test_what_was_said_before_is_the_last_words_of_others_and_never_a_pause():
    turns = [
        *(said("customer", f"fine {number}", 0.6) for number in range(3)),
        said("agent", "One moment."),
        said("other", "You are in a queue."),
        said("agent", "There is a fee."),
        said("customer", "...", None),
        said("agent", "[name]"),
        *(said("customer", f"no {number}", -0.6) for number in range(3)),
    ]
    (point,) = analyse(heard(turns)).turning_points
    assert point.turn == 8
    assert [one.text for one in point.before] == ["You are in a queue.", "There is a fee."]
    assert len(point.before) <= BEFORE
    assert point.agent is not None and point.agent.text == "There is a fee."


def test_a_customer_who_talks_on_turned_on_their_own_words():
    turns = [said("customer", f"turn {number}", 0.6 if number < 3 else -0.6) for number in range(6)]
    (point,) = analyse(heard(turns)).turning_points
    assert [one.text for one in point.before] == ["turn 2"] and point.agent is None


def test_a_contact_that_is_not_scored_has_none():
    turns = [said("customer", "да", None) for _ in range(6)]
    assert analyse(heard(turns, not_scored="language")).turning_points == ()


@pytest.mark.parametrize(
    ("values", "value", "mood"),
    [
        ((-0.9, -0.9, -0.9, -0.9, 0.5, 0.9), 70, "positive"),  # quarters of two
        ((0.9, -0.5), -50, "negative"),
        ((0.9, 0.1), 10, "mixed"),
    ],
)
def test_how_it_ended(values: tuple[float, ...], value: float, mood: str):
    ending = analyse(moods(*values)).ending
    assert ending is not None and (ending.value, ending.mood) == (pytest.approx(value), mood)
    assert ending.last.text == f"customer {len(values) - 1}"
