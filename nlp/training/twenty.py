"""The twenty emotions made ready for use: calibration, threshold, and whether one is measured at all.

The rule, fixed before any model was looked at: an emotion is measured if, on held-out text that nobody
trained on, it has at least 15 positives and an AUC of at least 0.80. The text is the in-domain dev set with
the kept-out part of the own corpus; where those have too few positives, GoEmotions' dev set, labels mapped.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nlp.emotions import EMOTIONS
from nlp.training import metrics
from nlp.training.calibrate import Calibration, Platt, platt
from nlp.training.held import Held
from nlp.training.labels_map import FROM_GOEMOTIONS
from nlp.training.tasks import AT

LEAST_POSITIVES = 15
LEAST_AUC = 0.80
MAPPED = frozenset(emotion for felt in FROM_GOEMOTIONS.values() for emotion in felt)


@dataclass(frozen=True, slots=True)
class Scored:
    """A held-out set and a model's logits on it."""

    held: Held
    logits: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Measure:
    """How one of the twenty came out. `calibration` None: not measured. `on`: the text it was judged on."""

    emotion: str
    on: str
    positives: int
    auc: float | None
    f1: float | None
    threshold: float | None
    calibration: Platt | None


def _stack(parts: Sequence[Scored], emotion: str) -> tuple[NDArray[np.bool_], NDArray[np.float64]]:
    """Truth and logits of one emotion over the sets' texts that say something about it."""
    at = AT[emotion]
    rows = [part.held.known[:, at] for part in parts]
    truth = np.concatenate([part.held.truth[row, at] for part, row in zip(parts, rows, strict=True)])
    logits = np.concatenate([part.logits[row, at] for part, row in zip(parts, rows, strict=True)])
    return truth, logits.astype(np.float64)


def measure(emotion: str, own: Sequence[Scored], open_set: Scored) -> Measure:
    """One emotion by the rule above. `own` are the in-domain dev set and the kept-out corpus."""
    on = "+".join(part.held.name for part in own)
    truth, logits = _stack(own, emotion)
    if int(truth.sum()) < LEAST_POSITIVES and emotion in MAPPED:
        on = open_set.held.name
        truth, logits = _stack([open_set], emotion)
    positives, ranked = int(truth.sum()), metrics.auc(truth, logits)
    if positives < LEAST_POSITIVES or ranked is None or ranked < LEAST_AUC:
        return Measure(emotion, on, positives, ranked, None, None, None)
    line = platt(logits, truth, np.ones(len(truth)))
    said = line(logits)
    cut = metrics.best_threshold(truth, said)
    return Measure(emotion, on, positives, ranked, metrics.f1(truth, said >= cut), cut, line)


def measures(own: Sequence[Scored], open_set: Scored) -> tuple[Measure, ...]:
    """All twenty, in their order."""
    return tuple(measure(emotion, own, open_set) for emotion in EMOTIONS)


def settings(
    sides: Mapping[str, tuple[Calibration, float]], found: Sequence[Measure], name: str, max_tokens: int
) -> dict[str, object]:
    """What stands in `heartline.json` beside the weights."""

    def entry(label: str, calibration: Calibration, threshold: float) -> dict[str, object]:
        return {"label": label, "calibration": calibration.as_json(), "threshold": round(threshold, 4)}

    emotions: dict[str, object] = {}
    for row in found:
        emotions[row.emotion] = None
        if row.calibration is not None and row.threshold is not None:
            emotions[row.emotion] = entry(row.emotion, row.calibration, row.threshold)
    return {
        "name": name,
        "languages": ["en"],
        "max_tokens": max_tokens,
        **{side: entry(side, *sides[side]) for side in ("positive", "negative")},
        "emotions": emotions,
    }
