"""Each data set as targets and weights over all outputs: a set supervises only what it knows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nlp.emotions import EMOTIONS
from nlp.training import labels_map as maps
from nlp.training.metrics import whole
from nlp.training.read_labels import Line
from nlp.training.sources import Labelled

Floats = NDArray[np.float32]
AT: Mapping[str, int] = {label: at for at, label in enumerate(maps.TRAINED)}
_TWENTY = [AT[emotion] for emotion in EMOTIONS]


@dataclass(frozen=True, slots=True)
class Task:
    """Texts; `targets` 0–1 and `weights`, both (texts, outputs); weight 0 is "this set does not know"."""

    texts: tuple[str, ...]
    targets: Floats
    weights: Floats

    def __len__(self) -> int:
        return len(self.texts)


def joined(tasks: Iterable[Task]) -> Task:
    """One after the other."""
    parts = tuple(tasks)
    return Task(
        tuple(text for part in parts for text in part.texts),
        np.concatenate([part.targets for part in parts]),
        np.concatenate([part.weights for part in parts]),
    )


def some(task: Task, number: int, random: np.random.Generator) -> Task:
    """`number` rows at random; each row floor or ceil of number ÷ rows times where the task is smaller."""
    rounds = [random.permutation(len(task)) for _ in range(-(-number // len(task)))]
    rows = np.concatenate(rounds)[:number]
    return Task(tuple(task.texts[row] for row in whole(rows)), task.targets[rows], task.weights[rows])


def _blank(rows: int) -> tuple[Floats, Floats]:
    shape = (rows, len(maps.TRAINED))
    return np.zeros(shape, dtype=np.float32), np.zeros(shape, dtype=np.float32)


def _mapped(
    rows: Sequence[Labelled], table: Mapping[str, tuple[str, ...]], targets: Floats, weights: Floats
) -> None:
    """The twenty as far as the set's labels speak of them; a row without a label speaks of all, softly."""
    known = sorted({AT[emotion] for felt in table.values() for emotion in felt})
    for at, row in enumerate(rows):
        felt = [AT[emotion] for label in row.labels for emotion in table.get(label, ())]
        weights[at, known if row.labels - {"neutral"} else _TWENTY] = maps.ABSENCE
        targets[at, felt] = weights[at, felt] = 1.0


def _sentiment(rows: Sequence[Labelled], groups: Sequence[frozenset[str]], weight: float, into: Task) -> None:
    for name, group in zip(maps.SENTIMENT, groups, strict=True):
        into.targets[:, AT[name]] = [bool(row.labels & group) for row in rows]
        into.weights[:, AT[name]] = weight


def goemotions(rows: Sequence[Labelled], weight: float = 2.0) -> Task:
    """All 28, the two sides, and those of the twenty that its labels are evidence for."""
    targets, weights = _blank(len(rows))
    _mapped(rows, maps.FROM_GOEMOTIONS, targets, weights)
    for at, row in enumerate(rows):
        targets[at, [AT[label] for label in row.labels]] = 1.0
    weights[:, : len(maps.GOEMOTIONS)] = 1.0
    task = Task(tuple(row.text for row in rows), targets, weights)
    _sentiment(rows, (maps.POSITIVE, maps.NEGATIVE), weight, task)
    return task


def xed(rows: Sequence[Labelled], weight: float = 0.4) -> Task:
    """Its own eight, and softly the sides: film subtitles are far from customers."""
    targets, weights = _blank(len(rows))
    _mapped(rows, maps.FROM_XED, targets, weights)
    for at, row in enumerate(rows):
        targets[at, [AT[f"xed_{label}"] for label in row.labels]] = 1.0
    weights[:, len(maps.OUTPUTS) :] = 0.5
    task = Task(tuple(row.text for row in rows), targets, weights)
    _sentiment(rows, (maps.XED_POSITIVE, maps.XED_NEGATIVE), weight, task)
    return task


def lines(rows: Sequence[Line], weight: float = 4.0, context: bool = False) -> Task:
    """Customer-service lines labelled for us: both sides and all twenty."""
    targets, weights = _blank(len(rows))
    for at, row in enumerate(rows):
        targets[at, [AT["positive"], AT["negative"]]] = row.positive, row.negative
        for emotion, share in row.emotions.items():
            targets[at, AT[emotion]] = share
    weights[:, _TWENTY] = 1.0
    weights[:, [AT["positive"], AT["negative"]]] = weight
    texts = (f"{row.context} [SEP] {row.text}" if context and row.context else row.text for row in rows)
    return Task(tuple(texts), targets, weights)
