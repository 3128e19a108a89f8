"""Calibration of p⁺ and p⁻ and their thresholds, from dev sets of both worlds."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from nlp.training import metrics
from nlp.training.calibrate import Calibration, platt
from nlp.training.labels_map import SENTIMENT
from nlp.training.tasks import AT
from nlp.training.twenty import Scored

# Thresholds that are tried: one outside would say more about a small dev set than about the model.
CUTS = tuple(round(0.3 + 0.02 * step, 2) for step in range(16))
# The share of plain problem statements that may be called a feeling.
FALSE_ALARMS = 0.05
# The in-domain sets' share of the calibration's weight.
NEAR = 0.5


def _heavy(parts: Sequence[Scored], share: float) -> list[NDArray[np.float64]]:
    """The weight of each text, a thousand times `share` over all of them."""
    return [np.full(len(part.held.texts), 1000 * share / len(part.held.texts) / len(parts)) for part in parts]


def sides(
    own: Sequence[Scored], written: Scored, others: Sequence[Scored]
) -> dict[str, tuple[Calibration, float]]:
    """Per side a Platt line over all sets, and the threshold.

    The same logit means less in customer service than on Reddit: each world has half of the weight. The
    threshold is the best for F1 on `own` and the kept-out corpus `written`, of those that call hardly any of
    its plain problems a feeling.
    """
    found: dict[str, tuple[Calibration, float]] = {}
    for name in SENTIMENT:
        parts = [*own, *others]
        truth = np.concatenate([part.held.of(name) for part in parts])
        logits = np.concatenate([part.logits[:, AT[name]] for part in parts])
        weights = np.concatenate([*_heavy(own, NEAR), *_heavy(others, 1 - NEAR)])
        line = platt(logits, truth, weights)
        found[name] = line, _threshold(name, line, [*own, written])
    return found


def _threshold(name: str, line: Calibration, parts: Sequence[Scored]) -> float:
    truth = np.concatenate([part.held.of(name) for part in parts])
    said = np.concatenate([line(part.logits[:, AT[name]]) for part in parts])
    plain = np.array([kind == "problems" for part in parts for kind in part.held.kinds])
    fair = [cut for cut in CUTS if float((said[plain] >= cut).mean()) <= FALSE_ALARMS]
    return max(fair or CUTS[-1:], key=lambda cut: metrics.f1(truth, said >= cut))
