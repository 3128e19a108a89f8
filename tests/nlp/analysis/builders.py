"""Contacts as `nlp.hearing` gives them, from a line a turn: who speaks, what was said, how it felt."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from nlp.emotions import EMOTIONS
from nlp.hearing import HeardTranscript, NotScored
from nlp.nev import ENOUGH_TURNS, contact_nev
from nlp.values import Feeling, Roles, Speaker, Thresholds, Transcript, Turn

THRESHOLDS = Thresholds(0.5, 0.5, (0.5,) * 20)


def felt(value: float, emotions: Mapping[str, float | None] | None = None) -> Feeling:
    """A feeling with s = `value`."""
    given = emotions or {}
    return Feeling(max(value, 0.0), max(-value, 0.0), tuple(given.get(name, 0.0) for name in EMOTIONS))


def said(
    speaker: Speaker,
    text: str,
    feeling: Feeling | float | None = None,
    start: float | None = None,
    end: float | None = None,
) -> tuple[Turn, Feeling | None]:
    return Turn(speaker, text, start, end), felt(feeling) if isinstance(feeling, float | int) else feeling


def heard(
    turns: Iterable[tuple[Turn, Feeling | None]],
    *,
    language: str | None = "en",
    roles: Roles = "given",
    not_scored: NotScored | None = None,
    contact_id: str | None = "c1",
) -> HeardTranscript:
    turns = list(turns)
    counting = [one for turn, one in turns if one is not None and turn.speaker == "customer"]
    reason = not_scored or (None if len(counting) >= ENOUGH_TURNS else "words")
    return HeardTranscript(
        transcript=Transcript("plain", tuple(turn for turn, _ in turns), roles, contact_id, language),
        language=language,
        model="test-1",
        thresholds=THRESHOLDS,
        feelings=tuple(one for _, one in turns),
        nev=None if reason else contact_nev(counting, THRESHOLDS),
        not_scored=reason,
    )


def moods(*values: float) -> HeardTranscript:
    """Customer and agent in turn; the agent is neutral. Customer's turn i stands at place 2·i."""
    turns: list[tuple[Turn, Feeling | None]] = []
    for number, value in enumerate(values):
        turns += [said("customer", f"customer {number}", value), said("agent", f"agent {number}", 0.0)]
    return heard(turns)
