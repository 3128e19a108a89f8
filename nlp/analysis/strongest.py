"""The strongest emotions of the twenty, with the very turns that carry them."""

from __future__ import annotations

from nlp.analysis.quotes import quote
from nlp.analysis.values import StrongEmotion
from nlp.hearing import HeardTranscript
from nlp.nev import mentioned

MOST_EMOTIONS = 5
MOST_TURNS = 3


def strongest(heard: HeardTranscript) -> tuple[StrongEmotion, ...]:
    """Emotions that the customer mentions (over their threshold in a turn), by the sum of their intensities
    over those turns: what is felt often and strongly first. Empty for a contact that is not scored."""
    if heard.nev is None:
        return ()
    carried: dict[str, list[tuple[int, float]]] = {}
    for place, (turn, feeling) in enumerate(zip(heard.transcript.turns, heard.feelings, strict=True)):
        if feeling is not None and turn.speaker == "customer":
            for name, value in mentioned(feeling, heard.thresholds).items():
                carried.setdefault(name, []).append((place, value))
    first = sorted(carried.items(), key=lambda one: -sum(value for _, value in one[1]))[:MOST_EMOTIONS]
    return tuple(_strong(heard, name, turns, heard.nev.intensities[name]) for name, turns in first)


def _strong(
    heard: HeardTranscript, name: str, turns: list[tuple[int, float]], intensity: float
) -> StrongEmotion:
    most = sorted(turns, key=lambda one: -one[1])[:MOST_TURNS]
    quotes = tuple((quote(heard.transcript, place), value) for place, value in most)
    return StrongEmotion(name, len(turns), intensity, quotes)
