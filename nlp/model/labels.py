"""How the labels of a model that was made for something else are read: positive, negative and the twenty."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from nlp.emotions import EMOTIONS
from nlp.errors import ModelError
from nlp.values import Thresholds

DEFAULT_THRESHOLD = 0.5
# Above every probability: what is not measured is never mentioned.
NEVER = 1.0


@dataclass(frozen=True, slots=True)
class LabelMap:
    """Every label of a model once in `positive`, `negative` or `neutral`; each of the twenty emotions either
    in `emotions`, by the labels that speak for it, or in `not_measured`.

    `thresholds` are by "positive", "negative" and emotion; 0.5 where none is given. Labels are compared
    whatever their case.
    """

    positive: tuple[str, ...]
    negative: tuple[str, ...]
    neutral: tuple[str, ...]
    emotions: Mapping[str, tuple[str, ...]]
    not_measured: tuple[str, ...]
    thresholds: Mapping[str, float] = field(default_factory=dict[str, float])

    def threshold(self, name: str) -> float:
        return self.thresholds.get(name, DEFAULT_THRESHOLD)


def check(labels: LabelMap, known: Iterable[str], where: str) -> None:
    """ModelError, beginning with `where`, unless the map is whole and fits the labels that the model has."""
    _check_emotions(labels, where)
    _check_thresholds(labels, where)
    has = {label.casefold() for label in known}
    signs = [label.casefold() for label in (*labels.positive, *labels.negative, *labels.neutral)]
    spoken = {label.casefold() for several in labels.emotions.values() for label in several}
    _refuse(where, "the model has no label", {*signs, *spoken} - has)
    _refuse(where, "neither positive, negative nor neutral says how to read the label", has - {*signs})
    _refuse(
        where, "more than once in positive, negative and neutral", {s for s in signs if signs.count(s) > 1}
    )
    if not labels.positive or not labels.negative:
        raise ModelError(f"{where}: positive and negative must each name at least one label")


def _check_emotions(labels: LabelMap, where: str) -> None:
    mapped, left = set(labels.emotions), set(labels.not_measured)
    _refuse(where, "not one of the twenty emotions", (mapped | left) - set(EMOTIONS))
    _refuse(where, "neither under emotions nor in not_measured", set(EMOTIONS) - mapped - left)
    _refuse(where, "both under emotions and in not_measured", mapped & left)
    _refuse(where, "an emotion without labels", {name for name, by in labels.emotions.items() if not by})


def _check_thresholds(labels: LabelMap, where: str) -> None:
    _refuse(where, "a threshold for nothing that is measured", {*labels.thresholds} - _measured(labels))
    outside = {name for name, value in labels.thresholds.items() if not 0 < value < 1}
    _refuse(where, "a threshold must lie between 0 and 1", outside)


def _measured(labels: LabelMap) -> set[str]:
    return {"positive", "negative", *labels.emotions}


def thresholds(labels: LabelMap) -> Thresholds:
    """The map's thresholds in the order of `nlp.emotions.EMOTIONS`."""
    of_emotions = (labels.threshold(name) if name in labels.emotions else NEVER for name in EMOTIONS)
    return Thresholds(labels.threshold("positive"), labels.threshold("negative"), tuple(of_emotions))


def _refuse(where: str, what: str, names: set[str]) -> None:
    if names:
        raise ModelError(f"{where}: {what}: {', '.join(sorted(names))}")
