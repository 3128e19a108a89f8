"""Eight bits in place of 32 for the layers that bear it: faster where a processor multiplies bytes (VNNI).

W·x is (W·s)·(x÷s): s moves about half of what makes some columns of x loud into the weights, so that one step
fits all columns of either (SmoothQuant, Xiao et al., 2023). What an activation gives has columns that a few
tokens make many times louder than all others: those are multiplied as they are (LLM.int8(), Dettmers et al.,
2022). The steps are learnt from a sample and then stand, so nothing beside a text has a say in its score, and
bytes come out of a product in one go; what is louder than all of the sample is taken for the loudest there.
"""

from __future__ import annotations

from typing import Any, cast

import torch
from torch import Tensor, nn
from torch.nn.functional import gelu

from nlp.model.packed import Wide

# What a byte holds on either side of 0, and of an input from its lowest to its highest.
MOST = 127
WHOLE = 255
# How many columns of what an activation gives are multiplied as they are: our own model has one or two that
# are three times as loud as the next.
LOUD = 8
# Beyond the loudest of the sample there is a little room.
_ROOM = 1.05
_TINY = 1e-6
# Anywhere from .5 to .7 scores are as near to fp32's (0.0007 in the mean).
_SHARE = 0.6
# oneDNN's product of bytes, as torch's own compiler calls it.
_onednn: Any = torch.ops.onednn


class Product:
    """Bytes times the bytes of a weight (outputs, inputs), each output's rounded by a step of its own."""

    def __init__(self, weight: Tensor, bias: Tensor | None, step: float, zero: int) -> None:
        """`step` is what one more in a byte of the input stands for, `zero` the byte that stands for 0."""
        self.step, self.zero = step, zero
        steps = weight.abs().amax(1).clamp(min=_TINY) / MOST
        whole = (weight / steps.unsqueeze(1)).round().to(torch.int8)
        packed = _onednn.qlinear_prepack(whole, None)
        self._weight = (packed, steps, torch.zeros(len(steps), dtype=torch.long), bias)

    def __call__(self, given: Tensor) -> Tensor:
        return self._of(given, 1.0, 0, torch.float32, "none", [], "")

    def bent(self, given: Tensor, into: Product) -> Tensor:
        """GELU of it, as the bytes that another product takes."""
        return self._of(given, into.step, into.zero, torch.uint8, "gelu", [], "none")

    def _of(self, given: Tensor, *wanted: Any) -> Tensor:
        return _onednn.qlinear_pointwise(given, self.step, self.zero, *self._weight, *wanted)


class Eight(nn.Module):
    """A linear layer in eight bits; `rows` are inputs that it had, `bent` if an activation gave them."""

    def __init__(self, layer: nn.Linear, rows: Tensor, bent: bool) -> None:
        super().__init__()
        weight = layer.weight.detach()
        loudest = rows.abs().amax(0)
        self.loud = loudest.topk(min(LOUD, len(loudest)) if bent else 0).indices
        self.as_they_are = weight[:, self.loud].t().contiguous()
        scale = torch.ones_like(loudest) if bent else _scale(loudest, weight)
        rows = rows.index_fill(1, self.loud, 0) / scale
        lowest, highest = _ROOM * min(0.0, float(rows.amin())), _ROOM * max(0.0, float(rows.amax()))
        step = max(highest - lowest, _TINY) / WHOLE
        weight = weight.index_fill(1, self.loud, 0) * scale
        bias = cast("Tensor | None", layer.bias)
        self.product = Product(weight, None if bias is None else bias.detach(), step, round(-lowest / step))
        # A half more, and what is behind the point falls off.
        self.times, self.more = 1 / (scale * step), torch.full_like(scale, self.product.zero + 0.5)

    def forward(self, given: Tensor) -> Tensor:
        rows = given.flatten(0, -2)
        product = self.product(self.bytes(rows))
        if len(self.loud):
            product.addmm_(rows[:, self.loud], self.as_they_are)
        return cast("Tensor", product.unflatten(0, given.shape[:-1]))

    def bytes(self, rows: Tensor) -> Tensor:
        return torch.addcmul(self.more, rows, self.times).clamp_(0, WHOLE).to(torch.uint8)


class EightWide(nn.Module):
    """`Wide` in eight bits: between its layers there are bytes alone, but for the loud columns."""

    def __init__(self, wide: Wide, rows: Tensor, widened: Tensor) -> None:
        super().__init__()
        self.widen, self.narrow = Eight(wide.widen, rows, bent=False), Eight(wide.narrow, widened, bent=True)
        loud = self.narrow.loud
        self.loud, self.bias = wide.widen.weight.detach()[loud].t(), wide.widen.bias.detach()[loud]

    def forward(self, rows: Tensor) -> Tensor:
        narrow = self.narrow.product
        product = narrow(self.widen.product.bent(self.widen.bytes(rows), narrow))
        return product.addmm_(gelu(torch.addmm(self.bias, rows, self.loud)), self.narrow.as_they_are)


def exact() -> bool:
    """Whether bytes are multiplied at all, and right: without VNNI, sums of two products stop at 16 bits."""
    rows = torch.full((64, 64), WHOLE, dtype=torch.uint8)
    try:
        product = Product(torch.full((64, 64), float(MOST)), None, 1.0, 0)(rows)
    except (AttributeError, RuntimeError):  # builds of torch that do not name the product, or do not have it
        return False
    return bool((product == 64 * WHOLE * MOST).all())


def _scale(loudest: Tensor, weight: Tensor) -> Tensor:
    """s of each column of the input."""
    return loudest.clamp(min=_TINY) ** _SHARE / weight.abs().amax(0).clamp(min=_TINY) ** (1 - _SHARE)
