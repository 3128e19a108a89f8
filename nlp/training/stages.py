"""The stages that made the weights, in order. What was tried beside them: `ablations`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer

from nlp.emotions import EMOTIONS
from nlp.training import base, loop, read_labels, sources, tasks
from nlp.training.base import Classifier, seeded
from nlp.training.labels_map import GOEMOTIONS, TRAINED

Say = Callable[[str], None]
# Stage 0 is the plain fine-tune: the model to beat, and where the next stage starts.
PLAIN = loop.Plan(2, 1.2e-4, 5e-3, augment=False, frozen_words=False, pooled=False)
GENERAL = loop.Plan(1, 8e-5, 2e-3, seed=1)
ADAPT = loop.Plan(1, 6e-5, 1e-3, seed=3)
# Once more over the same, more gently.
AGAIN = loop.Plan(1, 4e-5, 6e-4, seed=4)
# How far the shipped weights lie from the general stage (0) to the adapted one (1). The further, the better
# they hear customers and the worse they fit GoEmotions, where wishes and approval are positive: in a service
# call they are no feeling.
SHARE = 0.9
# The twenty have no such conflict: only the own sets know them, so their rows of the head go further.
TWENTY_SHARE = 1.4


@dataclass(frozen=True, slots=True)
class Mix:
    """What the adapting stage learns from: how often the own sets are seen, how many rows of the others."""

    corpus: float = 2.0
    turns: float = 4.0
    once: float = 2.0
    goemotions: int = 43_410
    xed: int = 1000
    unlabelled: int = 0
    soft: bool = True
    context: bool = False
    plan: loop.Plan = field(default=ADAPT)


def wide(plain: Classifier) -> Classifier:
    """The plain fine-tune with all outputs: its 28 heads kept, twice as steep behind the halving pooler."""
    seeded(GENERAL.seed)
    made = base.model(TRAINED)
    known = {
        name: part
        for name, part in plain.state_dict().items()
        if ".embeddings." in name or ".encoder." in name
    }
    made.load_state_dict(known, strict=False)
    kept = len(GOEMOTIONS)
    with torch.no_grad():
        made.classifier.weight[:kept] = plain.classifier.weight / base.POOLER_SCALE
        made.classifier.bias[:kept] = plain.classifier.bias
    return made


def merged(general: loop.State, adapted: loop.State) -> loop.State:
    """The weights that are shipped, between the two stages."""
    made = loop.between(general, adapted, SHARE)
    far = loop.between(general, adapted, TWENTY_SHARE)
    first, past = tasks.AT[EMOTIONS[0]], tasks.AT[EMOTIONS[-1]] + 1
    for name in ("classifier.weight", "classifier.bias"):
        made[name][first:past] = far[name][first:past]
    return made


def plain(data: Path, tokenizer: Tokenizer, model: Classifier, say: Say) -> None:
    """Stage 0, in place: two epochs on GoEmotions, a linear head on the first token."""
    whole = tasks.goemotions(sources.goemotions(data, "train"))
    narrow = tasks.Task(whole.texts, whole.targets[:, : len(GOEMOTIONS)], whole.weights[:, : len(GOEMOTIONS)])
    loop.train(model, tokenizer, narrow, PLAIN, say)


def general(data: Path, tokenizer: Tokenizer, start: Classifier, say: Say) -> None:
    """Stage 1, in place: GoEmotions and XED at once, every output supervised by what knows it."""
    random = np.random.default_rng(GENERAL.seed)
    parts = [
        tasks.goemotions(sources.goemotions(data, "train")),
        tasks.some(tasks.xed(sources.xed(data)), 12_000, random),
    ]
    loop.train(start, tokenizer, tasks.joined(parts), GENERAL, say)


def adapt(
    data: Path,
    tokenizer: Tokenizer,
    model: Classifier,
    mix: Mix,
    say: Say,
    taught: Sequence[tasks.Task] = (),
) -> None:
    """Stage 2, in place: own corpus and read in-domain turns, with open sets against forgetting."""
    random = np.random.default_rng(mix.plan.seed)
    written = tasks.lines([line for line in read_labels.corpus() if line.split == "train"])
    read = tasks.lines(
        [line for line in read_labels.read_turns(data, mix.soft) if line.split == "train"],
        context=mix.context,
    )
    once = tasks.lines([line for line in read_labels.read_once(data) if line.split == "train"])
    wanted = (
        (written, round(mix.corpus * len(written))),
        (read, round(mix.turns * len(read))),
        (once, round(mix.once * len(once))),
        (tasks.goemotions(sources.goemotions(data, "train")), mix.goemotions),
        (tasks.xed(sources.xed(data)), mix.xed),
    )
    parts = [tasks.some(task, number, random) for task, number in wanted if number]
    loop.train(model, tokenizer, tasks.joined([*parts, *taught]), mix.plan, say)
