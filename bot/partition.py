"""A partition of transcripts and how a process that was sent one hears it: partition in, partition out.

Imports nothing of what hears before it hears: what is missing there fails a partition, not the connection.
Nothing here knows what sends partitions or runs this. A partition heard twice is heard alike, so it may be
lost with the process that had it and heard by another.
"""

from __future__ import annotations

import platform
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import version
from threading import Lock
from typing import TYPE_CHECKING

from bot.errors import BotError
from nlp.errors import NlpError
from storage.said import Said

if TYPE_CHECKING:
    from bot.ear import Ear, HeardBy


@dataclass(frozen=True, slots=True)
class Partition:
    """Transcripts that are heard together, masked. Whatever logs what it was given logs no word of them."""

    number: int
    said: list[Said] = field(repr=False)

    def __str__(self) -> str:
        ends = dict.fromkeys((self.said[0].contact_id, self.said[-1].contact_id))
        return f"partition {self.number} ({len(self.said)} transcripts, contacts {' to '.join(ends)})"


@dataclass(frozen=True, slots=True)
class Versions:
    """What must be the same here and there, or figures of two kinds would stand in one series."""

    heartline: str
    model: str


def hear_partition(partition: Partition, model: str, wanted: Versions) -> HeardBy:
    """What is heard in a partition, in whatever process this is. `model` is a name that `Ear` takes.

    BotError in one line that names this computer, where its model or its Heartline is missing or another one.
    """
    return _ear_of(model, wanted).heard(partition.said)


def installed() -> str:
    return version("heartline")


_LOADING = Lock()


@cache
def _ear(model: str) -> Ear:
    from bot.ear import Ear

    return Ear(model)


def _ear_of(model: str, wanted: Versions) -> Ear:
    """Loaded once a process, however many of its threads ask at once."""
    if installed() != wanted.heartline:
        raise _other("Heartline", installed(), wanted.heartline)
    with _LOADING:
        try:
            ear = _ear(model)
            loaded = ear.model.name
        except NlpError as error:
            raise BotError(f"the worker on {platform.node()} cannot hear: {error}") from error
    if loaded != wanted.model:
        raise _other("the model", loaded, wanted.model)
    return ear


def _other(what: str, here: str, there: str) -> BotError:
    return BotError(
        f"the worker on {platform.node()} has {what} {here}, and {there} is asked for: install the same there"
        " and start the worker again"
    )
