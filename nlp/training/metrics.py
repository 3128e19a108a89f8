"""The figures that a classifier is judged by, in numpy."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Numbers = NDArray[np.float64]
# Equal-width bins of the expected calibration error.
BINS = 10


def whole(rows: NDArray[np.int64]) -> list[int]:
    """Row numbers as Python has them."""
    return [int(row) for row in rows]


def sigmoid(logits: ArrayLike) -> Numbers:
    """1 ÷ (1 + e^−x), without overflow."""
    return 0.5 * (1.0 + np.tanh(0.5 * np.asarray(logits, dtype=np.float64)))


def auc(truth: ArrayLike, scores: ArrayLike) -> float | None:
    """Chance that a positive scores above a negative, ties half. None where one side is missing."""
    right, found = np.asarray(truth, dtype=bool), np.asarray(scores, dtype=np.float64)
    positives = int(right.sum())
    negatives = len(right) - positives
    if not positives or not negatives:
        return None
    _, inverse, counts = np.unique(found, return_inverse=True, return_counts=True)
    ends = np.cumsum(counts)
    ranks = (ends - (counts - 1) / 2)[inverse]
    return float((ranks[right].sum() - positives * (positives + 1) / 2) / (positives * negatives))


def f1(truth: ArrayLike, said: ArrayLike) -> float:
    """2·TP ÷ (2·TP + FP + FN); 0 where nothing is there and nothing was said."""
    right, found = np.asarray(truth, dtype=bool), np.asarray(said, dtype=bool)
    hit = int((right & found).sum())
    return 2 * hit / max(int(right.sum()) + int(found.sum()), 1)


def best_threshold(truth: ArrayLike, scores: ArrayLike) -> float:
    """The score from which on saying "there" gives the highest F1; halfway to the next lower score."""
    right, found = np.asarray(truth, dtype=bool), np.asarray(scores, dtype=np.float64)
    order = np.argsort(-found, kind="stable")
    ranked, hits = found[order], np.cumsum(right[order])
    marks = 2 * hits / (np.arange(1, len(found) + 1) + max(int(right.sum()), 1))
    # Only where the next score is lower can a threshold lie.
    marks[:-1][ranked[:-1] == ranked[1:]] = -1.0
    at = int(marks.argmax())
    below = ranked[at + 1] if at + 1 < len(ranked) else ranked[at]
    return float((ranked[at] + below) / 2)


def steady_threshold(truth: ArrayLike, logits: ArrayLike, rounds: int = 30) -> float:
    """A logit from which on to say "there", for labels with few positives: the mean of the best thresholds of
    resampled texts, drawn half-way to p = 0.3, because the best of a small dev set is chosen by chance.
    """
    right, found = np.asarray(truth, dtype=bool), np.asarray(logits, dtype=np.float64)
    random = np.random.default_rng(0)
    rows = (random.integers(len(right), size=len(right)) for _ in range(rounds))
    best = float(np.mean([best_threshold(right[row], found[row]) for row in rows]))
    return (best + float(np.log(0.3 / 0.7))) / 2


@dataclass(frozen=True, slots=True)
class Bin:
    """One row of a reliability table: how many, the mean that was said, the share that was so."""

    low: float
    high: float
    n: int
    said: float
    was: float


def reliability(truth: ArrayLike, probabilities: ArrayLike) -> tuple[Bin, ...]:
    """The filled bins of equal width."""
    right, found = np.asarray(truth, dtype=np.float64), np.asarray(probabilities, dtype=np.float64)
    place = np.minimum((found * BINS).astype(int), BINS - 1)
    groups = ((at, place == at) for at in range(BINS))
    return tuple(
        Bin(
            at / BINS,
            (at + 1) / BINS,
            int(there.sum()),
            float(found[there].mean()),
            float(right[there].mean()),
        )
        for at, there in groups
        if there.any()
    )


def ece(truth: ArrayLike, probabilities: ArrayLike) -> float:
    """Expected calibration error (Guo et al., 2017): mean over texts of their bin's |said − was|."""
    rows = reliability(truth, probabilities)
    return sum(row.n * abs(row.said - row.was) for row in rows) / sum(row.n for row in rows)


def kappa(one: ArrayLike, other: ArrayLike) -> float | None:
    """Cohen's kappa of two yes/no readings; None where chance alone explains all."""
    first, second = np.asarray(one, dtype=bool), np.asarray(other, dtype=bool)
    agreed = float((first == second).mean())
    chance = float(first.mean() * second.mean() + (1 - first.mean()) * (1 - second.mean()))
    return None if chance >= 1.0 else (agreed - chance) / (1 - chance)
