"""Quotes and the strongest emotions: the very turns, on one line, with nothing that steers a screen."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.analysis import analyse
from nlp.analysis.quotes import LENGTH, one_line, shortened
from nlp.analysis.strongest import MOST_EMOTIONS, MOST_TURNS
from tests.nlp.analysis.builders import felt, heard, said


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I want  my\nmoney\tback", "I want my money back"),
        ("a\x1b[31mred\x1b[0m\x07b", "a [31mred [0m b"),
        ("a\x9b2Jb\x00c\x7f", "a 2Jb c"),
        ("over\u202eturned\u2066", "over turned"),
        ("half \ud800 a pair", "half a pair"),
        ("👨\u200d👩\u200d👧 стоп", "👨\u200d👩\u200d👧 стоп"),
    ],
)
def test_a_quote_is_one_line_of_text(text: str, expected: str):
    assert one_line(text) == expected


def test_it_is_shortened_at_the_end_of_a_word():
    assert shortened("I have been waiting for an hour", 20) == "I have been waiting…"
    assert shortened("I have been waiting, for an hour", 21) == "I have been waiting…"
    assert shortened("a" * 30, 10) == "a" * 9 + "…"
    assert shortened("short", 10) == "short"


def test_what_belongs_together_is_not_cut_apart():
    assert shortened("e\u0301" * 10, 10) == "e\u0301" * 4 + "…"
    family = "👨\u200d👩\u200d👧"
    assert shortened("x" * 8 + family, 12) == "x" * 8 + "…"


@given(st.text(), st.integers(2, 50))
def test_never_longer_than_asked_and_never_steering(text: str, length: int):
    found = shortened(text, length)
    assert len(found) <= length
    assert all(one not in found for one in "\x1b\x9b\n\r\x07\u202e\u2028")
    found.encode("utf-8")  # no half of a pair is left


def test_a_megabyte_is_shortened_as_well():
    assert len(shortened("word " * 200_000)) <= LENGTH


def test_the_strongest_emotions_with_the_turns_that_carry_them():
    turns = [
        said("customer", "I waited an hour", felt(-0.8, {"frustrated": 0.9, "hurried": 0.51})),
        said("agent", "I am so sorry", felt(-0.8, {"disappointed": 1.0})),
        said("customer", "still nothing", felt(-0.6, {"frustrated": 0.7, "neglected": 0.45})),
        said("customer", "thanks", felt(0.7, {"pleased": 0.8})),
    ]
    first, second, third = analyse(heard(turns)).emotions
    assert (first.name, first.mentions, first.intensity) == ("frustrated", 2, pytest.approx(1.6 / 3))
    assert [(quote.turn, quote.text, value) for quote, value in first.turns] == [
        (0, "I waited an hour", 0.9),
        (2, "still nothing", 0.7),
    ]
    assert (second.name, third.name) == ("pleased", "hurried")


def test_only_so_many_and_each_with_its_strongest_turns():
    names = ("happy", "pleased", "safe", "hurried", "stressed", "unhappy", "frustrated")
    turns = [
        said("customer", f"turn {number}", felt(0, dict.fromkeys(names[: 7 - number], 0.6 + number / 100)))
        for number in range(5)
    ]
    found = analyse(heard(turns)).emotions
    assert [one.name for one in found] == list(names[:MOST_EMOTIONS])
    assert [quote.turn for quote, _ in found[0].turns] == [4, 3, 2] and MOST_TURNS == 3


def test_an_emotion_that_is_not_measured_is_never_among_them():
    turns = [said("customer", "well", felt(0.5, {"happy": 0.9, "safe": None})) for _ in range(3)]
    assert [one.name for one in analyse(heard(turns)).emotions] == ["happy"]


def test_nothing_heard_is_nothing_shown():
    empty = analyse(heard([]))
    assert (empty.mood, empty.emotions, empty.turning_points, empty.ending, empty.talk) == (
        None,
        (),
        (),
        None,
        None,
    )
