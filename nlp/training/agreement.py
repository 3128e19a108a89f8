"""How far two independent readings of the same turns agree, and which turns a third reader has to settle."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from nlp.emotions import EMOTIONS, NEGATIVE, POSITIVE
from nlp.training import metrics

# Below this many mentions by either reader, a kappa says nothing.
LEAST = 15


@dataclass(frozen=True, slots=True)
class Reading:
    """What one reader heard in a turn."""

    positive: bool
    negative: bool
    emotions: frozenset[str]

    def says(self, label: str) -> bool:
        """Whether the reading has a side or an emotion."""
        return {"positive": self.positive, "negative": self.negative}.get(label, label in self.emotions)


Readings = Mapping[str, Reading]


def kappas(one: Readings, other: Readings) -> dict[str, float | None]:
    """Cohen's kappa of the two sides, and of every emotion that either reader named `LEAST` times."""
    ids = sorted(one.keys() & other.keys())

    def column(readings: Readings, label: str) -> list[bool]:
        return [readings[turn].says(label) for turn in ids]

    found: dict[str, float | None] = {}
    for label in ("positive", "negative", *EMOTIONS):
        first, second = column(one, label), column(other, label)
        if label not in EMOTIONS or max(sum(first), sum(second)) >= LEAST:
            value = metrics.kappa(first, second)
            found[label] = None if value is None else round(value, 3)
    return found


def disputed(one: Readings, other: Readings) -> Sequence[str]:
    """Ids on whose sides the two readings differ."""
    return [
        turn
        for turn in sorted(one.keys() & other.keys())
        if (one[turn].positive, one[turn].negative) != (other[turn].positive, other[turn].negative)
    ]


def settled(one: Reading, other: Reading, verdict: tuple[bool, bool] | None) -> Reading:
    """The label that stands. `verdict`: the third reader's two sides, needed only where the readings differ.

    Emotions: on each side that stands, those that both heard; where they share none, those that either heard.
    """
    sides = verdict or (one.positive, one.negative)
    felt: set[str] = set()
    for stands, names in zip(sides, (POSITIVE, NEGATIVE), strict=True):
        if stands:
            both = one.emotions & other.emotions & frozenset(names)
            felt |= both or (one.emotions | other.emotions) & frozenset(names)
    return Reading(*sides, frozenset(felt))
