"""From a logit to a probability: Platt's straight line, or isotonic steps joined by lines. And thresholds."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from nlp.training.metrics import Numbers, sigmoid


@dataclass(frozen=True, slots=True)
class Platt:
    """p = sigmoid(a · logit + b)."""

    a: float
    b: float

    def __call__(self, logits: ArrayLike) -> Numbers:
        return sigmoid(self.a * np.asarray(logits, dtype=np.float64) + self.b)

    def as_json(self) -> dict[str, object]:
        return {"kind": "platt", "a": self.a, "b": self.b}


@dataclass(frozen=True, slots=True)
class Isotonic:
    """Piecewise linear through (x, y) over the logit, flat beyond the ends."""

    x: tuple[float, ...]
    y: tuple[float, ...]

    def __call__(self, logits: ArrayLike) -> Numbers:
        return np.interp(np.asarray(logits, dtype=np.float64), self.x, self.y)

    def as_json(self) -> dict[str, object]:
        return {"kind": "isotonic", "x": list(self.x), "y": list(self.y)}


Calibration = Platt | Isotonic


def platt(logits: ArrayLike, truth: ArrayLike, weights: ArrayLike, rounds: int = 50) -> Platt:
    """Weighted logistic regression on one number: Newton's method, steps halved at need, a faint ridge."""
    found, right = np.asarray(logits, dtype=np.float64), np.asarray(truth, dtype=np.float64)
    heavy = np.asarray(weights, dtype=np.float64)
    design = np.stack([found, np.ones_like(found)], axis=1)
    start, ridge = np.array([1.0, 0.0]), np.diag([1e-2, 1e-4])

    def cost(line: Numbers) -> float:
        score = design @ line
        apart = line - start
        return float((heavy * (np.logaddexp(0.0, score) - right * score)).sum() + apart @ ridge @ apart / 2)

    line: Numbers = start
    for _ in range(rounds):
        said = sigmoid(design @ line)
        slope = design.T @ (heavy * (said - right)) + ridge @ (line - start)
        curve = (design * (heavy * said * (1 - said))[:, None]).T @ design + ridge
        step: Numbers = np.linalg.solve(curve, slope).astype(np.float64)
        while cost(line - step) > cost(line) + 1e-12:
            step = step * 0.5
        line = np.subtract(line, step)
    return Platt(float(line[0]), float(line[1]))


def _rising(shares: Numbers, weights: Numbers) -> list[float]:
    """Pool adjacent violators: the nearest shares that never fall, one for each."""
    blocks: list[tuple[float, float, int]] = []
    for share, weight in zip(shares.tolist(), weights.tolist(), strict=True):
        blocks.append((share, weight, 1))
        while len(blocks) > 1 and blocks[-2][0] >= blocks[-1][0]:
            (one, heavy, some), (other, light, more) = blocks[-2:]
            mass = heavy + light
            blocks[-2:] = [((one * heavy + other * light) / mass, mass, some + more)]
    return [share for share, _, number in blocks for _ in range(number)]


def isotonic(logits: ArrayLike, truth: ArrayLike, weights: ArrayLike, knots: int = 12) -> Isotonic:
    """Rising means over `knots` groups of like weight, at each group's mean logit."""
    found, right = np.asarray(logits, dtype=np.float64), np.asarray(truth, dtype=np.float64)
    heavy = np.asarray(weights, dtype=np.float64)
    order = np.argsort(found, kind="stable")
    place = np.minimum((np.cumsum(heavy[order]) / heavy.sum() * knots).astype(int), knots - 1)
    groups = [order[place == at] for at in range(knots) if (place == at).any()]
    mass = np.array([heavy[group].sum() for group in groups])
    centre = [float(np.average(found[group], weights=heavy[group])) for group in groups]
    share = np.array([np.average(right[group], weights=heavy[group]) for group in groups])
    return Isotonic(tuple(centre), tuple(_rising(share, mass)))
