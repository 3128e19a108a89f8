"""Losses over many yes/no outputs, each per output: (batch, outputs) in, the same shape out."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import torch
from torch import Tensor
from torch.nn import functional

Loss = Callable[[Tensor, Tensor], Tensor]


def bce(logits: Tensor, targets: Tensor) -> Tensor:
    """Binary cross-entropy; targets may be shares."""
    return functional.binary_cross_entropy_with_logits(logits, targets, reduction="none")


def focal(logits: Tensor, targets: Tensor) -> Tensor:
    """Cross-entropy × |target − p|² (Lin et al., 2017, γ = 2): easy texts weigh less."""
    return bce(logits, targets) * (targets - torch.sigmoid(logits)).abs().square()


def asymmetric(logits: Tensor, targets: Tensor) -> Tensor:
    """Easy negatives weigh less, positives in full (Ridnik et al., 2021, γ⁺ = 0, γ⁻ = 4, margin 0.05)."""
    probability = torch.sigmoid(logits)
    shifted = (probability - 0.05).clamp(min=0.0)
    there = targets * functional.logsigmoid(logits)
    absent = (1 - targets) * shifted.pow(4) * torch.log((1 - shifted).clamp(min=1e-6))
    return -(there + absent)


LOSSES: Mapping[str, Loss] = {"bce": bce, "focal": focal, "asymmetric": asymmetric}
