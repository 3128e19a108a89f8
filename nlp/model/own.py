"""heartline.json: how a model that was trained here is read, beside its weights.

    {"name": "heartline-en-2", "languages": ["en"], "max_tokens": 128,
     "positive": CAL, "negative": CAL, "emotions": {"happy": CAL, …, "indulgent": null}}
    CAL = {"label": "<output>", "calibration": {"kind": "platt", "a": 1.1, "b": -0.2}, "threshold": 0.41}
       or calibration = {"kind": "isotonic", "x": [logits], "y": [probabilities]}

null is an emotion that is not measured; all of the twenty stand there.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from nlp.emotions import EMOTIONS
from nlp.errors import ModelError
from nlp.model.calibration import Calibration, Isotonic, Platt
from nlp.model.labels import NEVER
from nlp.model.reading import Calibrated, Channel
from nlp.values import Thresholds

Table = Mapping[str, object]
_SIGNS = ("positive", "negative")


@dataclass(frozen=True, slots=True)
class Own:
    """What heartline.json says: the model's version, its languages, its window, and how it is read."""

    name: str
    languages: frozenset[str]
    max_tokens: int
    reading: Calibrated


def read_own(path: Path, outputs: Sequence[str]) -> Own:
    """heartline.json against the outputs of the model beside it. ModelError where it does not fit."""
    try:
        said: object = json.loads(path.read_text(encoding="utf-8"))
        return _own(_table(said, "the file"), {label: place for place, label in enumerate(outputs)})
    except (OSError, ValueError, RecursionError) as error:
        raise ModelError(f"{path}: {' '.join(str(error).split())}") from error


def _own(said: Table, places: Mapping[str, int]) -> Own:
    name, tokens = said.get("name"), said.get("max_tokens")
    if not isinstance(name, str) or not name:
        raise ValueError("name is missing: the model's version")
    if not isinstance(tokens, int) or tokens < 1:
        raise ValueError("max_tokens must be a whole number of tokens")
    emotions = _table(said.get("emotions"), "emotions")
    if wrong := sorted(set(emotions) ^ set(EMOTIONS)):
        raise ValueError(f"emotions must be the twenty, null where not measured; see {', '.join(wrong)}")
    parts = {**{sign: said.get(sign) for sign in _SIGNS}, **{one: emotions[one] for one in EMOTIONS}}
    if empty := [sign for sign in _SIGNS if parts[sign] is None]:
        raise ValueError(f"{empty[0]} is missing")
    read = [None if part is None else _channel(key, _table(part, key), places) for key, part in parts.items()]
    reading = Calibrated(
        channels=tuple(one[0] if one else None for one in read),
        thresholds=_thresholds([one[1] if one else NEVER for one in read]),
    )
    return Own(name, frozenset(_words(said.get("languages"), "languages")), tokens, reading)


def _channel(key: str, said: Table, places: Mapping[str, int]) -> tuple[Channel, float]:
    label, threshold = said.get("label"), said.get("threshold")
    if not isinstance(label, str) or label not in places:
        raise ValueError(f"{key}.label: the model has no output {label!r}")
    if not isinstance(threshold, int | float) or not 0 < threshold < 1:
        raise ValueError(f"{key}.threshold must be a number between 0 and 1")
    try:
        calibration = _calibration(_table(said.get("calibration"), "calibration"))
    except (ValueError, TypeError) as error:
        raise ValueError(f"{key}: {error}") from error
    return Channel(places[label], calibration), float(threshold)


def _calibration(said: Table) -> Calibration:
    kinds = {"platt": _platt, "isotonic": _isotonic}
    kind = said.get("kind")
    if not isinstance(kind, str) or kind not in kinds:
        raise ValueError(f"calibration.kind must be one of {', '.join(kinds)}")
    return kinds[kind](said)


def _platt(said: Table) -> Calibration:
    return Platt(*_numbers([said.get("a"), said.get("b")]))


def _isotonic(said: Table) -> Calibration:
    return Isotonic(_numbers(said.get("x")), _numbers(said.get("y")))


def _thresholds(values: Sequence[float]) -> Thresholds:
    return Thresholds(values[0], values[1], tuple(values[2:]))


def _table(said: object, key: str) -> Table:
    if not isinstance(said, dict):
        raise ValueError(f"{key} must be a table {{…}}")
    return cast("dict[str, object]", said)


def _numbers(said: object) -> tuple[float, ...]:
    listed = cast("list[object]", said) if isinstance(said, list) else [None]
    numbers = tuple(float(one) for one in listed if isinstance(one, int | float))
    if len(numbers) < len(listed):
        raise ValueError("a calibration is made of numbers")
    return numbers


def _words(said: object, key: str) -> tuple[str, ...]:
    listed = cast("list[object]", said) if isinstance(said, list) else []
    words = tuple(one for one in listed if isinstance(one, str))
    if not words or len(words) < len(listed):
        raise ValueError(f'{key} must be a list such as ["en"]')
    return words
