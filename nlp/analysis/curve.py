"""The curve of the mood over the contact, customer and agent apart."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise

from nlp.analysis.values import Bin, Curve, Point
from nlp.hearing import HeardTranscript
from nlp.nev import mean
from nlp.values import Speaker

# As many points as a chart in Slack takes.
MOST_BINS = 20


def curve(heard: HeardTranscript) -> Curve:
    """Every scored turn of either side, in the order of the transcript."""
    customer, agent = _points(heard, "customer"), _points(heard, "agent")
    timed = all(point.start is not None for point in (*customer, *agent))
    return Curve("time" if timed and customer else "turns", customer, agent)


def binned(drawn: Curve, most: int = MOST_BINS) -> tuple[Bin, ...]:
    """The curve in at most `most` stretches of as many customer turns each as can be, so that the customer's
    line has no hole. An agent's turn belongs to the stretch it is said in; before the first, to the first."""
    count = min(most, len(drawn.customer))
    edges = [len(drawn.customer) * number // count for number in range(count + 1)] if count else [0]
    stretches = [drawn.customer[start:end] for start, end in pairwise(edges)]
    starts = [0, *(stretch[0].turn for stretch in stretches[1:])]
    return tuple(
        Bin(stretch[0].turn, stretch[0].start, _mean(stretch), _mean(said) if said else None)
        for stretch, said in zip(stretches, _cut(drawn.agent, starts), strict=False)
    )


def _cut(points: Sequence[Point], starts: Sequence[int]) -> list[Sequence[Point]]:
    cuts = [*(bisect_left(points, start, key=_turn) for start in starts), len(points)]
    return [points[start:end] for start, end in pairwise(cuts)]


def _turn(point: Point) -> int:
    return point.turn


def _points(heard: HeardTranscript, speaker: Speaker) -> tuple[Point, ...]:
    said = zip(heard.transcript.turns, heard.feelings, strict=True)
    return tuple(
        Point(place, turn.start, feeling.positive - feeling.negative)
        for place, (turn, feeling) in enumerate(said)
        if feeling is not None and turn.speaker == speaker
    )


def _mean(points: Sequence[Point]) -> float:
    return mean([point.value for point in points])
