"""The general way through any sequence classifier: batches of like length, so that little is padding."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor

# Tokens of one batch, padding included: bounds the memory of attention and of the widest layer.
TOKENS = 4096


class Padded:
    """A classifier's own forward over padded batches; the mask is by length, whatever stands in a text."""

    tokens = TOKENS

    def __init__(self, model: Any, pad: int) -> None:
        self._model = model
        self._pad = pad

    @torch.inference_mode()
    def __call__(self, texts: Sequence[Sequence[int]]) -> Tensor:
        """Logits (texts, outputs) of token ids with their special tokens."""
        longest = max(map(len, texts))
        ids = torch.full((len(texts), longest), self._pad)
        mask = torch.zeros((len(texts), longest), dtype=torch.long)
        for row, text in enumerate(texts):
            ids[row, : len(text)] = torch.tensor(text)
            mask[row, : len(text)] = 1
        device = self._model.device
        return self._model(input_ids=ids.to(device), attention_mask=mask.to(device)).logits
