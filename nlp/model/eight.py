"""Eight bits in place of 32 for the layers that bear it: faster where a processor multiplies bytes (VNNI).

W·x is (W·s)·(x÷s): s moves about half of what makes some columns of x loud into the weights, so that one step
fits all columns of either (SmoothQuant, Xiao et al., 2023). Each token's row is rounded by its own largest
value and each output's weights by theirs, so nothing that stands beside a text has a say in its score. What
an activation gives lies nearly all above 0: a byte begins at the lowest there, not at minus the highest.

Left as they are: layers that see one row of a text instead of every token (nothing to be gained).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, cast

import torch
from torch import Tensor, nn

from nlp.errors import ModelError

# What a byte holds on either side of 0; of activations a byte holds 0 to 255, so that 128 stands for 0.
MOST = 127
MIDDLE = 128
WHOLE = 255
_TINY = 1e-6
# Anywhere from .5 to .6 scores are as near to fp32's (0.0005 in the mean), for layers that widen or narrow.
_SHARE = 0.55
# Of the highest: a lowest value nearer to 0 than that is an activation's (GELU's is -0.17).
_ONE_SIDED = 0.1
# oneDNN's product of bytes, as torch's own compiler calls it. torch's quantised layers have one step for a
# whole batch.
_onednn: Any = torch.ops.onednn

# Heard once on loading, to learn which columns are loud. s is exact whatever it is, so a few will do.
SAMPLE = (
    "Hello, I would like to know where my parcel is.",
    "Thank you so much, you have been wonderful!",
    "This is the third time I call and nobody helps me. I am furious.",
    "ok",
    "My card ends in 4421 and the amount was $29.90 on the 3rd of May",
    "I'm really worried that I won't get my money back before the weekend :(",
    "no thanks, that's all",
    "What a relief, I had almost given up hope.",
    "Could you please check the booking for two people, arriving on Friday evening?",
    "honestly disappointed, I expected better from you guys",
    "LOL that is hilarious",
    "My grandmother died last week and I need to close her account.",
)


class Eight(nn.Module):
    """A linear layer in eight bits; `rows` are inputs that it had, to learn from."""

    def __init__(self, layer: nn.Linear, rows: Tensor) -> None:
        super().__init__()
        weight, lowest = layer.weight.detach(), -float(rows.amin())
        # Beyond the lowest that was heard there is a little room: what lies below is taken for that.
        self.begins = 1.05 * lowest if lowest < _ONE_SIDED * float(rows.amax()) else None
        loudest = (rows + (self.begins or 0)).abs().amax(0).clamp(min=_TINY)
        loud = loudest**_SHARE / weight.abs().amax(0).clamp(min=_TINY) ** (1 - _SHARE)
        self.quieter, self.raised = 1 / loud, (self.begins or 0) / loud
        weight = weight * loud
        step = weight.abs().amax(1).clamp(min=_TINY) / MOST
        whole = (weight / step.unsqueeze(1)).round()
        self.product = Product(whole.to(torch.int8), step)
        bias = cast("Tensor | None", layer.bias)
        self.bias = torch.zeros_like(step) if bias is None else bias.detach()
        self.bias = self.bias - step * (whole @ self.raised)

    def forward(self, given: Tensor) -> Tensor:
        rows = given.flatten(0, -2) * self.quieter
        product, step = self._even(rows) if self.begins is None else self._one_sided(rows)
        return cast("Tensor", product.mul_(step).add_(self.bias).unflatten(0, given.shape[:-1]))

    def _even(self, rows: Tensor) -> tuple[Tensor, Tensor]:
        highest, lowest = rows.amax(1, keepdim=True), rows.amin(1, keepdim=True)
        step = torch.maximum(highest, lowest.neg_()).clamp_(min=_TINY).div_(MOST)
        return self.product(_rounded(rows, step, MIDDLE), MIDDLE), step

    def _one_sided(self, rows: Tensor) -> tuple[Tensor, Tensor]:
        rows = rows.add_(self.raised).clamp_(min=0)
        step = rows.amax(1, keepdim=True).clamp_(min=_TINY).div_(WHOLE)
        return self.product(_rounded(rows, step, 0), 0), step


class Product:
    """Bytes times the bytes of `whole` (outputs, inputs), each output times its `step`."""

    def __init__(self, whole: Tensor, step: Tensor) -> None:
        self._packed = _onednn.qlinear_prepack(whole, None)
        self._step, self._zeros = step, torch.zeros(len(step), dtype=torch.long)

    def __call__(self, rows: Tensor, zero: int) -> Tensor:
        """`zero` is the byte that stands for 0 in `rows`."""
        weight = (self._packed, self._step, self._zeros)
        # No bias, whole numbers as floats, and nothing after it.
        plain: tuple[Any, ...] = (None, 1.0, 0, torch.float32, "none", [], "")
        return _onednn.qlinear_pointwise(rows, 1.0, zero, *weight, *plain)


def _rounded(rows: Tensor, step: Tensor, zero: int) -> Tensor:
    """Bytes: a half more, and what is behind the point falls off."""
    return rows.mul_(step.reciprocal()).add_(zero + 0.5).to(torch.uint8)


def quantise(module: nn.Module, forward: Callable[[Sequence[Sequence[int]]], Tensor], sample: Any) -> None:
    """Puts the layers of `module` that bear it in eight bits; `forward` runs it over token ids, sorted by
    length. ModelError where this processor would give wrong sums.
    """
    if not exact():
        raise ModelError("int8 needs a processor that adds products of bytes exactly (VNNI); ask for fp32")
    inputs = dict[str, Tensor]()

    def listening(name: str) -> Callable[[nn.Module, tuple[Tensor]], None]:
        return lambda _, given: inputs.update({name: given[0].flatten(0, -2)})

    named = cast("Iterable[tuple[str, nn.Module]]", module.named_modules())
    layers = {name: layer for name, layer in named if isinstance(layer, nn.Linear)}
    hooks = [layer.register_forward_pre_hook(listening(name)) for name, layer in layers.items()]
    forward(sample)
    for hook in hooks:
        hook.remove()
    every = max(map(len, inputs.values()))
    for name, rows in inputs.items():
        layer = layers[name]
        if len(rows) == every:
            module.set_submodule(name, Eight(layer, rows))


def exact() -> bool:
    """Whether bytes are multiplied at all, and right: without VNNI, sums of two products stop at 16 bits."""
    rows = torch.full((64, 64), WHOLE, dtype=torch.uint8)
    try:
        product = Product(torch.full((64, 64), MOST, dtype=torch.int8), torch.ones(64))(rows, 0)
    except (AttributeError, RuntimeError):  # builds of torch that do not name the product, or do not have it
        return False
    return bool((product == 64 * WHOLE * MOST).all())
