"""How a model's logits are read: as p of any positive, p of any negative, and the twenty intensities.

A reading gives (texts, 22): positive, negative, then the emotions in the order of `nlp.emotions.EMOTIONS`,
NaN where an emotion is not measured.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

import numpy as np

from nlp.emotions import EMOTIONS
from nlp.model.calibration import Calibration, Numbers, sigmoid, softmax
from nlp.model.labels import LabelMap, thresholds
from nlp.values import Thresholds

WIDTH = 2 + len(EMOTIONS)


class Reading(Protocol):
    @property
    def thresholds(self) -> Thresholds: ...

    @property
    def measured(self) -> frozenset[str]: ...

    def labels(self, logits: Numbers) -> Numbers:
        """The model's own scores of its labels (texts, outputs), as `transformers.pipeline` gives them."""
        ...

    def feelings(self, logits: Numbers) -> Numbers:
        """(texts, 22), calibrated where the model brings a calibration."""
        ...


@dataclass(frozen=True, slots=True)
class Channel:
    """One output of a model made for Heartline: the logit's place and its calibration."""

    output: int
    calibration: Calibration


@dataclass(frozen=True, slots=True)
class Calibrated:
    """A model made for Heartline: `channels` are the 22 in order, None for what is not measured."""

    channels: tuple[Channel | None, ...]
    thresholds: Thresholds

    @property
    def measured(self) -> frozenset[str]:
        return frozenset(name for name, one in zip(EMOTIONS, self.channels[2:], strict=True) if one)

    def labels(self, logits: Numbers) -> Numbers:
        return sigmoid(logits)

    def feelings(self, logits: Numbers) -> Numbers:
        read = np.full((len(logits), WIDTH), np.nan)
        for place, one in enumerate(self.channels):
            if one is not None:
                read[:, place] = one.calibration(logits[:, one.output])
        return read


# Several labels together: one label of a softmax excludes the others, so their probabilities add up; labels
# that each have a sigmoid of their own are taken as independent, so that none at all is the product.
def _added(scores: Numbers) -> Numbers:
    return np.minimum(scores.sum(axis=1), 1.0)


def _any(scores: Numbers) -> Numbers:
    return 1.0 - np.prod(1.0 - scores, axis=1)


Kind = Literal["multi_label", "single_label"]
_KINDS: dict[Kind, tuple[Callable[[Numbers], Numbers], Callable[[Numbers], Numbers]]] = {
    "multi_label": (sigmoid, _any),
    "single_label": (softmax, _added),
}


@dataclass(frozen=True, slots=True)
class Mapped:
    """Any other classifier, by its label map; its probabilities are taken as they are."""

    map: LabelMap
    outputs: Sequence[str]
    kind: Kind

    @property
    def thresholds(self) -> Thresholds:
        return thresholds(self.map)

    @property
    def measured(self) -> frozenset[str]:
        return frozenset(self.map.emotions)

    def labels(self, logits: Numbers) -> Numbers:
        return _KINDS[self.kind][0](logits)

    def feelings(self, logits: Numbers) -> Numbers:
        scores, together = self.labels(logits), _KINDS[self.kind][1]
        places = {label.casefold(): place for place, label in enumerate(self.outputs)}
        read = np.full((len(logits), WIDTH), np.nan)
        spoken = (self.map.positive, self.map.negative, *(self.map.emotions.get(name) for name in EMOTIONS))
        for column, labels in enumerate(spoken):
            if labels:
                read[:, column] = together(scores[:, [places[label.casefold()] for label in labels]])
        return read
