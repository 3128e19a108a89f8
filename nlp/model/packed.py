"""The exact fast way through a BERT classifier: no padding, and the last layer for the first token only.

Texts are laid end to end, sorted by length, so that everything but attention is one matrix product over all
real tokens, and attention is one dense batch for each length. The classifier reads the first token alone, so
of the last layer only that row is computed. Both leave out work whose result nobody reads: the outputs are
those of the model's own forward, to rounding.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.functional import gelu

# Tokens in one pass: enough to fill a core, and few enough that a call of 200 turns fills several.
TOKENS = 1536

# The texts of one length: where their tokens begin and end in the pack, how many texts, how long each is.
Group = tuple[int, int, int, int]


def fits(model: Any) -> bool:
    """Whether this module computes what that model's own forward computes."""
    config = model.config
    return (
        type(model).__name__ == "BertForSequenceClassification"
        and getattr(config, "position_embedding_type", "absolute") == "absolute"
        and not config.is_decoder
        and config.hidden_act == "gelu"
    )


class PackedBert(nn.Module):
    """A BertForSequenceClassification of transformers, computed without padding."""

    tokens = TOKENS

    def __init__(self, model: Any) -> None:
        super().__init__()
        embeddings, encoder = model.bert.embeddings, model.bert.encoder
        self.words = embeddings.word_embeddings
        self.places = embeddings.position_embeddings
        self.kind = nn.Parameter(embeddings.token_type_embeddings.weight[0].detach(), requires_grad=False)
        self.norm = embeddings.LayerNorm
        self.layers = nn.ModuleList(Layer(layer) for layer in encoder.layer[:-1])
        self.last = LastLayer(encoder.layer[-1])
        self.pooler, self.classifier = model.bert.pooler, model.classifier

    @torch.inference_mode()
    def forward(self, texts: Sequence[Sequence[int]]) -> Tensor:
        """Logits (texts, outputs) of token ids with their special tokens, sorted by length."""
        device, groups = self.kind.device, _groups(texts)
        ids = torch.tensor([token for text in texts for token in text], device=device)
        places = torch.cat([torch.arange(length).repeat(count) for _, _, count, length in groups])
        hidden: Tensor = self.norm(self.words(ids) + self.kind + self.places(places.to(device)))
        for layer in self.layers:
            hidden = layer(hidden, groups)
        firsts: Tensor = self.last(hidden, groups, (places == 0).nonzero().squeeze(1).to(device))
        return self.classifier(self.pooler(firsts.unsqueeze(1)))


class Wide(nn.Module):
    """What stands between two norms of a layer: four times as wide for a moment."""

    def __init__(self, widen: nn.Linear, narrow: nn.Linear) -> None:
        super().__init__()
        self.widen, self.narrow = widen, narrow

    def forward(self, rows: Tensor) -> Tensor:
        return self.narrow(gelu(self.widen(rows)))


class _Rest(nn.Module):
    """A layer but for its projections, over packed rows (tokens, hidden)."""

    def __init__(self, layer: Any) -> None:
        super().__init__()
        self.heads: int = layer.attention.self.num_attention_heads
        self.mix, self.mixed = layer.attention.output.dense, layer.attention.output.LayerNorm
        self.wide, self.norm = Wide(layer.intermediate.dense, layer.output.dense), layer.output.LayerNorm

    def apart(self, rows: Tensor, parts: int, count: int) -> Tensor:
        """(parts, texts, heads, length, size of a head) of what a joined projection of `count` texts gave."""
        size = rows.shape[1] // (parts * self.heads)
        return rows.view(count, -1, parts, self.heads, size).permute(2, 0, 3, 1, 4).contiguous()

    def rest(self, heard: Tensor, before: Tensor) -> Tensor:
        """What follows attention."""
        mixed = self.mixed(self.mix(heard).add_(before))
        return self.norm(self.wide(mixed).add_(mixed))


class Layer(_Rest):
    """Every row through the layer."""

    def __init__(self, layer: Any) -> None:
        super().__init__(layer)
        own = layer.attention.self
        self.project = _joined(own.query, own.key, own.value)

    def forward(self, hidden: Tensor, groups: Sequence[Group]) -> Tensor:
        projected = self.project(hidden)
        heard = torch.empty_like(hidden)
        for begin, end, count, _ in groups:
            query, key, value = self.apart(projected[begin:end], 3, count)
            attended = attention(query, key, value).transpose(1, 2)
            heard[begin:end].view(attended.shape).copy_(attended)  # one copy: a reshape would be another
        return self.rest(heard, hidden)


class LastLayer(_Rest):
    """Only the first token of each text through the layer, (texts, hidden); `rows` are their places."""

    def __init__(self, layer: Any) -> None:
        super().__init__(layer)
        own = layer.attention.self
        self.query, self.project = own.query, _joined(own.key, own.value)

    def forward(self, hidden: Tensor, groups: Sequence[Group], rows: Tensor) -> Tensor:
        before = hidden[rows]
        asked, projected = self.query(before), self.project(hidden)
        heard, text = list[Tensor](), 0
        for begin, end, count, _ in groups:
            (query,) = self.apart(asked[text : text + count], 1, count)
            key, value = self.apart(projected[begin:end], 2, count)
            heard.append(attention(query, key, value).view(count, -1))
            text += count
        return self.rest(torch.cat(heard), before)


def attention(query: Tensor, key: Tensor, value: Tensor) -> Tensor:
    """softmax(Q·Kᵀ÷√size)·V of (texts, heads, length, size).

    torch's own takes a register of numbers at a time from each row, and of a row that fills none (most turns
    are shorter) one number at a time. Here rows lie end to end, and sums divide what is shorter than they.
    """
    scores = (query @ key.transpose(-1, -2)).mul_(query.shape[-1] ** -0.5)
    chances = scores.sub_(scores.amax(-1, keepdim=True)).exp_()
    return (chances @ value).div_(chances.sum(-1, keepdim=True))


def _joined(*parts: Any) -> nn.Linear:
    """One projection in place of several of the same rows: one matrix product instead of three."""
    weight = torch.cat([part.weight for part in parts]).detach()
    joined = nn.Linear(weight.shape[1], weight.shape[0], device=weight.device, dtype=weight.dtype)
    joined.weight, joined.bias = (
        nn.Parameter(weight),
        nn.Parameter(torch.cat([p.bias for p in parts]).detach()),
    )
    return joined


def _groups(texts: Sequence[Sequence[int]]) -> list[Group]:
    groups, begin = list[Group](), 0
    for length, same in groupby(map(len, texts)):
        count = sum(1 for _ in same)
        groups.append((begin, begin + count * length, count, length))
        begin += count * length
    return groups
