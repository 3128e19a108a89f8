"""How much of a change each slice made: within, mix and interaction, adding up exactly."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import NamedTuple, TypeVar

K = TypeVar("K", bound=Hashable)
_NOISE = 1e-9


class Part(NamedTuple):
    """A slice's part of the change of the whole, in the figure's unit."""

    within: float
    mix: float
    interaction: float

    @property
    def contribution(self) -> float:
        return self.within + self.mix + self.interaction


class Weighed(NamedTuple):
    """A slice's ratio and what weighs it (its denominator)."""

    ratio: float
    weight: float


def decompose(before: Mapping[K, Weighed], after: Mapping[K, Weighed]) -> dict[K, Part]:
    """ΔR = Σ w₀(r₁−r₀) + Σ (w₁−w₀)(r₀−R₀) + Σ (w₁−w₀)(r₁−r₀), w being parts of the whole weight.

    A slice new in 1 takes r₀ = R₀, one gone in 1 takes r₁ = r₀; slices of no weight count as absent. Empty
    where either whole has no weight.
    """
    weight_0, weight_1 = (sum(one.weight for one in side.values()) for side in (before, after))
    if weight_0 <= 0 or weight_1 <= 0:
        return {}
    whole = sum(one.ratio * one.weight for one in before.values()) / weight_0
    parts: dict[K, Part] = {}
    for key in {**before, **after}:
        first, second = before.get(key), after.get(key)
        had = first is not None and first.weight > 0
        has = second is not None and second.weight > 0
        w0 = first.weight / weight_0 if first is not None else 0.0
        w1 = second.weight / weight_1 if second is not None else 0.0
        r0 = first.ratio if first is not None and had else whole
        r1 = second.ratio if second is not None and has else r0
        parts[key] = Part(w0 * (r1 - r0), (w1 - w0) * (r0 - whole), (w1 - w0) * (r1 - r0))
    return parts


def simpson(before: Mapping[K, Weighed], after: Mapping[K, Weighed]) -> int:
    """1 where every slice went up and the whole went down, -1 the other way round, else 0."""
    both = [(before[key], after[key]) for key in before if key in after]
    moves = {_sign(b.ratio - a.ratio, a.ratio) for a, b in both if a.weight > 0 and b.weight > 0}
    weights = [sum(one.weight for one in side.values()) for side in (before, after)]
    if len(both) < 2 or len(moves) != 1 or min(weights) <= 0:
        return 0
    first, second = (
        sum(one.ratio * one.weight for one in side.values()) / weight
        for side, weight in zip((before, after), weights, strict=True)
    )
    (move,) = moves
    return move if move * _sign(second - first, first) < 0 else 0


def _sign(change: float, size: float) -> int:
    return 0 if abs(change) <= _NOISE * max(abs(size), 1.0) else (1 if change > 0 else -1)
