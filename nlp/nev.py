"""Net Emotional Value of one contact, from what its customer's turns carry: plain arithmetic, no model.

NEV is Colin Shaw's (*The DNA of Customer Experience*, 2007); he measures it by survey, ours is read from
words and is therefore always called text-based. Only the customer's turns with real words count; a turn of
punctuation, emoji or masked figures alone is no neutral feeling, so it is left out of every mean.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil, fsum
from typing import Literal

from nlp.emotions import EMOTIONS, NEGATIVE, POSITIVE
from nlp.values import Feeling, Thresholds

# Fewer customer turns with real words than this, and a contact is not scored.
ENOUGH_TURNS = 2
ENOUGH_FOR_TREND = 4

Mood = Literal["negative", "mixed", "positive"]
MIXED = 20.0


@dataclass(frozen=True, slots=True)
class ContactNev:
    """The figures of one scored contact, on the scale of ±100 (`trend`: ±200).

    None: `shaw_mean` where a sign has no measured emotion, `mention_share` where nothing is mentioned,
    `trend` below four turns. `mentions` and `intensities` (mean over turns, 0–1) are by measured emotion, in
    the order of `nlp.emotions.EMOTIONS`; `turns` is how many turns count.
    """

    balance: float
    shaw_mean: float | None
    mention_share: float | None
    net_sentiment: float
    end_weighted: float
    trend: float | None
    positive_mentions: int
    negative_mentions: int
    mentions: Mapping[str, int]
    intensities: Mapping[str, float]
    turns: int


def contact_nev(feelings: Sequence[Feeling], thresholds: Thresholds) -> ContactNev:
    """The figures of a contact from its customer's turns that have real words, in their order.

    ValueError without a turn; whether there are `ENOUGH_TURNS` is for the caller to say.
    """
    if not feelings:
        raise ValueError("a contact without a customer's turn has no NEV")
    signed = [one.positive - one.negative for one in feelings]
    intensities = _intensities(feelings)
    mentions = _mentions(feelings, thresholds, intensities)
    positive, negative = (sum(mentions.get(name, 0) for name in names) for names in (POSITIVE, NEGATIVE))
    return ContactNev(
        balance=100 * mean(signed),
        shaw_mean=_shaw_mean(intensities),
        mention_share=100 * (positive - negative) / (positive + negative) if positive + negative else None,
        net_sentiment=100 * mean([sign(one, thresholds) for one in feelings]),
        end_weighted=_end_weighted(signed),
        trend=_trend(signed),
        positive_mentions=positive,
        negative_mentions=negative,
        mentions=mentions,
        intensities=intensities,
        turns=len(feelings),
    )


def mood(balance: float) -> Mood:
    """The label of a balance; the same bands as the dimension `nev_band`."""
    if balance > MIXED:
        return "positive"
    return "negative" if balance < -MIXED else "mixed"


def sign(feeling: Feeling, thresholds: Thresholds) -> int:
    """1 for a positive turn, −1 for a negative one, else 0: by the larger of p⁺ and p⁻, if it reaches its
    threshold. Two that are alike give 0."""
    if feeling.positive > feeling.negative:
        return int(feeling.positive >= thresholds.positive)
    return -int(feeling.negative > feeling.positive and feeling.negative >= thresholds.negative)


def mentioned(feeling: Feeling, thresholds: Thresholds) -> dict[str, float]:
    """The emotions that reach their threshold in a turn, with their intensities."""
    triples = zip(EMOTIONS, feeling.emotions, thresholds.emotions, strict=True)
    return {name: value for name, value, least in triples if value is not None and value >= least}


def mean(values: Sequence[float]) -> float:
    """The mean of at least one value, free of the order in which they are added."""
    return fsum(values) / len(values)


def _intensities(feelings: Sequence[Feeling]) -> dict[str, float]:
    columns = zip(EMOTIONS, zip(*(one.emotions for one in feelings), strict=True), strict=True)
    known = {name: [value for value in column if value is not None] for name, column in columns}
    return {name: mean(values) for name, values in known.items() if values}


def _mentions(feelings: Sequence[Feeling], thresholds: Thresholds, measured: Iterable[str]) -> dict[str, int]:
    counts = dict.fromkeys(measured, 0)
    for one in feelings:
        for name in mentioned(one, thresholds):
            counts[name] += 1
    return counts


def _shaw_mean(intensities: Mapping[str, float]) -> float | None:
    """Shaw's balance: mean of the positive emotions − mean of the negative ones. A mean each, so that twelve
    against eight do not tilt it; emotions that are not measured leave their mean."""
    positive, negative = (
        [intensities[name] for name in names if name in intensities] for names in (POSITIVE, NEGATIVE)
    )
    return 100 * (mean(positive) - mean(negative)) if positive and negative else None


def _end_weighted(signed: Sequence[float]) -> float:
    """100 · Σ sᵢ·i ÷ Σ i over turns 1…n: later turns weigh more (after Genesys's idea)."""
    weights = range(1, len(signed) + 1)
    return 100 * fsum(value * weight for value, weight in zip(signed, weights, strict=True)) / sum(weights)


def _trend(signed: Sequence[float]) -> float | None:
    """100 · (mean of the last quarter − mean of the first), quarters of ceil(n ÷ 4) turns."""
    if len(signed) < ENOUGH_FOR_TREND:
        return None
    quarter = ceil(len(signed) / 4)
    return 100 * (mean(signed[-quarter:]) - mean(signed[:quarter]))
