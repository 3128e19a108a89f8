"""Draws that the generator shares; everything comes from one `random.Random`."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from random import Random
from typing import Generic, TypeVar

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Weighted(Generic[Value]):
    """Values and their cumulative weights, so that a draw costs one bisection."""

    values: tuple[Value, ...]
    bounds: tuple[float, ...]

    def draw(self, chance: Random) -> Value:
        return chance.choices(self.values, cum_weights=self.bounds)[0]


def weighted(pairs: Sequence[tuple[Value, float]]) -> Weighted[Value]:
    return Weighted(tuple(value for value, _ in pairs), tuple(accumulate(weight for _, weight in pairs)))


def lasting(chance: Random, median: float, spread: float = 0.45) -> int:
    """Whole seconds, log-normal about a median: handle times and lags are skewed to the right."""
    return max(1, round(median * math.exp(chance.gauss(0.0, spread))))


def poisson(chance: Random, mean: float) -> int:
    """A Poisson count; by a rounded normal above 50, where the two cannot be told apart by eye."""
    if mean > 50:
        return max(0, round(chance.gauss(mean, math.sqrt(mean))))
    limit, count, product = math.exp(-mean), 0, chance.random()
    while product > limit:
        count += 1
        product *= chance.random()
    return count
