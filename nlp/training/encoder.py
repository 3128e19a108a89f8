"""The forward pass as training needs it: the stock model's sums, the last layer for the first token only.

Only the first token reaches the pooler, so the last layer need not be computed for the others: a seventh of
the work saved, and nothing changed.
"""

from __future__ import annotations

from typing import Any

from torch import Tensor
from torch.nn import functional


def _attend(layer: Any, queries: Tensor, states: Tensor, mask: Tensor | None, heads: int) -> Tensor:
    own = layer.attention.self
    width = states.shape[-1] // heads

    def split(part: Tensor) -> Tensor:
        return part.view(part.shape[0], part.shape[1], heads, width).transpose(1, 2)

    mixed = functional.scaled_dot_product_attention(
        split(own.query(queries)),
        split(own.key(states)),
        split(own.value(states)),
        attn_mask=mask,
        dropout_p=own.dropout.p if layer.training else 0.0,
    )
    flat = mixed.transpose(1, 2).reshape(queries.shape)
    return layer.attention.output(flat, queries)


def first_tokens(bert: Any, ids: Tensor, mask: Tensor | None) -> Tensor:
    """The first token's last state, (batch, hidden). `mask` is true where a token is; None: everywhere."""
    states: Tensor = bert.embeddings(input_ids=ids)
    wide = None if mask is None else mask[:, None, None, :]
    heads = bert.config.num_attention_heads
    last = len(bert.encoder.layer) - 1
    for at, layer in enumerate(bert.encoder.layer):
        queries = states[:, :1] if at == last else states
        mixed = _attend(layer, queries, states, wide, heads)
        states = layer.output(layer.intermediate(mixed), mixed)
    return states[:, 0]
