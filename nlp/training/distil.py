"""Fewer layers taught to say what all of them say (Hinton et al., 2015): labels play no part in it.

The student begins as some layers of the teacher and learns, over texts of the training splits alone, the
teacher's probabilities, its logits, and what its first token is before the head.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits

from nlp.emotions import EMOTIONS
from nlp.training import batches
from nlp.training.base import Classifier, seeded
from nlp.training.labels_map import SENTIMENT
from nlp.training.lessons import Lesson, epoch, heard
from nlp.training.tasks import AT

# The teacher's layers that the student begins as.
LAYERS = (0, 2, 3, 5)
# Steps of each run; the second begins with the first one's weights and a new schedule.
RUNS = (1_900, 8_000)
BATCH, RATE, WARM = 64, 2e-4, 100
# Of cross-entropy above the teacher's own entropy, of squared distances of logits and of first tokens.
ENTROPY, LOGITS, STATES = 20.0, 0.3, 2.0
_torch: Any = torch  # its types say little


def student_of(teacher: Classifier) -> Classifier:
    """The teacher with some of its layers, the words' and places' vectors as they are."""
    made = copy.deepcopy(teacher)
    made.bert.encoder.layer = torch.nn.ModuleList(made.bert.encoder.layer[at] for at in LAYERS)
    made.config.num_hidden_layers = len(LAYERS)
    made.bert.embeddings.requires_grad_(False)
    return made


def loss(found: tuple[Tensor, Tensor], states: Tensor, logits: Tensor) -> Tensor:
    """How far (states, logits) are from the teacher's, a mean over texts."""
    said, chances = found[1], logits.sigmoid()
    heavy = torch.ones(logits.shape[1])
    heavy[[AT[name] for name in (*SENTIMENT, *EMOTIONS)]] = 2.0
    heavy /= heavy.mean()
    own = binary_cross_entropy_with_logits(logits, chances, reduction="none")
    above = binary_cross_entropy_with_logits(said, chances, reduction="none") - own
    apart = (said - logits).square()
    return (
        ENTROPY * (above * heavy).mean()
        + LOGITS * (apart * heavy).mean()
        + STATES * (found[0] - states).square().mean()
    )


def train(student: Classifier, taught: Lesson, steps: int, say: Callable[[str], None]) -> None:
    """One run of so many steps, in place, without dropout."""
    seeded(0)
    student.eval()
    parts: list[Tensor] = [part for part in student.parameters() if part.requires_grad]
    wide: list[Tensor] = [part for part in student.bert.parameters() if part.requires_grad and part.ndim > 1]
    others = [part for part in parts if not any(part is one for one in wide)]
    groups = [{"params": wide, "weight_decay": 0.01}, {"params": others, "weight_decay": 0.0}]
    optimizer: Any = torch.optim.AdamW(groups, lr=RATE)
    mean = 0.0
    for step, batch in zip(range(steps), _endless(taught), strict=False):
        for group in optimizer.param_groups:
            group["lr"] = RATE * min((step + 1) / WARM, max(0.02, (steps - step) / max(1, steps - WARM)))
        rows = _torch.from_numpy(batch.rows)
        far: Any = loss(heard(student, batch), taught.states[rows], taught.logits[rows])
        far.backward()
        torch.nn.utils.clip_grad_norm_(parts, 1.0)
        optimizer.step()
        optimizer.zero_grad()
        mean += (far.item() - mean) / min(step + 1, 100)
        if (step + 1) % 100 == 0 or step + 1 == steps:
            say(f"step {step + 1}/{steps} loss {mean:.4f}")


def _endless(taught: Lesson) -> Iterator[batches.Batch]:
    """Epoch after epoch."""
    random = np.random.default_rng(1000)
    while True:
        yield from batches.shuffled(taught.tokens, epoch(taught, random), BATCH, random)
