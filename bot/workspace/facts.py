"""The things of a workspace: people, channels, messages, files, views, and the keys that Slack hands out."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

Json = dict[str, Any]
ChannelKind = Literal["channel", "group", "im", "mpim"]
RESPONSE_URL_USES = 5


class Refused(Exception):  # noqa: N818 (it is an answer, not a fault)
    """What the Web API answers with `ok: false`: the error's code and what goes beside it."""

    def __init__(self, error: str, **beside: object) -> None:
        super().__init__(error)
        self.error = error
        self.beside = beside


@dataclass(frozen=True, slots=True)
class User:
    id: str
    name: str
    tz: str = "UTC"
    team_id: str = "T0HEART"
    is_bot: bool = False
    is_restricted: bool = False
    is_ultra_restricted: bool = False
    is_stranger: bool = False
    real_name: str = ""
    email: str = ""
    is_admin: bool = False
    deleted: bool = False


@dataclass(slots=True)
class Channel:
    """`members` are user ids; a direct message has two."""

    id: str
    name: str
    kind: ChannelKind = "channel"
    members: set[str] = field(default_factory=set[str])
    is_ext_shared: bool = False
    is_archived: bool = False


@dataclass(slots=True)
class Message:
    """`only_for` is set on an ephemeral message; `stream_until` while a stream may still be appended to;
    the text of one that was `streamed` is Markdown, and its blocks stand below it."""

    ts: str
    channel: str
    user: str
    text: str
    blocks: list[Json] = field(default_factory=list[Json])
    thread_ts: str | None = None
    only_for: str | None = None
    subtype: str | None = None
    metadata: Json | None = None
    reactions: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    stream_until: float | None = None
    deleted: bool = False
    files: list[str] = field(default_factory=list[str])
    attachments: list[Json] = field(default_factory=list[Json])
    edited: str | None = None
    tasks: list[Json] = field(default_factory=list[Json])
    streamed: bool = False


@dataclass(slots=True)
class File:
    """`channels` are where it was shared; until its upload is completed it is nobody's to see, and until
    `ready_at` no block can show it: Slack looks through it first. `more` are
    facts that differ from an ordinary file's: a canvas, one that lies elsewhere, one to be asked for."""

    id: str
    name: str
    title: str
    user: str
    length: int
    created: int
    content: bytes | None = None
    channels: set[str] = field(default_factory=set[str])
    complete: bool = False
    alt_text: str = ""
    ready_at: float = 0.0
    more: Json = field(default_factory=dict[str, Any])


@dataclass(slots=True)
class View:
    """A modal or a Home tab. `body` is what the app gave; `values` what the person has put into it so far:
    block_id -> action_id -> the element's state as Slack reports it; `errors` by block_id after a submission
    that the app did not take."""

    id: str
    user: str
    body: Json
    hash: str
    root_id: str
    previous_id: str | None = None
    is_open: bool = True
    values: dict[str, dict[str, Json]] = field(default_factory=dict[str, dict[str, Json]])
    errors: dict[str, str] = field(default_factory=dict[str, str])


@dataclass(slots=True)
class Trigger:
    """`view` is set where the trigger came from inside a modal: only such a one may push."""

    user: str
    until: float
    view: str | None = None
    used: bool = False


@dataclass(frozen=True, slots=True)
class Status:
    """What the assistant is said to be doing in a thread, until then or until it speaks."""

    text: str
    until: float
    loading: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class UserGroup:
    id: str
    handle: str
    name: str
    users: tuple[str, ...] = ()


@dataclass(slots=True)
class ResponseUrl:
    """Where a command or an interaction may be answered: five times, for half an hour."""

    channel: str
    user: str
    message_ts: str | None
    thread_ts: str | None
    until: float
    uses_left: int = RESPONSE_URL_USES
