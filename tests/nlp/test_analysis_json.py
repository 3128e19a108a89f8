"""The JSON of an analysis: nev.md's object, key by key, and its schema; and the schema can fail."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

import nlp
from nlp.analysis_json import analysis_json
from nlp.values import Feeling
from tests.nlp.analysis.builders import felt, heard, moods, said

SCHEMA = json.loads((Path(nlp.__file__).parent / "analysis.schema.json").read_text("utf-8"))
JUDGE = Draft202012Validator(SCHEMA)


def made(*turns, **about):
    found = json.loads(json.dumps(analysis_json(heard(turns, **about)), allow_nan=False))
    JUDGE.validate(found)
    return found


def test_the_whole_object():
    found = made(
        said("agent", "Hello", felt(0.2), 0.0, 1.25),
        said("customer", "I waited an hour", felt(-0.8, {"frustrated": 0.77, "hurried": 0.4}), 3.2, 5.0),
        said("customer", "...", None, 5.0, 5.5),
        said("other", "You are in a queue", None),
        said("customer", "thanks", felt(0.2, {"pleased": 0.6})),
    )
    assert list(found) == [
        *("contact_id", "source", "language", "model", "scored", "roles"),
        *("nev", "emotions", "turns", "turning_points"),
    ]
    assert {key: value for key, value in found.items() if key not in ("nev", "emotions", "turns")} == {
        "contact_id": "c1",
        "source": "plain",
        "language": "en",
        "model": "test-1",
        "scored": True,
        "roles": "given",
        "turning_points": [],
    }
    assert found["nev"] == {
        "balance": -30.0,
        "shaw_mean": round(100 * (0.3 / 12 - (0.385 + 0.2) / 8), 4),
        "mention_share": 0.0,
        "net_sentiment": -50.0,
        "end_weighted": round(100 * (-0.8 + 0.4) / 3, 4),
        "trend": None,
    }
    assert list(found["nev"]) == [
        *("balance", "shaw_mean", "mention_share", "net_sentiment", "end_weighted", "trend")
    ]
    assert len(found["emotions"]) == 20
    assert list(found["emotions"].items())[:3] == [("frustrated", 0.385), ("pleased", 0.3), ("hurried", 0.2)]
    assert found["turns"] == [
        turn("agent", 0.0, 1.25, "Hello", 0.2, 0.0),
        turn("customer", 3.2, 5.0, "I waited an hour", 0.0, 0.8, frustrated=0.77),
        turn("customer", 5.0, 5.5, "...", 0.0, 0.0),
        turn("other", None, None, "You are in a queue", None, None),
        turn("customer", None, None, "thanks", 0.2, 0.0, pleased=0.6),
    ]


def turn(speaker, start, end, text, positive, negative, **emotions):
    return {
        "speaker": speaker,
        "start": start,
        "end": end,
        "text": text,
        "positive": positive,
        "negative": negative,
        "emotions": emotions,
    }


@pytest.mark.parametrize(
    ("reason", "says"), [("language", '"bg"'), ("words", "fewer than 2"), ("roles", "which speaker")]
)
def test_what_is_not_scored_says_why_and_has_no_figure(reason, says):
    found = made(said("customer", "Здравейте"), said("customer", "да"), language="bg", not_scored=reason)
    assert not found["scored"] and says in found["message"]
    assert set(found["nev"].values()) == {None} and found["emotions"] == {}
    assert [(one["positive"], one["negative"]) for one in found["turns"]] == [(0, 0), (0, 0)]


def test_one_turn_is_too_few_but_has_its_numbers():
    found = made(said("customer", "I waited an hour", felt(-0.8, {"frustrated": 0.9})))
    assert not found["scored"] and found["turns"][0]["emotions"] == {"frustrated": 0.9}


def test_turning_points_stand_by_the_place_of_their_turn():
    found = json.loads(json.dumps(analysis_json(moods(0.5, 0.5, 0.5, -0.6, -0.6, -0.6))))
    JUDGE.validate(found)
    assert found["turning_points"] == [{"turn": 6, "change": -1.1}]


def test_an_empty_contact():
    assert made(contact_id=None)["turns"] == []


def test_no_minus_zero():
    assert "-0.0" not in json.dumps(made(*(said("customer", "well", felt(-1e-9)) for _ in range(4))))


SHARE = st.floats(0, 1)
FEELINGS = st.builds(Feeling, SHARE, SHARE, st.tuples(*[SHARE] * 19, st.none()))
SPOKEN = st.builds(
    said,
    st.sampled_from(["customer", "agent", "other"]),
    st.text(),
    st.none() | FEELINGS,
    st.none() | st.floats(0, 1e6),
    st.none() | st.floats(0, 1e6),
)


@given(st.lists(SPOKEN, max_size=12))
def test_every_turn_stands_once_in_order_and_figures_can_be_added_up_again(turns):
    turns = [(one, None if one.speaker == "other" else feeling) for one, feeling in turns]
    found = made(*turns)
    assert [one["text"] for one in found["turns"]] == [one.text for one, _ in turns]
    counting = [
        said["positive"] - said["negative"]
        for said, (one, feeling) in zip(found["turns"], turns, strict=True)
        if one.speaker == "customer" and feeling is not None
    ]
    if found["scored"]:
        assert found["nev"]["balance"] == pytest.approx(100 * sum(counting) / len(counting), abs=1e-3)


@pytest.mark.parametrize(
    "spoilt",
    [
        {"nev": {}},
        {"scored": False},
        {"message": "why"},
        {"emotions": {"joy": 0.5}},
        {"turns": [turn("customer", None, None, "x", None, 0.5)]},
        {"turns": [turn("customer", None, None, "x", 0.5, 1.5)]},
        {"turning_points": [{"turn": 1, "change": 3}]},
        {"extra": 1},
    ],
)
def test_the_schema_refuses_what_breaks_the_contract(spoilt):
    found = analysis_json(moods(0.1, 0.2))
    JUDGE.validate(found)
    assert not JUDGE.is_valid({**found, **spoilt})
