"""Batches of like length: padding is what costs on a processor."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer
from torch import Tensor

from nlp.training.metrics import whole

# Sorting within this many batches keeps the order random in the large.
WINDOW = 50
_torch: Any = torch  # its types say little


@dataclass(frozen=True, slots=True)
class Batch:
    """`ids` (batch, tokens), padded with 0; `mask` true where a token is, None where none is padded."""

    ids: Tensor
    mask: Tensor | None
    rows: NDArray[np.int64]


def encode(tokenizer: Tokenizer, texts: Sequence[str]) -> list[list[int]]:
    """Token ids of each text."""
    return [found.ids for found in tokenizer.encode_batch(list(texts))]


def pad(tokens: Sequence[Sequence[int]], rows: NDArray[np.int64]) -> Batch:
    """One batch of the given rows."""
    lengths = [len(tokens[row]) for row in whole(rows)]
    ids = np.zeros((len(rows), max(lengths)), dtype=np.int64)
    for at, row in enumerate(whole(rows)):
        ids[at, : lengths[at]] = tokens[row]
    full = min(lengths) == max(lengths)
    mask = None if full else torch.arange(max(lengths))[None, :] < torch.tensor(lengths)[:, None]
    return Batch(_torch.from_numpy(ids), mask, rows)


def shuffled(
    tokens: Sequence[Sequence[int]], order: NDArray[np.int64], size: int, random: np.random.Generator
) -> Iterator[Batch]:
    """The rows of `order` in batches of like length, the batches in random order within a window."""
    for start in range(0, len(order), size * WINDOW):
        near = order[start : start + size * WINDOW]
        near = near[np.argsort([len(tokens[row]) for row in whole(near)], kind="stable")]
        cuts = [near[at : at + size] for at in range(0, len(near), size)]
        for at in whole(random.permutation(len(cuts))):
            yield pad(tokens, cuts[at])


def by_length(tokens: Sequence[Sequence[int]], size: int = 128) -> Iterator[Batch]:
    """Every row once, shortest first."""
    lengths = np.array([len(found) for found in tokens], dtype=np.int64)
    order = np.argsort(lengths, kind="stable")
    for at in range(0, len(order), size):
        yield pad(tokens, order[at : at + size])
