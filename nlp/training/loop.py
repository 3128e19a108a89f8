"""The training loop: a loss masked by what each text's set knows, AdamW, a linear schedule."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer
from torch import Tensor

from nlp.training import augment, batches
from nlp.training.base import Classifier, seeded
from nlp.training.encoder import first_tokens
from nlp.training.losses import LOSSES
from nlp.training.tasks import Task

MAX_TOKENS = 64
WARM = 0.06
# The losses are means over this many outputs, whatever a set knows, so that rates compare.
OUTPUTS = 28
State = dict[str, Tensor]
_torch: Any = torch  # its types say little


@dataclass(frozen=True, slots=True)
class Plan:
    """One stage. Rates are peaks; `rare_first` draws rare labels more often; `smooth` pulls 0/1 inwards."""

    epochs: int
    encoder_rate: float
    head_rate: float
    batch: int = 64
    loss: str = "bce"
    rare_first: bool = False
    smooth: float = 0.0
    augment: bool = True
    frozen_words: bool = True
    pooled: bool = True
    seed: int = 0


def logits(model: Classifier, batch: batches.Batch, pooled: bool = True) -> Tensor:
    """(batch, outputs). `pooled` false: the head straight on the first token, as in the plain fine-tune."""
    first = first_tokens(model.bert, batch.ids, batch.mask)
    pooler = model.bert.pooler
    if pooled and pooler is not None:
        first = torch.tanh(pooler.dense(first))
    return model.classifier(model.dropout(first))


def predict(
    model: Classifier, tokenizer: Tokenizer, texts: Sequence[str], pooled: bool = True
) -> NDArray[np.float32]:
    """Logits of each text, (texts, outputs), in order."""
    model.eval()
    tokens = batches.encode(tokenizer, texts)
    out = np.zeros((len(tokens), model.config.num_labels), dtype=np.float32)
    with torch.inference_mode():
        for batch in batches.by_length(tokens):
            out[batch.rows] = logits(model, batch, pooled).numpy()
    return out


def draw_order(task: Task, rare_first: bool, random: np.random.Generator) -> NDArray[np.int64]:
    """An epoch's rows: each once, or drawn by 1 ÷ √(frequency of the rarest label that it has)."""
    if not rare_first:
        return random.permutation(len(task))
    there = (task.targets > 0.5) & (task.weights > 0)
    frequency = there.mean(axis=0)
    pull = np.where(there, 1 / np.sqrt(np.maximum(frequency, 1e-4)), 1.0).max(axis=1)
    return random.choice(len(task), size=len(task), p=pull / pull.sum())


def _groups(model: Classifier, plan: Plan) -> tuple[list[Tensor], torch.optim.Optimizer]:
    model.bert.embeddings.word_embeddings.requires_grad_(not plan.frozen_words)
    encoder: list[Tensor] = [part for part in model.bert.parameters() if part.requires_grad]
    rates = [
        {"params": encoder, "lr": plan.encoder_rate},
        {"params": list(model.classifier.parameters()), "lr": plan.head_rate},
    ]
    return encoder, torch.optim.AdamW(rates, weight_decay=0.01)


def _schedule(optimizer: torch.optim.Optimizer, steps: int) -> torch.optim.lr_scheduler.LRScheduler:
    def share(step: int) -> float:
        return min((step + 1) / (WARM * steps), max(0.0, (steps - step) / (steps * (1 - WARM))))

    return torch.optim.lr_scheduler.LambdaLR(optimizer, share)


def train(
    model: Classifier,
    tokenizer: Tokenizer,
    task: Task,
    plan: Plan,
    say: Callable[[str], None],
) -> None:
    """Trains `model` in place by `plan`."""
    seeded(plan.seed)
    random = np.random.default_rng(plan.seed)
    steps = plan.epochs * math.ceil(len(task) / plan.batch)
    encoder, optimizer = _groups(model, plan)
    schedule = _schedule(optimizer, steps)
    targets = _torch.from_numpy(task.targets * (1 - 2 * plan.smooth) + plan.smooth)
    weights = _torch.from_numpy(task.weights)
    began, done, mean = time.monotonic(), 0, 0.0
    model.train()
    for _ in range(plan.epochs):
        texts = [augment.changed(text, random) for text in task.texts] if plan.augment else task.texts
        tokens = batches.encode(tokenizer, texts)
        for batch in batches.shuffled(tokens, draw_order(task, plan.rare_first, random), plan.batch, random):
            rows = _torch.from_numpy(batch.rows)
            each = LOSSES[plan.loss](logits(model, batch, plan.pooled), targets[rows])
            loss = (each * weights[rows]).sum() / (len(rows) * OUTPUTS)
            _step(loss, encoder, optimizer, schedule)
            done += 1
            mean += (loss.item() - mean) / min(done, 100)
            if done % 50 == 0 or done == steps:
                speed = done * plan.batch / (time.monotonic() - began)
                say(f"step {done}/{steps} loss {mean:.4f} {speed:.0f} texts/s")


def _step(
    loss: Any,
    encoder: list[Tensor],
    optimizer: torch.optim.Optimizer,
    schedule: torch.optim.lr_scheduler.LRScheduler,
) -> None:
    loss.backward()
    torch.nn.utils.clip_grad_norm_(encoder, 1.0)
    optimizer.step()
    optimizer.zero_grad()
    schedule.step()


def state_of(model: Classifier) -> State:
    """A copy of the weights."""
    return {name: part.detach().clone() for name, part in model.state_dict().items()}


def between(one: Mapping[str, Tensor], other: Mapping[str, Tensor], share: float) -> State:
    """Weights on the way from `one` (share 0) to `other` (1): WiSE-FT (Wortsman et al., 2022)."""
    return {name: torch.lerp(part.float(), other[name].float(), share) for name, part in one.items()}
