"""Who talked, when nobody did, and who cut in: from the times of the turns where they are known.

Times count only if every turn that says anything has both ends in order; else a gap may be a turn without a
time. A side's time is the union of its turns, so that two that overlap are not counted twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from nlp.analysis.values import Silence, Talk
from nlp.values import Speaker, Transcript, Turn

SPEAKERS: tuple[Speaker, ...] = ("customer", "agent", "other")
# An interruption: the other side still speaks for so long, and says more than a sign of listening.
OVERLAP_SECONDS = 1.0
LISTENING_WORDS = 2


@dataclass(frozen=True, slots=True)
class _Said:
    """A turn that says something, with its place and its times."""

    place: int
    speaker: Speaker
    start: float
    end: float
    words: int


def talk(transcript: Transcript) -> Talk | None:
    """Shares of time, or of words where times are not known; None where nothing is said."""
    timed = _timed(transcript)
    if timed is None:
        words: dict[Speaker, float] = {
            one: sum(len(turn.text.split()) for turn in _of(transcript, one)) for one in SPEAKERS
        }
        shares = _shares(words)
        return Talk("words", shares, None, None) if shares else None
    spoken: dict[Speaker, float] = {
        one: _union(said for said in timed if said.speaker == one) for one in SPEAKERS
    }
    shares = _shares(spoken)
    return Talk("time", shares, _longest_silence(timed), _interruptions(timed)) if shares else None


def _timed(transcript: Transcript) -> list[_Said] | None:
    """The turns that say something, in order of their start; None unless all have times that last."""
    said: list[_Said] = []
    for place, turn in enumerate(transcript.turns):
        words = len(turn.text.split())
        if not words:
            continue
        if turn.start is None or turn.end is None or turn.end < turn.start:
            return None
        said.append(_Said(place, turn.speaker, turn.start, turn.end, words))
    if not any(one.end > one.start for one in said):
        return None
    return sorted(said, key=lambda one: (one.start, one.end))


def _of(transcript: Transcript, speaker: Speaker) -> list[Turn]:
    return [turn for turn in transcript.turns if turn.speaker == speaker]


def _shares(amounts: Mapping[Speaker, float]) -> dict[Speaker, float]:
    total = sum(amounts.values())
    return {speaker: amount / total for speaker, amount in amounts.items()} if total else {}


def _union(said: Iterable[_Said]) -> float:
    """Seconds covered by turns in order of their start."""
    covered, until = 0.0, float("-inf")
    for one in said:
        covered += max(0.0, one.end - max(one.start, until))
        until = max(until, one.end)
    return covered


def _longest_silence(said: list[_Said]) -> Silence | None:
    """Between the end of all that was said so far and the next turn; what comes before the first turn or
    after the last is not known."""
    longest: Silence | None = None
    until = said[0].end
    for one in said[1:]:
        gap = one.start - until
        if gap > (longest.seconds if longest else 0):
            longest = Silence(gap, until, one.place)
        until = max(until, one.end)
    return longest


def _interruptions(said: list[_Said]) -> dict[Speaker, int]:
    """Customer and agent against each other: a turn that begins while the other side's goes on for another
    second at least, and that lasts longer than it, so that the floor is taken. Turns of one or two words
    ("yeah, mhm") are signs of listening and neither interrupt nor are interrupted."""
    counts: dict[Speaker, int] = {"customer": 0, "agent": 0}
    latest: dict[Speaker, _Said] = {}
    for one in said:
        if one.words <= LISTENING_WORDS or one.speaker == "other":
            continue
        other = latest.get("agent" if one.speaker == "customer" else "customer")
        if other and other.start < one.start <= other.end - OVERLAP_SECONDS and one.end > other.end:
            counts[one.speaker] += 1
        before = latest.get(one.speaker)
        if before is None or one.end > before.end:
            latest[one.speaker] = one
    return counts
