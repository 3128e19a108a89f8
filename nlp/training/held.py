"""What is kept out of training: dev sets to decide and calibrate by, test sets scored once, at the end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from nlp.training import read_labels, sources, tasks
from nlp.training.labels_map import OUTPUTS
from nlp.training.tasks import AT

Truth = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Held:
    """A held-out set; `random` marks the turns drawn at random, not because judges disagreed."""

    name: str
    texts: tuple[str, ...]
    truth: Truth
    known: Truth
    random: Truth
    kinds: tuple[str, ...]

    def of(self, output: str) -> Truth:
        """The truth of one output, per text."""
        return self.truth[:, AT[output]]

    def knows(self, output: str) -> bool:
        """Whether the set says anything about that output."""
        return bool(self.known[:, AT[output]].any())


def _held(name: str, task: tasks.Task, drawn: list[bool], kinds: list[str]) -> Held:
    width = len(OUTPUTS)
    known = task.weights[:, :width] > 0
    return Held(name, task.texts, task.targets[:, :width] > 0.5, known, np.array(drawn), tuple(kinds))


def goemotions(data: Path, split: str) -> Held:
    """GoEmotions' own dev or test."""
    task = tasks.goemotions(sources.goemotions(data, split))
    return _held(f"goemotions-{split}", task, [True] * len(task), [""] * len(task))


def turns(data: Path, *splits: str, context: bool = False) -> Held:
    """The read in-domain turns of some splits; those read once are in `tune`, never in `dev` or `test`."""
    read = (*read_labels.read_turns(data), *read_labels.read_once(data))
    lines = [line for line in read if line.split in splits]
    task = tasks.lines(lines, context=context)
    return _held(
        f"in-domain-{'+'.join(splits)}",
        task,
        [line.chosen == "random" for line in lines],
        [line.id for line in lines],
    )


def corpus() -> Held:
    """The part of the own corpus that was kept out of training."""
    lines = [line for line in read_labels.corpus() if line.split == "heldout"]
    return _held("corpus-heldout", tasks.lines(lines), [True] * len(lines), [line.kind for line in lines])


def part(whole: Held, rows: Sequence[bool], name: str) -> Held:
    """Some rows of a set, under another name."""
    chosen = np.array(rows, dtype=bool)
    texts = tuple(text for text, there in zip(whole.texts, rows, strict=True) if there)
    kinds = tuple(kind for kind, there in zip(whole.kinds, rows, strict=True) if there)
    return Held(name, texts, whole.truth[chosen], whole.known[chosen], whole.random[chosen], kinds)
