"""What is personal over several turns: asked for, answered in parts, and names that the format marks."""

from __future__ import annotations

import pytest

from nlp.privacy import mask_id, mask_transcript
from nlp.transcripts import read_text

Talk = list[str]


def heard(*lines: str, name: str = "x.txt") -> Talk:
    (masked,) = map(mask_transcript, read_text("\n".join(lines), name))
    assert masked.names == ()
    return [turn.text for turn in masked.turns]


@pytest.mark.parametrize("listening", ["sure", "go ahead", "no problem", "ok", "yes", "mm-hmm", "uh huh"])
def test_listening_does_not_end_a_question(listening: str) -> None:
    birth = heard("Agent: What is your date of birth?", "Customer: one moment")
    assert birth[1] == "one moment"
    talk = ["Agent: {}", "Customer: one second", f"Agent: {listening}", "Customer: {}"]
    for question, answer, mark in (
        ("What is your date of birth?", "12 March 1984", "[date of birth]"),
        ("May I have your full name?", "Maria Lopez", "[name]"),
        ("May I have your account number?", "482 291", "[account number]"),
    ):
        lines = [line.format(text) for line, text in zip(talk, (question, "", "", answer), strict=True)]
        assert heard(*lines)[3] == mark


def test_a_number_in_parts_is_one_number() -> None:
    account = ("May I have your account number?", "48", "yes", "22 91", "ok", "7 3 0")
    card = (
        "Can I take the long number?",
        "four one one one",
        "okay",
        "one two three four",
        "yes",
        "five six",
    )
    for parts, mark in ((account, "[account number]"), (card, "[card number]")):
        lines = [f"{('Agent', 'Customer')[at % 2]}: {text}" for at, text in enumerate(parts)]
        assert heard(*lines)[1::2] == [mark] * 3


def test_so_is_one_that_nobody_asked_for() -> None:
    assert heard(
        "Customer: my number is oh seven seven double oh",
        "Agent: yep",
        "Customer: nine oh oh one two three",
        "Agent: Thanks.",
        "Customer: my email is maria dot lopez",
        "Agent: yes",
        "Customer: at gmail dot com",
    ) == [
        "my number is [phone number]",
        "yep",
        "[phone number]",
        "Thanks.",
        "my email is [e-mail address]",
        "yes",
        "[e-mail address]",
    ]


@pytest.mark.parametrize(
    "question", ["and the three digits on the back?", "What is the CVV?", "And the security code?"]
)
def test_codes_of_a_card(question: str) -> None:
    assert heard(f"Agent: {question}", "Customer: 737 and I am cross")[1] == "[code] and I am cross"
    assert heard("Agent: And the expiry date?", "Customer: oh four twenty eight")[1] == "[number]"


@pytest.mark.parametrize(
    "said", ["brilliant", "I waited 45 minutes", "great thanks", "I called you 3 times", "wonderful service"]
)
def test_what_follows_an_answer_is_left(said: str) -> None:
    lines = ("Agent: May I have your full name?", "Customer: Maria Lopez", "Agent: ok", f"Customer: {said}")
    assert heard(*lines) == ["May I have your full name?", "[name]", "ok", said]


def test_a_question_is_not_kept_for_ever() -> None:
    listening = ["Agent: ok", "Customer: still looking for it"] * 4
    lines = (
        "Agent: May I have your order number?",
        "Customer: wait",
        *listening,
        "Customer: 250 people here",
    )
    assert heard(*lines)[-1] == "250 people here"


def test_names_that_the_format_marks_are_hidden() -> None:
    assert heard(
        "Maria Lopez: Hello, nobody called me.",
        "Agent Tom Becker: Thank you Maria, I am Tom, your agent. Is it MARIA?",
        "Maria Lopez: This is Maria again, a customer.",
    ) == [
        "Hello, nobody called me.",
        "Thank you [name], I am [name], your agent. Is it [name]?",
        "This is [name] again, a customer.",
    ]
    vtt = ("WEBVTT", "", "00:01.000 --> 00:02.000", "<v Maria Lopez>Hi", "", "00:03.000 --> 00:04.000")
    assert heard(*vtt, "<v Agent>Sorry Maria, the speaker is broken", name="x.vtt") == [
        "Hi",
        "Sorry [name], the speaker is broken",
    ]


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("maria.lopez@example.com", "[e-mail address]"),
        ("call-maria@example.com#2", "[e-mail address]#2"),
        ("+44 7700 900123", "[phone number]"),
        ("07700900123", "[phone number]"),
        *((one, one) for one in ("3348917502", "c0000001", "2026-11-10-7", "4a3f9c2e-77b1", "0000012", "1")),
    ],
)
def test_an_id_that_is_an_address_or_a_number_is_not_shown(written: str, shown: str) -> None:
    assert mask_id(written) == shown
