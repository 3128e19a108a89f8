"""A transformer that hears: texts in, a feeling for each out, whatever the batch and its order."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from torch import Tensor

from nlp.emotions import EMOTIONS
from nlp.model.calibration import Numbers
from nlp.model.reading import Reading
from nlp.model.remembered import Remembered
from nlp.model.windows import Window, Windows
from nlp.values import Feeling, Thresholds
from nlp.words import has_words

# Tokens that are sorted by length together: enough that texts of like length meet, and bounded.
SORTED = 131_072

# The token ids of a window, and the places of the texts that have it.
Computed = tuple[tuple[int, ...], list[int]]


class Forward(Protocol):
    """The computing itself; `tokens` is how many it takes at once, as texts × their longest."""

    tokens: int

    def __call__(self, texts: Sequence[Sequence[int]]) -> Tensor:
        """Logits (texts, outputs) of token ids sorted by length."""
        ...


@dataclass(frozen=True, slots=True)
class Transformer:
    """An `EmotionModel`. Equal texts are computed once a call, short ones once for many calls.

    A long text is heard in windows that overlap, and carries what any of them carries: the largest
    probability over them. What stands in one sentence is not thinned out by the hundred beside it, as it
    would be by a mean; and neighbouring windows share words, so they are no independent witnesses whose
    chances could be multiplied.
    """

    name: str
    languages: frozenset[str] | None
    reading: Reading
    outputs: tuple[str, ...]
    windows: Windows
    forward: Forward
    remembered: Remembered

    @property
    def thresholds(self) -> Thresholds:
        return self.reading.thresholds

    @property
    def measured(self) -> frozenset[str]:
        return self.reading.measured

    def hear(self, texts: Sequence[str]) -> list[Feeling]:
        """A feeling for each text, in order. A text without words gets zeros."""
        wanted = [text for text in dict.fromkeys(texts) if has_words(text)]
        felt = self.remembered.known(wanted)
        fresh = [text for text in wanted if text not in felt]
        new = dict(zip(fresh, map(self._feeling, self._read(fresh, self.reading.feelings)), strict=True))
        self.remembered.keep(new)
        felt |= new
        nothing = self._feeling(np.zeros(2 + len(EMOTIONS)))
        return [felt.get(text, nothing) for text in texts]

    def scores(self, texts: Sequence[str]) -> Numbers:
        """The model's own scores of its labels (texts, outputs), uncalibrated, in the order of `outputs`."""
        return self._read(texts, self.reading.labels)

    def _read(self, texts: Sequence[str], read: Callable[[Numbers], Numbers]) -> Numbers:
        """(texts, columns of `read`): the largest over each text's windows."""
        largest: Numbers | None = None
        for batch in _batches(self.windows.of(texts), self.forward.tokens):
            logits = self.forward([ids for ids, _ in batch]).cpu().double().numpy()
            values = read(logits)
            if largest is None:
                largest = np.full((len(texts), values.shape[1]), -np.inf)
            rows = [row for row, (_, owners) in enumerate(batch) for _ in owners]
            np.maximum.at(largest, [text for _, owners in batch for text in owners], values[rows])
        return np.empty((0, 0)) if largest is None else largest

    def _feeling(self, values: Numbers) -> Feeling:
        positive, negative, *emotions = values.tolist()
        measured = self.measured
        return Feeling(
            positive,
            negative,
            tuple(
                value if name in measured else None for name, value in zip(EMOTIONS, emotions, strict=True)
            ),
        )


def _batches(windows: Iterator[Window], tokens: int) -> Iterator[list[Computed]]:
    """Batches of like length of at most so many tokens; a window that is longer stands alone."""
    for some in _some(windows):
        batch = list[Computed]()
        for one in sorted(some.items(), key=lambda one: len(one[0])):
            if batch and (len(batch) + 1) * len(one[0]) > tokens:
                yield batch
                batch = []
            batch.append(one)
        yield batch


def _some(windows: Iterator[Window]) -> Iterator[dict[tuple[int, ...], list[int]]]:
    """Equal windows are one, whichever texts have them: "Thanks" and "thanks", a line said over and over."""
    some, size = dict[tuple[int, ...], list[int]](), 0
    for one in windows:
        owners = some.setdefault(tuple(one.ids), [])
        size += 0 if owners else len(one.ids)
        owners.append(one.text)
        if size >= SORTED:
            yield some
            some, size = {}, 0
    if some:
        yield some
