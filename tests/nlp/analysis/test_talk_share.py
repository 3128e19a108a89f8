"""Talk share, silence and interruptions, from times by hand and against a plain count of instants."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.analysis.talk import talk
from nlp.values import Roles, Speaker, Transcript, Turn

GIVEN: Roles = "given"


def call(*turns: tuple[Speaker, float | None, float | None, str]) -> Transcript:
    return Transcript("plain", tuple(Turn(who, text, start, end) for who, start, end, text in turns), GIVEN)


def test_shares_by_time():
    found = talk(call(("agent", 0, 3, "hello there you"), ("customer", 4, 5, "hi")))
    assert found is not None and found.by == "time"
    assert found.shares == {"customer": 0.25, "agent": 0.75, "other": 0}


def test_time_that_a_side_talks_over_itself_counts_once():
    found = talk(call(("agent", 0, 10, "a b c"), ("agent", 2, 4, "d"), ("customer", 10, 20, "e")))
    assert found is not None and found.shares["agent"] == 0.5


@pytest.mark.parametrize(
    "turns",
    [
        (("agent", None, None, "one two three"), ("customer", None, None, "four")),
        (("agent", 0, 3, "one two three"), ("customer", 4, None, "four")),  # one without an end
        (("agent", 0, 3, "one two three"), ("customer", 4, 2, "four")),  # one that ends before it begins
        (("agent", 0, 0, "one two three"), ("customer", 1, 1, "four")),  # times of a chat: moments
    ],
)
def test_without_whole_times_it_is_by_words(
    turns: tuple[tuple[Speaker, float | None, float | None, str], ...],
):
    found = talk(call(*turns))
    assert found is not None and (found.by, found.silence, found.interruptions) == ("words", None, None)
    assert found.shares == {"customer": 0.25, "agent": 0.75, "other": 0}


@pytest.mark.parametrize("turns", [(), (("customer", 0, 1, ""),), (("agent", None, None, "  "),)])
def test_nothing_said_is_no_share(turns: tuple[tuple[Speaker, float | None, float | None, str], ...]):
    assert talk(call(*turns)) is None


def test_an_empty_turn_needs_no_times():
    found = talk(call(("agent", 0, 3, "hello"), ("customer", None, None, ""), ("customer", 5, 6, "hi")))
    assert found is not None and found.by == "time"


def test_the_longest_silence_is_where_nobody_speaks():
    found = talk(
        call(
            ("agent", 0, 10, "a"), ("customer", 2, 4, "b"), ("agent", 12, 13, "c"), ("customer", 18, 19, "d")
        )
    )
    assert found is not None and found.silence is not None
    assert (found.silence.seconds, found.silence.start, found.silence.turn) == (5, 13, 3)


def test_a_call_without_a_gap_has_no_silence():
    found = talk(call(("agent", 0, 10, "a"), ("customer", 10, 14, "b")))
    assert found is not None and found.silence is None


def test_turns_out_of_order_are_put_in_theirs():
    found = talk(call(("customer", 18, 19, "d"), ("agent", 0, 10, "a")))
    assert found is not None and found.silence is not None
    assert (found.silence.seconds, found.silence.turn) == (8, 0)


@pytest.mark.parametrize(
    ("second", "counted"),
    [
        (("agent", 5, 14, "let me stop you there"), True),
        (("agent", 5, 8, "let me stop you there"), False),  # gives the floor back
        (("agent", 9.5, 14, "let me stop you there"), False),  # the end of a turn, not the middle
        (("agent", 5, 14, "yeah mhm"), False),  # listening
        (("customer", 5, 14, "and let me add this"), False),  # oneself
        (("other", 5, 14, "this call is recorded"), False),
        (("agent", 10, 14, "let me stop you there"), False),
        (("agent", 0, 14, "let me stop you there"), False),  # both begin at once
    ],
)
def test_what_is_an_interruption(second: tuple[Speaker, float, float, str], counted: bool):
    found = talk(call(("customer", 0, 10, "so I was at the terminal"), second))
    assert found is not None and found.interruptions == {"customer": 0, "agent": int(counted)}


def test_a_sign_of_listening_is_not_interrupted():
    found = talk(call(("agent", 0, 10, "yeah mhm"), ("customer", 5, 14, "so I was at the terminal")))
    assert found is not None and found.interruptions == {"customer": 0, "agent": 0}


TIMES = st.lists(
    st.tuples(st.sampled_from(["customer", "agent", "other"]), st.integers(0, 40), st.integers(0, 12)),
    min_size=1,
    max_size=12,
)


@given(TIMES)
def test_against_a_count_of_instants(times: list[tuple[Speaker, int, int]]):
    """Whole seconds: who speaks within each is counted one by one."""
    found = talk(call(*((who, start, start + length, "one two three") for who, start, length in times)))
    seconds = {who: {at for w, s, n in times if w == who for at in range(s, s + n)} for who, _, _ in times}
    total = sum(map(len, seconds.values()))
    assert found is not None
    if total == 0:
        assert found.by == "words"
        return
    assert found.shares == pytest.approx(
        {who: len(seconds.get(who, ())) / total for who in ("customer", "agent", "other")}
    )
    first, last = min(s for _, s, _ in times), max(s for _, s, _ in times)
    moments = {s for _, s, _ in times}
    longest = run = 0
    for at in range(first, last):
        # A turn without length breaks a silence too.
        run = 0 if any(at in one for one in seconds.values()) else 1 if at in moments else run + 1
        longest = max(longest, run)
    assert (found.silence.seconds if found.silence else 0) == longest
