"""What passes through the room: transcripts on the way in, feelings on the way out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

Speaker = Literal["customer", "agent", "other"]
# How it is known who the customer is: the format says it, a setting does, the words do, or nobody does.
Roles = Literal["given", "set", "inferred", "unknown"]


@dataclass(frozen=True, slots=True)
class Turn:
    """One thing said. `start` and `end` are seconds since the contact began, None where not known.

    `speaker` "other" is a machine, a supervisor, or somebody unknown: never scored as a customer.
    """

    speaker: Speaker
    text: str
    start: float | None = None
    end: float | None = None


@dataclass(frozen=True, slots=True)
class Transcript:
    """A contact in words. `source` is the id of the format it came in.

    `contact_id` is None where the format carries none; `language` is a BCP-47 tag as the format gave it, None
    where it gave none; `started_at` is aware. `names` are those of the speakers, where the format marks them:
    only what masks looks at them, and a masked transcript has none.
    """

    source: str
    turns: tuple[Turn, ...]
    roles: Roles
    contact_id: str | None = None
    language: str | None = None
    started_at: datetime | None = None
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Feeling:
    """What one turn carries: calibrated probabilities 0–1 of any positive and any negative emotion.

    `emotions` holds the twenty intensities 0–1 in the order of `nlp.emotions.EMOTIONS`; None is an emotion
    that the model does not measure.
    """

    positive: float
    negative: float
    emotions: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class Thresholds:
    """From where on a turn counts as positive or negative, and an emotion (same order) as mentioned."""

    positive: float
    negative: float
    emotions: tuple[float, ...]


class EmotionModel(Protocol):
    """A model that hears. `name` is its version: figures of two names never stand in one series."""

    @property
    def name(self) -> str: ...

    @property
    def languages(self) -> frozenset[str] | None:
        """Primary language tags it was made for; None: any."""
        ...

    @property
    def thresholds(self) -> Thresholds: ...

    @property
    def measured(self) -> frozenset[str]:
        """The emotions that it measures; the others are "not measured", never 0."""
        ...

    def hear(self, texts: Sequence[str]) -> list[Feeling]:
        """A feeling for each text, in order. A text without words gets zeros."""
        ...
