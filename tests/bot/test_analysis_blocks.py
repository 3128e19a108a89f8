"""The message of an analysis: its look, and Slack's limits and mark-up for the largest and most hostile."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from inline_snapshot import snapshot

from bot.blocks.analysis import analysed
from bot.blocks.analysis_chart import chart
from bot.blocks.analysis_many import Summary, summarised
from bot.blocks.parts import Said
from bot.blocks.worked_out import worked_out
from bot.workspace.limits import check_message, texts
from nlp.analysis import analyse
from nlp.analysis.turning import LEAST_CHANGE, WINDOW
from nlp.hearing import HeardTranscript
from nlp.nev import contact_nev
from nlp.values import Speaker
from tests.bot.results import MARKUP, words
from tests.judges.blocks import judge
from tests.nlp.analysis.builders import THRESHOLDS, felt, heard, moods, said

SLOW = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))


def message(one: HeardTranscript, name: str = "call.json") -> Said:
    return analysed(name, one, analyse(one))


def shown(one: Said) -> list[str]:
    return list(texts(list(one.blocks)))


def accepted(one: Said) -> None:
    check_message(one.text, json.loads(json.dumps(one.blocks)))
    judge("message", one.blocks)
    assert one.text.strip() and "<" not in one.text and "mrkdwn" not in json.dumps(one.blocks)


def call() -> HeardTranscript:
    """A call that begins badly and ends well."""
    angry, glad = {"frustrated": 0.8, "neglected": 0.6}, {"pleased": 0.9}
    return heard(
        [
            said("agent", "Good morning.", 0.1, 0.0, 2.0),
            said("customer", "My order never came!", felt(-0.9, angry), 2.0, 5.0),
            said("customer", "Nobody ever called me back.", felt(-0.8, angry), 5.0, 8.0),
            said("agent", "Your money comes back.", 0.2, 8.0, 12.0),
            said("customer", "Oh, that is good.", felt(0.6, glad), 20.0, 22.0),
            said("customer", "Thank you so much.", felt(0.9, glad), 22.0, 24.0),
        ],
        roles="inferred",
    )


def test_the_look_of_an_analysis() -> None:
    assert shown(message(call())) == snapshot(
        [
            "call.json: text-based Net Emotional Value -5.0, mixed",
            "\n",
            "4 turns of the customer counted, of 6 turns in all",
            "\n",
            "It ended positive (+90.0): “Thank you so much.”",
            "Strongest emotions of the customer",
            "pleased (2 turns): “Oh, that is good.” “Thank you so much.”",
            "frustrated (2 turns): “My order never came!” “Nobody ever called me back.”",
            "neglected (2 turns): “My order never came!” “Nobody ever called me back.”",
            "Where the mood turned",
            "▲ rose by 160 at turn 5: “Oh, that is good.” · just before: agent “Your money comes back.”",
            "Who talked",
            "of the time spoken: customer 62%, agent 38%",
            "longest silence 8.0s, before turn 5",
            "interruptions: by the customer 0, by the agent 0",
            "who is the customer was inferred from the words",
            "text-based, by model test-1",
            "personal data is masked, and nothing of this was kept",
            "How was this worked out?",
        ]
    )


def test_the_chart_of_an_analysis() -> None:
    drawn = chart(analyse(call()).curve)
    assert drawn is not None
    assert drawn["chart"] == snapshot(
        {
            "type": "line",
            "series": [
                {
                    "name": "customer",
                    "data": [
                        {"label": "0:02", "value": -90.0},
                        {"label": "0:05", "value": -80.0},
                        {"label": "0:20", "value": 60.0},
                        {"label": "0:22", "value": 90.0},
                    ],
                },
                {
                    "name": "agent",
                    "data": [
                        {"label": "0:02", "value": 10.0},
                        {"label": "0:05", "value": 20.0},
                        {"label": "0:20", "value": 20.0},
                        {"label": "0:22", "value": 20.0},
                    ],
                },
            ],
            "axis_config": {
                "categories": ["0:02", "0:05", "0:20", "0:22"],
                "y_label": "-100 negative, +100 positive",
            },
        }
    )


def test_the_fallback_reads_as_the_message_does() -> None:
    text = message(call()).text
    for part in (
        "call.json",
        "-5.0, mixed",
        "-90, -80, +60, +90",
        "frustrated",
        "rose by",
        "longest silence 8.0s",
    ):
        assert part in text


@pytest.mark.parametrize(
    ("reason", "part"), [("language", "(bg)"), ("roles", "“Customer:”"), ("words", "fewer than two turns")]
)
def test_what_is_not_scored_says_why_and_gives_no_figure(reason: Any, part: str) -> None:
    one = heard([said("customer", "Здравейте"), said("agent", "…")], language="bg", not_scored=reason)
    told = message(one)
    accepted(told)
    assert part in "\n".join(shown(told)) and "no Net Emotional Value" in told.text
    assert "data_visualization" not in json.dumps(told.blocks)


def test_a_single_turn_shows_its_probabilities_with_the_caveat() -> None:
    told = message(heard([said("customer", "This is bad.", felt(-0.7, {"unhappy": 0.6}))]))
    text = "\n".join(shown(told))
    assert "something negative 70%" in text and "unhappy 60%" in text and "too little for a figure" in text


def test_a_side_that_is_silent_leaves_the_chart_of_the_other() -> None:
    alone = heard([said("customer", f"turn {number}", -0.5) for number in range(4)])
    drawn = chart(analyse(alone).curve)
    assert drawn is not None and [one["name"] for one in drawn["chart"]["series"]] == ["customer"]
    assert chart(analyse(heard([said("agent", "hello", 0.5)])).curve) is None


def test_stretches_of_one_second_are_named_by_turn() -> None:
    quick = heard([said("customer", f"turn {number}", 0.1, 0.1 * number, 0.1) for number in range(4)])
    drawn = chart(analyse(quick).curve)
    assert drawn is not None
    assert drawn["chart"]["axis_config"]["categories"] == ["turn 1", "turn 2", "turn 3", "turn 4"]


@pytest.mark.parametrize("mark", MARKUP)
def test_quotes_and_names_cannot_format_mention_or_link(mark: str) -> None:
    turns = [said("customer", f"{mark} {number}", felt(-0.9, {"frustrated": 0.9})) for number in range(3)]
    told = message(heard(turns), name=mark)
    accepted(told)
    assert any(mark in one for one in shown(told))


speakers: st.SearchStrategy[Speaker] = st.sampled_from(["customer", "agent", "other"])
values = st.none() | st.floats(-1, 1)


@SLOW
@given(st.lists(st.tuples(speakers, words, values), max_size=30), st.sampled_from([1, 1, 400]), words)
def test_any_analysis_fits(turns: list[tuple[Speaker, str, float | None]], times: int, name: str) -> None:
    emotions = dict.fromkeys(("frustrated", "neglected", "happy", "valued", "stressed", "safe"), 0.9)
    given_turns = [
        said(who, text, None if value is None or who == "other" else felt(value, emotions))
        for who, text, value in turns * times
    ]
    accepted(message(heard(given_turns), name))


def test_the_largest_analysis_fits() -> None:
    one = moods(*((-0.9, -0.9, -0.9, 0.9, 0.9, 0.9) * 833))
    assert len(one.transcript.turns) == 9_996
    accepted(message(one))


def test_many_contacts_are_a_table_with_the_worst_first() -> None:
    nev = [contact_nev([felt(value / 100)] * 2, THRESHOLDS) for value in range(-100, 100)]
    contacts = [Summary(f"<!channel> {number} {'x' * 90}", one, None, "en") for number, one in enumerate(nev)]
    contacts += [Summary("b", None, "language", "bg"), Summary("c", None, "words", "en")]
    told = summarised("calls.jsonl", contacts, "m")
    accepted(told)
    rows = next(block["rows"] for block in told.blocks if block["type"] == "table")
    assert len(rows) <= 100 and rows[1][1]["text"] == "-100.0" and "202 transcripts, 200 scored" in told.text
    assert "1 not scored: the model does not hear this language (bg)" in "\n".join(shown(told))


def test_a_file_where_nobody_is_scored_has_no_table() -> None:
    told = summarised("calls.jsonl", [Summary("b", None, "words", None)] * 2, "m")
    accepted(told)
    assert "table" not in {block["type"] for block in told.blocks}


def test_the_explanation_fits_and_says_what_is_done() -> None:
    told = worked_out("heartline-en-1")
    accepted(told)
    said_of_turns = "\n".join(shown(told))
    assert f"up to {WINDOW} customer turns" in said_of_turns
    assert f"at least {100 * LEAST_CHANGE:.0f} from" in said_of_turns
