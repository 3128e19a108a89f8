"""From a logit to a probability that can be believed: Platt's sigmoid, or isotonic regression's curve.

Platt (1999): p = 1 / (1 + exp(-(a·logit + b))). Isotonic: straight lines between points (logit, p) that never
fall, flat at both ends.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]


class Calibration(Protocol):
    """A curve that never falls, so that the larger logit is the larger probability."""

    def __call__(self, logits: Numbers) -> Numbers: ...


@dataclass(frozen=True, slots=True)
class Platt:
    """ValueError unless a is above 0."""

    a: float
    b: float

    def __post_init__(self) -> None:
        if not (np.isfinite([self.a, self.b]).all() and self.a > 0):
            raise ValueError("platt needs numbers a above 0 and b")

    def __call__(self, logits: Numbers) -> Numbers:
        return sigmoid(self.a * logits + self.b)


@dataclass(frozen=True, slots=True)
class Isotonic:
    """ValueError unless x rises, y never falls, and y lies in 0–1."""

    x: tuple[float, ...]
    y: tuple[float, ...]

    def __post_init__(self) -> None:
        x, y = np.array(self.x, float), np.array(self.y, float)
        if not (len(x) == len(y) >= 1 and np.isfinite(x).all() and np.isfinite(y).all()):
            raise ValueError("isotonic needs as many y as x, all of them numbers")
        if not ((np.diff(x) > 0).all() and (np.diff(y) >= 0).all() and y[0] >= 0 and y[-1] <= 1):
            raise ValueError("isotonic needs an x that rises and a y between 0 and 1 that never falls")

    def __call__(self, logits: Numbers) -> Numbers:
        return np.interp(logits, self.x, self.y)

    @property
    def steepest(self) -> float:
        """The largest rise of p over one logit: how much a rounding error of the logit can grow."""
        if len(self.x) == 1:
            return 0.0
        return float((np.diff(self.y) / np.diff(self.x)).max())


def sigmoid(logits: Numbers) -> Numbers:
    """1 / (1 + exp(-logit)) without overflow."""
    small = np.exp(-np.abs(logits))
    return np.where(logits >= 0, 1.0, small) / (1.0 + small)


def softmax(logits: Numbers) -> Numbers:
    """Of each row (texts, outputs)."""
    raised = np.exp(logits - logits.max(axis=1, keepdims=True))
    return raised / raised.sum(axis=1, keepdims=True)
