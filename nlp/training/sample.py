"""Which in-domain turns were given to the annotators: 500 at random, the rest where three judges disagree.

The judges: the plain GoEmotions fine-tune, TF-IDF with logistic regression on GoEmotions, and a short list of
words. Run once, before any label existed; what came of it are the ids in `labels/`. Kept so that the sample
can be understood, and drawn anew for another round.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nlp.training.metrics import whole
from nlp.training.sources import CustomerTurn

Scores = NDArray[np.float64]
LEAST_WORDS = 3
_WORD = re.compile(r"[a-z']+")
_GLAD = (
    "great awesome perfect wonderful amazing excellent love happy glad appreciate nice fantastic "
    "thanks thank helpful lovely best excited pleased good super cool"
)
_SORE = (
    "worst terrible horrible awful angry annoyed annoying frustrated frustrating ridiculous "
    "unacceptable disappointed hate useless stupid sick tired upset waiting waste worried scared sad "
    "bad never rude incompetent joke damn hell complaint unhappy sorry wtf"
)
GLAD, SORE = frozenset(_GLAD.split()), frozenset(_SORE.split())


@dataclass(frozen=True, slots=True)
class Quota:
    """How many turns of one source each way of choosing gives."""

    random: int = 250
    disagree: int = 95
    unsure: int = 70
    high: int = 85


def normal(text: str) -> str:
    """What two turns have in common that count as the same."""
    return " ".join(_WORD.findall(text.lower()))


def candidates(turns: Sequence[CustomerTurn], random: np.random.Generator) -> list[CustomerTurn]:
    """One turn per normalised text, in random order; of those under three words only a tenth."""
    seen: set[str] = set()
    kept: list[CustomerTurn] = []
    for at in whole(random.permutation(len(turns))):
        key = normal(turns[at].text)
        if not key or key in seen:
            continue
        seen.add(key)
        if len(key.split()) >= LEAST_WORDS or random.random() < 0.1:
            kept.append(turns[at])
    return kept


def by_words(text: str) -> tuple[float, float]:
    """The list of words' verdict: 0, 0.5 or 0.8 for positive and for negative."""
    words = normal(text).split()
    counts = (sum(word in GLAD for word in words), sum(word in SORE for word in words))
    return (min(counts[0], 1.6) / 2, min(counts[1], 1.6) / 2)


def _ranks(scores: Scores) -> Scores:
    return np.argsort(np.argsort(scores, kind="stable"), kind="stable") / len(scores)


def choose(judges: Sequence[Scores], quota: Quota, random: np.random.Generator) -> list[int]:
    """Rows to label. `judges`: the fine-tune, TF-IDF, the words; each (rows, 2) for positive and negative."""
    rows = len(judges[0])
    taken: dict[int, None] = dict.fromkeys(int(at) for at in random.permutation(rows)[: quota.random])

    def take(wanted: Scores, number: int) -> None:
        fresh = (int(at) for at in np.argsort(-wanted, kind="stable") if int(at) not in taken)
        taken.update(dict.fromkeys(at for at, _ in zip(fresh, range(number), strict=False)))

    for side in (0, 1):
        deep, shallow, words = (judge[:, side] for judge in judges)
        noise = random.random(rows) * 0.05
        take(np.abs(_ranks(deep) - _ranks(shallow)) + noise, quota.disagree)
        take(-np.abs(deep - 0.5) + noise, quota.unsure)
        for judge in (deep, shallow, words):
            take(judge + noise * 6, quota.high // 3)
    return list(taken)
