"""A model's layers put in eight bits, as `eight` has them, by what they are given for a sample of texts.

Left as they are: layers that see one row of a text instead of every token (nothing to be gained).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, cast

from torch import Tensor, nn

from nlp.errors import ModelError
from nlp.model.eight import Eight, EightWide, exact
from nlp.model.packed import Wide

# Of the highest: a lowest value nearer to 0 than that is an activation's (GELU's is -0.17).
_ONE_SIDED = 0.1

# Heard once on loading, to learn how loud the columns are.
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
    "WHY IS NOBODY ANSWERING ME???",
    "I'd like to change my address, it's 12 Baker Street, flat 3, please.",
    "yes that works for me",
    "Great, another hour of my life wasted on hold, just wonderful.",
    "I was surprised how quickly it was sorted out, I must say I'm impressed and very grateful to your "
    "colleague.",
    "Sorry, I am a bit confused, which button do I have to press?",
    "😀 perfect!!",
    "I'm scared that somebody has got into my account, please hurry",
    "That is disgusting, I will never order from you again.",
    "Hmm, let me think... no, I don't remember the number.",
    "It's fine, not great, not terrible.",
    "I love this app, but the last update broke the search and I can't find anything any more.",
)


def quantise(module: nn.Module, forward: Callable[[Sequence[Sequence[int]]], Tensor], sample: Any) -> None:
    """Puts the layers of `module` that bear it in eight bits; `forward` runs it over token ids, sorted by
    length. ModelError where this processor would give wrong sums.
    """
    if not exact():
        raise ModelError("int8 needs a processor that adds products of bytes exactly (VNNI); ask for fp32")
    inputs = _heard(module, forward, sample)
    every = max(map(len, inputs.values()))
    inputs = {name: rows for name, rows in inputs.items() if len(rows) == every}
    for name, layer in list(cast("Iterable[tuple[str, nn.Module]]", module.named_modules())):
        if isinstance(layer, Wide) and f"{name}.narrow" in inputs:
            rows, widened = (inputs.pop(f"{name}.{part}") for part in ("widen", "narrow"))
            module.set_submodule(name, EightWide(layer, rows, widened))
        elif isinstance(layer, nn.Linear) and name in inputs:
            rows = inputs[name]
            bent = -float(rows.amin()) < _ONE_SIDED * float(rows.amax())
            module.set_submodule(name, Eight(layer, rows, bent))


def _heard(module: nn.Module, forward: Callable[[Any], Tensor], sample: Any) -> dict[str, Tensor]:
    """What each linear layer is given for the sample, as rows."""
    inputs = dict[str, Tensor]()

    def listening(name: str) -> Callable[[nn.Module, tuple[Tensor]], None]:
        # A copy: what follows a layer may write over what it was given.
        return lambda _, given: inputs.update({name: given[0].flatten(0, -2).clone()})

    named = cast("Iterable[tuple[str, nn.Module]]", module.named_modules())
    layers = ((name, layer) for name, layer in named if isinstance(layer, nn.Linear))
    hooks = [layer.register_forward_pre_hook(listening(name)) for name, layer in layers]
    forward(sample)
    for hook in hooks:
        hook.remove()
    return inputs
