"""What passes inside this package: what a format says, before it is known who the customer is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from nlp.values import Speaker

if TYPE_CHECKING:
    from nlp.transcripts.places import At, Json


@dataclass(frozen=True, slots=True)
class Spoken:
    """One turn as its format says it; seconds since the contact began.

    `label` is the speaker's name or mark, None where the turn names nobody. `role` is set only where the
    format itself says who speaks; `channel` where it counts channels.
    """

    label: str | None
    text: str
    start: float | None = None
    end: float | None = None
    role: Speaker | None = None
    channel: int | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """A contact as its format says it. `contact_id` is one that the contact centre gave, None without.

    `made_id` names the transcription, not the contact: it is used only where there is no file name either.
    """

    spoken: tuple[Spoken, ...]
    contact_id: str | None = None
    language: str | None = None
    started_at: datetime | None = None
    made_id: str | None = None


@dataclass(frozen=True, slots=True)
class RoleSettings:
    """Who is who, for formats that only tell speakers apart.

    `agents` and `customers` hold names or labels ("Maria", "Speaker 1", "SPEAKER_00", "A", "spk_0"), letter
    case aside. `agent_channel` is the channel on which the agent is recorded, counted as the format counts it
    (Twilio and AssemblyAI from 1, Deepgram from 0). Where only one side is named, everybody else is the
    other. `unlabelled` is who says words that name nobody; None: a plain text that names nobody at all is
    refused.
    """

    agents: tuple[str, ...] = ()
    customers: tuple[str, ...] = ()
    agent_channel: int | None = None
    unlabelled: Speaker | None = None


@dataclass(frozen=True, slots=True)
class Limits:
    """The most bytes of one document (or one line of JSON Lines), and of all that comes through a pipe."""

    document: int = 64 << 20
    stream: int = 2 << 30


@dataclass(frozen=True, slots=True)
class JsonFormat:
    """A format in JSON. `recognises` looks at the content alone; of all formats at most one says yes.

    `read` raises `Fault` for what is malformed and nothing else, also for content that it does not recognise.
    """

    id: str
    name: str
    recognises: Callable[[Json], bool]
    read: Callable[[At], Draft]


@dataclass(frozen=True, slots=True)
class TextFormat:
    """A format in plain text; the same promises as `JsonFormat`. Lines end in "\\n"."""

    id: str
    name: str
    recognises: Callable[[str], bool]
    read: Callable[[str], Draft]
