"""What a student learns from: texts of the training splits, changed copies, what the teacher says of each."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer
from torch import Tensor

from nlp.training import augment, batches, read_labels, sources
from nlp.training.base import Classifier
from nlp.training.encoder import first_tokens
from nlp.training.sample import normal
from nlp.training.splits import split_of

# How often an epoch has the texts of each kind, and the part of them that is changed (`augment`).
SHARES = {"corpus": 2.0, "turns": 2.0, "unlabelled": 2.0, "goemotions": 1.0, "xed": 0.5}
CHANGED = {"corpus": 0.4, "turns": 0.4, "unlabelled": 0.4, "goemotions": 0.25, "xed": 0.0}
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
