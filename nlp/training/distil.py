"""Fewer layers taught to say what all of them say (Hinton et al., 2015): labels play no part in it.

The student begins as some layers of the teacher and learns, over texts of the training splits alone, the
teacher's probabilities, its logits, and what its first token is before the head.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits

from nlp.emotions import EMOTIONS
from nlp.training import augment, batches, read_labels, sources
from nlp.training.base import Classifier, seeded
from nlp.training.encoder import first_tokens
from nlp.training.labels_map import SENTIMENT
from nlp.training.sample import normal
from nlp.training.splits import split_of
from nlp.training.tasks import AT

# The teacher's layers that the student begins as.
LAYERS = (0, 2, 3, 5)
# Steps of each run; the second begins with the first one's weights and a new schedule.
RUNS = (1_900, 8_000)
BATCH, RATE, WARM = 64, 2e-4, 100
# How often an epoch has the texts of each kind, and the part of them that is changed (`augment`).
SHARES = {"corpus": 2.0, "turns": 2.0, "unlabelled": 2.0, "goemotions": 1.0, "xed": 0.5}
CHANGED = {"corpus": 0.4, "turns": 0.4, "unlabelled": 0.4, "goemotions": 0.25, "xed": 0.0}
# Of cross-entropy above the teacher's own entropy, of squared distances of logits and of first tokens.
ENTROPY, LOGITS, STATES = 20.0, 0.3, 2.0
# A turn of three words or more that a held-out set has word for word is left out.
PHRASE = 3
_torch: Any = torch  # its types say little


@dataclass(frozen=True, slots=True)
class Lesson:
    """What the teacher says: `logits` (texts, outputs) and `states` (texts, hidden) of each text's tokens."""

    tokens: list[list[int]]
    kinds: NDArray[np.str_]
    changed: NDArray[np.bool_]
    logits: Tensor
    states: Tensor


def texts(data: Path) -> dict[str, str]:
    """Every different text of the training splits, and of which kind it is."""
    read = [*read_labels.read_turns(data), *read_labels.read_once(data)]
    written = read_labels.corpus()
    held = {normal(one.text) for one in (*read, *written) if one.split != "train"}
    fresh = dict[str, str]()
    for turn in sources.in_domain(data):
        said = normal(turn.text)
        known = len(said.split()) >= PHRASE and said in held
        if said and split_of(turn.group) == "train" and not known:
            fresh.setdefault(said, turn.text)
    kinds = {
        "corpus": [one.text for one in written if one.split == "train"],
        "turns": [one.text for one in read if one.split == "train"],
        "unlabelled": fresh.values(),
        "goemotions": [one.text for one in sources.goemotions(data, "train")],
        "xed": [one.text for one in sources.xed(data)],
    }
    found = dict[str, str]()
    for kind, some in kinds.items():
        for text in filter(str.strip, some):
            found.setdefault(text, kind)
    return found


def lesson(said: dict[str, str], teacher: Classifier, tokenizer: Tokenizer) -> Lesson:
    """The texts, a changed copy of most of them, and what the teacher says of all."""
    random = np.random.default_rng(7)
    copies = [(augment.changed(text, random), kind) for text, kind in said.items() if CHANGED[kind]]
    copies = [(text, kind) for text, kind in copies if text.strip() and text not in said]
    every = [*said.items(), *copies]
    tokens = batches.encode(tokenizer, [text for text, _ in every])
    logits = torch.empty(len(tokens), teacher.config.num_labels)
    states = torch.empty(len(tokens), teacher.config.hidden_size)
    teacher.eval()
    with torch.inference_mode():
        for batch in batches.by_length(tokens):
            rows = _torch.from_numpy(batch.rows)
            states[rows], logits[rows] = heard(teacher, batch)
    kinds, changed = np.array([kind for _, kind in every]), np.arange(len(every)) >= len(said)
    return Lesson(tokens, kinds, changed, logits.clone(), states.clone())


def heard(model: Classifier, batch: batches.Batch) -> tuple[Tensor, Tensor]:
    """The first token's last state, and the logits."""
    first = first_tokens(model.bert, batch.ids, batch.mask)
    return first, model.classifier(torch.tanh(model.bert.pooler.dense(first)))


def student_of(teacher: Classifier) -> Classifier:
    """The teacher with some of its layers, the words' and places' vectors as they are."""
    made = copy.deepcopy(teacher)
    made.bert.encoder.layer = torch.nn.ModuleList(made.bert.encoder.layer[at] for at in LAYERS)
    made.config.num_hidden_layers = len(LAYERS)
    made.bert.embeddings.requires_grad_(False)
    return made


def epoch(taught: Lesson, random: np.random.Generator) -> NDArray[np.int64]:
    """The rows of one epoch, in random order."""
    drawn = list[NDArray[np.int64]]()
    for kind, share in SHARES.items():
        clean, changed = (np.flatnonzero((taught.kinds == kind) & (taught.changed == was)) for was in (0, 1))
        wanted = int(share * len(clean))
        few = min(len(changed), int(CHANGED[kind] * wanted))
        take = wanted - few
        drawn += [random.permutation(clean)[:take], random.permutation(clean)[: max(0, take - len(clean))]]
        drawn.append(random.permutation(changed)[:few])
    return random.permutation(np.concatenate(drawn))


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
