"""How good a model is on held-out sets: ranking (AUC), deciding (F1), and meaning what it says (ECE)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nlp.training import metrics
from nlp.training.calibrate import Calibration
from nlp.training.held import Held
from nlp.training.labels_map import GOEMOTIONS, NEGATIVE, POSITIVE, SENTIMENT
from nlp.training.metrics import Numbers
from nlp.training.tasks import AT

Logits = NDArray[np.float32]


def _round(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


@dataclass(frozen=True, slots=True)
class Sides:
    """p⁺ and p⁻ (any rising function of them will do for AUC) of each text of a set."""

    positive: Numbers
    negative: Numbers

    def of(self, name: str) -> Numbers:
        return {"positive": self.positive, "negative": self.negative}[name]


def own_sides(logits: Logits) -> Sides:
    """The model's own two outputs."""
    return Sides(logits[:, AT["positive"]].astype(np.float64), logits[:, AT["negative"]].astype(np.float64))


def plain_sides(logits: Logits, joint: bool) -> Sides:
    """A plain fine-tune's p⁺ and p⁻: 1 − Π(1 − p) over the group's labels (`joint`), or the largest p."""

    def side(group: frozenset[str]) -> Numbers:
        own = metrics.sigmoid(logits[:, [GOEMOTIONS.index(label) for label in sorted(group)]])
        return 1 - np.prod(1 - own, axis=1) if joint else own.max(axis=1)

    return Sides(side(POSITIVE), side(NEGATIVE))


def aucs(held: Held, sides: Sides, rows: ArrayLike | None = None) -> dict[str, float | None]:
    """AUC of each side, on some rows or all."""
    chosen = np.ones(len(held.texts), dtype=bool) if rows is None else np.asarray(rows, dtype=bool)
    return {name: _round(metrics.auc(held.of(name)[chosen], sides.of(name)[chosen])) for name in SENTIMENT}


def thresholds(held: Held, logits: Logits) -> Numbers:
    """Of each of the 28, from a dev set."""
    return np.array([metrics.steady_threshold(held.of(label), logits[:, AT[label]]) for label in GOEMOTIONS])


def macro_f1(held: Held, logits: Logits, cuts: ArrayLike) -> float:
    """Mean F1 over the 28."""
    pairs = zip(GOEMOTIONS, np.asarray(cuts), strict=True)
    return float(np.mean([metrics.f1(held.of(label), logits[:, AT[label]] >= cut) for label, cut in pairs]))


def calibration(held: Held, logits: Logits, fitted: Mapping[str, Calibration]) -> dict[str, object]:
    """Expected calibration error and reliability rows of each side."""
    found: dict[str, object] = {}
    for name in SENTIMENT:
        said = fitted[name](logits[:, AT[name]])
        rows = [
            {"low": row.low, "n": row.n, "said": round(row.said, 3), "was": round(row.was, 3)}
            for row in metrics.reliability(held.of(name), said)
        ]
        found[name] = {"ece": round(metrics.ece(held.of(name), said), 4), "bins": rows}
    return found


def interval(held: Held, one: Sides, other: Sides, name: str, rounds: int = 1000) -> tuple[float, float]:
    """95 % bootstrap interval of the difference of two models' AUC on the same texts."""
    random = np.random.default_rng(0)
    truth, first, second = held.of(name), one.of(name), other.of(name)
    apart: list[float] = []
    for _ in range(rounds):
        rows = random.integers(len(truth), size=len(truth))
        pair = metrics.auc(truth[rows], first[rows]), metrics.auc(truth[rows], second[rows])
        if pair[0] is not None and pair[1] is not None:
            apart.append(pair[0] - pair[1])
    low, high = np.quantile(apart, [0.025, 0.975])
    return round(float(low), 4), round(float(high), 4)


def dev_figures(sets: Sequence[Held], logits: Sequence[Logits]) -> dict[str, float | None]:
    """What ablations are compared by: AUC of both sides on each dev set, macro-F1 where the 28 are known."""
    found: dict[str, float | None] = {}
    for held, out in zip(sets, logits, strict=True):
        found |= {f"{held.name} {name}": value for name, value in aucs(held, own_sides(out)).items()}
        if held.name.startswith("goemotions"):
            found[f"{held.name} macro-F1"] = _round(macro_f1(held, out, thresholds(held, out)))
    return found
