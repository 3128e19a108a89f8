"""An analysis as a person sees it at the terminal: the whole picture, and nothing that steers the screen."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from inline_snapshot import snapshot
from rich.console import Console

from bot.analysis_plot import clock, plot
from bot.analysis_terminal import analysis_text
from nlp.analysis import analyse
from nlp.analysis.curve import curve
from nlp.hearing import HeardTranscript
from nlp.values import Feeling, Turn
from tests.nlp.analysis.builders import felt, heard, moods, said


def shown(one: HeardTranscript, width: int = 80) -> str:
    console = Console(width=width, force_terminal=False, highlight=False)
    with console.capture() as capture:
        console.print(analysis_text(one, analyse(one)))
    return "\n".join(line.rstrip() for line in capture.get().splitlines())


def call() -> Iterable[tuple[Turn, Feeling | None]]:
    """A call with a planted rise after the agent takes care of it."""
    yield said("agent", "Thank you for calling, how can I help?", 0.3, 0.0, 4.0)
    yield said(
        "customer", "I have waited for an hour and nobody cares.", felt(-0.8, {"neglected": 0.9}), 4.5, 9.0
    )
    yield said("agent", "I am sorry.", 0.0, 9.0, 10.0)
    yield said("customer", "This is the third time that I call.", felt(-0.7, {"frustrated": 0.8}), 10.0, 14.0)
    yield said("customer", "Nobody called back.", felt(-0.6, {"neglected": 0.6}), 14.0, 16.0)
    yield said("agent", "I will sort this out myself, right now.", 0.2, 24.0, 28.0)
    yield said("customer", "Really? That would be great.", felt(0.6, {"pleased": 0.7}), 27.0, 30.0)
    yield said(
        "customer", "You have been very kind.", felt(0.8, {"valued": 0.7, "indulgent": None}), 31.0, 33.0
    )
    yield said("customer", "Thank you!", felt(0.7), 33.0, 34.0)


def test_the_whole_picture():
    assert shown(heard(call())) == snapshot("""\
c1  plain · en · 9 turns
Text-based NEV 0.0, mixed
Shaw's\xa0mean\xa0−2.8 · mention\xa0share\xa0−20.0 · net\xa0sentiment\xa00.0 · end-weighted\xa0+31.4
· trend\xa0+150.0

Mood
   +100 │
        │                  ●     ●     ●
        │            ○
      0 │○───────────────────────────────────
        │
        │●     ●     ●
   −100 │
         0:04                       0:33
         ● customer  ○ agent

Strongest emotions
  neglected, in 2 turns
    “I have waited for an hour and nobody cares.” (turn 2) 90%
    “Nobody called back.” (turn 5) 60%
  frustrated, once
    “This is the third time that I call.” (turn 4) 80%
  pleased, once
    “Really? That would be great.” (turn 7) 70%
  valued, once
    “You have been very kind.” (turn 8) 70%

Turning points
  rose by 140: “Really? That would be great.” (turn 7)
    just before, the agent: “I will sort this out myself, right now.” (turn 6)

How it ended
  +75.0, positive: “Thank you!” (turn 9)

Talk
  customer 65%, agent 35% of the time spoken
  longest silence 8.0 s at 0:16, before turn 6
  interruptions: 1 by the customer

Heard by test-1; personal data is masked; nothing is stored.\
""")


def test_what_is_not_scored_says_so_and_shows_the_rest():
    turns = [said("customer", "Здравейте"), said("agent", "Добър ден, с какво мога да помогна")]
    assert shown(heard(turns, language="bg", not_scored="language")) == snapshot("""\
c1  plain · bg · 2 turns
Not scored: test-1 does not hear the language "bg".

Talk
  customer 12%, agent 88% of the words

Heard by test-1; personal data is masked; nothing is stored.\
""")


@pytest.mark.parametrize(
    ("roles", "says"),
    [("inferred", "was inferred from the words"), ("unknown", "is not known"), ("set", "said on")],
)
def test_it_says_how_it_is_known_who_the_customer_is(roles, says):
    assert says in shown(heard(call(), roles=roles))


def test_given_roles_need_no_word():
    assert "Who is the customer" not in shown(heard(call()))


HOSTILE = "\x1b]0;owned\x07\x1b[2Jhello \x9b31m \u202eover\u2066 [red]not markup[/red] \ud800 \r\n\tbye"


def test_nothing_of_a_transcript_steers_the_terminal():
    turns = [
        said("customer", HOSTILE, felt(0.8 if number > 2 else -0.8, {"happy": 0.9})) for number in range(6)
    ]
    found = shown(heard(turns, contact_id=HOSTILE, language="en\x1b[31m"), width=200)
    assert "hello" in found and "[red]not markup[/red]" in found
    assert not set(found) & set("\x1b\x07\x9b\u202e\u2066\ud800\r\t")


def test_emoji_and_a_contact_without_a_turn():
    assert "👨\u200d👩\u200d👧" in shown(heard([said("customer", "👨\u200d👩\u200d👧 ok", 0.5)] * 3))
    assert "not scored" in shown(heard([], contact_id=None)).lower()


@pytest.mark.parametrize("width", [20, 40, 80, 200])
def test_no_line_is_wider_than_the_screen(width: int):
    assert all(len(line) <= width for line in shown(heard(call()), width).splitlines())


def test_the_plot_shows_every_stretch_once():
    lines = [line.plain for line in plot(curve(moods(*([1.0] * 50 + [-1.0] * 50))))]
    assert "".join(lines).count("●") == 36 + 1  # and one in the legend
    assert lines[0].count("●") == lines[-3].count("●") == 18
    assert lines[-2].split() == ["turn", "1", "turn", "199"]


def test_one_point_is_no_curve():
    assert list(plot(curve(moods(0.5)))) == []


@pytest.mark.parametrize(("seconds", "said_"), [(0, "0:00"), (65.9, "1:05"), (3605, "1:00:05")])
def test_times(seconds: float, said_: str):
    assert clock(seconds) == said_
