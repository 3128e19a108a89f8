"""Calibration of p⁺ and p⁻ and their thresholds, from dev sets of both worlds."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from nlp.training import metrics
from nlp.training.calibrate import Calibration, platt
from nlp.training.labels_map import SENTIMENT
from nlp.training.tasks import AT
from nlp.training.twenty import Scored

# A threshold outside says more about a small dev set than about the model.
LOWEST, HIGHEST = 0.3, 0.6


def sides(own: Sequence[Scored], others: Sequence[Scored]) -> dict[str, tuple[Calibration, float]]:
    """Per side a Platt line over all sets, each set weighing as much as every other, and the threshold.

    The threshold is the best for F1 on `own`, the in-domain sets: the product's domain.
    """
    found: dict[str, tuple[Calibration, float]] = {}
    for name in SENTIMENT:
        parts = [*own, *others]
        truth = np.concatenate([part.held.of(name) for part in parts])
        logits = np.concatenate([part.logits[:, AT[name]] for part in parts])
        weights = np.concatenate(
            [np.full(len(part.held.texts), 1000 / len(part.held.texts)) for part in parts]
        )
        line = platt(logits, truth, weights)
        near = np.concatenate([line(part.logits[:, AT[name]]) for part in own])
        best = metrics.best_threshold(np.concatenate([part.held.of(name) for part in own]), near)
        found[name] = line, float(np.clip(best, LOWEST, HIGHEST))
    return found
