"""What is kept of a transcript: masked turns, their scores, the contact's figures. Primitives only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from itertools import chain

_DIGEST_BYTES = 16


@dataclass(frozen=True, slots=True)
class SaidTurn:
    """One thing said, masked. `speaker` is customer, agent or other; times in seconds since the beginning."""

    speaker: str
    text: str
    start: float | None = None
    end: float | None = None


@dataclass(frozen=True, slots=True)
class TurnScore:
    """What a turn carries, 0 to 1; `emotions` by name, without those that are not measured."""

    position: int
    positive: float
    negative: float
    emotions: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class ContactFigures:
    """A scored contact's figures; `mentions` by emotion."""

    balance: float
    shaw_mean: float | None
    net_sentiment: float
    end_weighted: float
    trend: float | None
    positive_mentions: int
    negative_mentions: int
    mentions: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Said:
    """A contact in words, as it is stored. `digest` tells whether it is still the same (`digest_of`)."""

    contact_id: str
    source: str
    language: str | None
    roles: str
    digest: str
    turns: tuple[SaidTurn, ...]


@dataclass(frozen=True, slots=True)
class Heard:
    """A transcript and what one model heard in it: figures, or in one word why there are none."""

    said: Said
    scores: tuple[TurnScore, ...] = ()
    figures: ContactFigures | None = None
    not_scored: str | None = None


def digest_of(turns: Iterable[SaidTurn], language: str | None) -> str:
    """What changes when anything changes that is stored or that a score depends on."""
    found = blake2b(digest_size=_DIGEST_BYTES)
    cells = chain.from_iterable((one.speaker, one.text, one.start, one.end) for one in turns)
    for cell in (language, *cells):
        # Each cell with its length, so that no two different rows of cells are one text.
        text = repr(cell).encode()
        found.update(b"%d:" % len(text))
        found.update(text)
    return found.hexdigest()


def storable(text: str) -> str:
    """The text as every database takes it: without NUL and without halves of surrogate pairs."""
    return text.replace("\0", "\N{REPLACEMENT CHARACTER}").encode("utf-8", "replace").decode()
