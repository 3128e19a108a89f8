"""What a processor allows: how fast its threads multiply fp32 matrices, how many products a turn needs."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from time import perf_counter

import torch
from torch.utils.flop_counter import FlopCounterMode

from nlp.model.transformer import Transformer, batches_of

# A product as the model's own are: 1,024 tokens, from 384 columns to 1,536.
ROWS, COLUMNS, WIDE = 1024, 384, 1536
SECONDS = 2.0


def turns_a_second(model: Transformer, texts: Sequence[str]) -> float:
    """At most so many, if nothing but the products of the fp32 way took time."""
    return _multiplied(torch.get_num_threads()) / (_needed(model, texts) / len(texts))


def _needed(model: Transformer, texts: Sequence[str]) -> int:
    """Floating-point operations of all products over these texts."""
    forward = model.lanes.forward
    with FlopCounterMode(display=False) as counted:
        for batch in batches_of(model.windows.of(texts), forward.tokens):
            forward([ids for ids, _ in batch])
    return counted.get_total_flops()


def _multiplied(threads: int) -> float:
    """Floating-point operations a second, each thread with products of its own."""
    with ThreadPoolExecutor(threads, initializer=torch.set_num_threads, initargs=(1,)) as lanes:
        return sum(lanes.map(_products, range(threads)))


def _products(seed: int) -> float:
    made = torch.Generator().manual_seed(seed)
    left, right = (torch.randn(shape, generator=made) for shape in ((ROWS, COLUMNS), (COLUMNS, WIDE)))
    begun, count = perf_counter(), 0
    while perf_counter() - begun < SECONDS:
        for _ in range(10):
            torch.mm(left, right)
        count += 10
    return count * 2 * ROWS * COLUMNS * WIDE / (perf_counter() - begun)
