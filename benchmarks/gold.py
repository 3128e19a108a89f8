"""Micro-F1 by people's and readers' labels: what a faster way through the model must not lose.

The sets are dev sets: thresholds were chosen on the in-domain turns, for the model in fp32, which favours it.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from nlp.model.transformer import Transformer
from nlp.training import held
from nlp.training.folds import COLUMNS
from nlp.training.held import Held
from nlp.values import Feeling

DATA = Path(__file__).parents[2] / "shared/data"


def sets() -> list[Held]:
    """In-domain turns and GoEmotions' dev set; none where the data are not there."""
    if not DATA.is_dir():
        return []
    return [held.turns(DATA, "tune", "dev"), held.goemotions(DATA, "dev")]


def f1(kept: Held, model: Transformer) -> float:
    """Of what the model says of a set's texts, over everything that the set knows."""
    known = kept.known[:, COLUMNS]
    return micro_f1(mentions(model.hear(kept.texts), model) & known, kept.truth[:, COLUMNS] & known)


def mentions(feelings: Sequence[Feeling], model: Transformer) -> Any:
    """(texts, 22) positive, negative and the twenty: whether each is over its threshold."""
    over = model.thresholds
    limits = np.array([over.positive, over.negative, *over.emotions])
    values = [[one.positive, one.negative, *(e or 0.0 for e in one.emotions)] for one in feelings]
    return np.array(values) > limits


def micro_f1(found: Any, expected: Any) -> float:
    """1 where neither finds anything."""
    everything = int(found.sum() + expected.sum())
    return 2 * int((found & expected).sum()) / everything if everything else 1.0
