# ruff: noqa: E501 - tables of input
"""Who is the customer: given, set, inferred, or unknown and then nobody is."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from nlp.transcripts import RoleSettings, read, read_text
from nlp.transcripts.roles import turns_of
from nlp.transcripts.rolewords import role_of
from nlp.transcripts.values import Spoken
from nlp.values import Speaker
from tests.nlp.transcripts.expected import SAMPLES


def who(said: Sequence[tuple[str | None, str]], roles: RoleSettings = RoleSettings()) -> tuple[str, str]:  # noqa: B008
    turns, how = turns_of([Spoken(label, text) for label, text in said], roles)
    return how, " ".join(turn.speaker[0] for turn in turns)


GREETING = "Thank you for calling, how can I help you?"
PLIGHT = "I am calling about my bill, I need some help."


@pytest.mark.parametrize(
    ("label", "role"),
    [
        ("Customer", "customer"), ("AGENT", "agent"), ("Customer 2", "customer"), ("Agent (Lena)", "agent"),
        ("Lena (Agent)", "agent"), ("customer service", "agent"), ("Customer Service Representative", "agent"),
        ("caller", "customer"), ("IVR", "other"), ("Virtual agent", "other"), ("supervisor", "other"),
        ("external", "customer"), ("Maria Lopez", None), ("Speaker 1", None), ("A", None), ("", None),
        ("client advisor", "agent"), ("what the customer wants from an agent", None),
    ],
)  # fmt: skip
def test_words_for_roles(label: str, role: Speaker | None) -> None:
    assert role_of(label) == role


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ([("Agent", "x"), ("Customer", "y")], ("given", "a c")),
        ([("Customer", "y"), ("Customer", "z")], ("given", "c c")),
        ([("IVR", "y"), ("Agent", "x"), ("Supervisor", "z"), ("Customer", "y")], ("given", "o a o c")),
        ([("Agent", "x"), ("John", "y")], ("inferred", "a c")),
        ([("Maria", "x"), ("Customer", "y")], ("inferred", "a c")),
        ([("Agent", "x"), ("Customer", "y"), ("Maria", "z")], ("given", "a c o")),
        ([("1", PLIGHT), ("2", GREETING)], ("inferred", "c a")),
        ([("1", "ah"), ("2", GREETING)], ("inferred", "c a")),
        ([("1", "yes"), ("2", "no")], ("unknown", "o o")),
        ([("1", GREETING), ("2", GREETING)], ("unknown", "o o")),
        ([(None, GREETING), (None, PLIGHT)], ("unknown", "o o")),
        # A transfer, and a voice that says too little.
        ([("1", GREETING), ("2", PLIGHT), ("3", "Hi, let me check. May I have your name?"), ("4", "hm")],
         ("inferred", "a c a o")),
        # One voice alone: only if nothing speaks for the other side (both may be in it).
        ([("1", PLIGHT)], ("inferred", "c")),
        ([("1", PLIGHT + " " + GREETING)], ("unknown", "o")),
        ([("1", "Bonjour, comment puis-je vous aider ?"), ("2", "Je veux un remboursement")], ("unknown", "o o")),
    ],
)  # fmt: skip
def test_who_it_is_without_a_setting(said: list[tuple[str | None, str]], expected: tuple[str, str]) -> None:
    assert who(said) == expected


@pytest.mark.parametrize(
    ("roles", "expected"),
    [
        (RoleSettings(agents=("speaker 1",)), ("set", "a c")),
        (RoleSettings(customers=("Speaker 1",)), ("set", "c a")),
        (RoleSettings(agents=("Speaker 2",), customers=("Maria",)), ("set", "o a")),
        (RoleSettings(agents=("Maria",)), ("unknown", "o o")),
    ],
)
def test_a_setting_names_labels(roles: RoleSettings, expected: tuple[str, str]) -> None:
    assert who([("Speaker 1", "yes"), ("Speaker 2", "no")], roles) == expected


def test_a_setting_comes_before_the_words_and_after_the_format() -> None:
    against = RoleSettings(agents=("1",))
    assert who([("1", PLIGHT), ("2", GREETING)], against) == ("set", "a c")
    assert who([("Customer", PLIGHT), ("Agent", GREETING)], RoleSettings(agents=("Customer",)))[0] == "given"


@pytest.mark.parametrize(
    ("file", "channel", "expected"),
    [
        ("twilio.json", 1, "acac"),
        ("twilio.json", 2, "acac"),
        ("deepgram.json", 0, "aca"),
        ("deepgram.json", 1, "cac"),
    ],
)
def test_a_setting_names_the_agent_s_channel(file: str, channel: int, expected: str) -> None:
    found = next(read(SAMPLES / file, RoleSettings(agent_channel=channel)))
    speakers = "".join(turn.speaker[0] for turn in found.turns)
    assert found.roles == "set"
    assert speakers == (expected if (file, channel) != ("twilio.json", 1) else "caca")


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("Agent: a\nCustomer: b", "ac"),
        ("agent:a\nAgent: a\nCustomer: b", "aac"),
        ("Call of 1 March\n\nAgent: a\nCustomer: b", "oac"),
        ("10:31 AM Agent: a\n10:32 AM Customer: b", "ac"),
        ("[2026-03-01 10:00:00] Agent: a\n[2026-03-01 10:00:05] Customer: b", "ac"),
        ("(00:01) - Agent: a\n(00:05) - Customer: b", "ac"),
        ("- Agent: a\n- Customer: b", "ac"),
        ("[Agent]: a\n[Customer]: b", "ac"),
        ("Customer: the site says\nError: 404\nAgent: I see", "ca"),
        ("Customer: I wrote\nHere is what I need: a refund\nAgent: I see", "ca"),
    ],
)
def test_lines_of_plain_text(text: str, labels: str) -> None:
    found = read_text(text)[0]
    expected = labels if not text.startswith("agent:a") else "oac"
    assert "".join(turn.speaker[0] for turn in found.turns) == expected
    said = "".join(turn.text for turn in found.turns)
    assert "404" not in text or "404" in said
