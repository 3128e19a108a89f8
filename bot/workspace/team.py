"""What a workspace holds: people, channels, messages, tokens, triggers. The only state of the stand-in."""

from __future__ import annotations

import itertools
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

Json = dict[str, Any]
ChannelKind = Literal["channel", "group", "im", "mpim"]

# Slack's own times: how long a trigger, a stream and a response_url live, in seconds.
TRIGGER_LIVES = 3.0
STREAM_LIVES = 300.0
RESPONSE_URL_LIVES = 1800.0
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


@dataclass(slots=True)
class Channel:
    """`members` are user ids; a direct message has two."""

    id: str
    name: str
    kind: ChannelKind = "channel"
    members: set[str] = field(default_factory=set[str])
    is_ext_shared: bool = False


@dataclass(slots=True)
class Message:
    """`only_for` is set on an ephemeral message; `stream_until` while a stream may still be appended to."""

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


@dataclass(slots=True)
class ResponseUrl:
    """Where a command or an interaction may be answered: five times, for half an hour."""

    channel: str
    user: str
    message_ts: str | None
    thread_ts: str | None
    until: float
    uses_left: int = RESPONSE_URL_USES


@dataclass(slots=True)
class Team:
    """Everything, behind one lock; `changed` wakes whoever waits for a message."""

    id: str = "T0HEART"
    bot: User = field(default_factory=lambda: User("U0BOT", "heartline", is_bot=True))
    bot_token: str = field(default_factory=lambda: f"xoxb-{secrets.token_hex(8)}")
    app_token: str = field(default_factory=lambda: f"xapp-{secrets.token_hex(8)}")
    signing_secret: str = field(default_factory=lambda: secrets.token_hex(16))
    scopes: frozenset[str] | None = None
    users: dict[str, User] = field(default_factory=dict[str, User])
    channels: dict[str, Channel] = field(default_factory=dict[str, Channel])
    messages: list[Message] = field(default_factory=list[Message])
    views: dict[str, Json] = field(default_factory=dict[str, Json])
    homes: dict[str, Json] = field(default_factory=dict[str, Json])
    prompts: dict[str, list[Json]] = field(default_factory=dict[str, list[Json]])
    statuses: list[tuple[str, str, str]] = field(default_factory=list[tuple[str, str, str]])
    triggers: dict[str, float] = field(default_factory=dict[str, float])
    response_urls: dict[str, ResponseUrl] = field(default_factory=dict[str, ResponseUrl])
    tickets: set[str] = field(default_factory=set[str])
    address: str = ""
    heard: list[Callable[[Message], None]] = field(default_factory=list[Callable[["Message"], None]])
    changed: threading.Condition = field(default_factory=lambda: threading.Condition(threading.RLock()))
    version: int = 0
    _count: itertools.count[int] = field(default_factory=lambda: itertools.count(1))

    def __post_init__(self) -> None:
        self.users[self.bot.id] = self.bot

    def next_id(self, prefix: str) -> str:
        """Unique in this workspace and in every other: apps remember ids in their stores."""
        return f"{prefix}{next(self._count):04d}{secrets.token_hex(4).upper()}"

    def next_ts(self) -> str:
        """Unique and growing, shaped like Slack's."""
        return f"{int(time.time())}.{next(self._count):06d}"

    def add(self, message: Message) -> Message:
        with self.changed:
            self.messages.append(message)
            self.touch()
        for hear in self.heard if message.only_for is None else ():
            hear(message)
        return message

    def touch(self) -> None:
        """Something that people see has changed: wakes whoever waits."""
        with self.changed:
            self.version += 1
            self.changed.notify_all()

    def user(self, user_id: str) -> User:
        if user_id not in self.users:
            raise Refused("user_not_found")
        return self.users[user_id]

    def channel(self, channel_id: str) -> Channel:
        """A channel that the bot can see; a user's id stands for the direct message with that user."""
        if channel_id in self.users:
            return self.direct(channel_id)
        found = self.channels.get(channel_id)
        if found is None or (found.kind != "channel" and self.bot.id not in found.members):
            raise Refused("channel_not_found")
        return found

    def direct(self, user_id: str) -> Channel:
        """The direct message between the bot and this user, opened if need be."""
        channel_id = f"D{user_id[1:]}"
        return self.channels.setdefault(
            channel_id, Channel(channel_id, user_id, "im", {user_id, self.bot.id})
        )

    def message(self, channel_id: str, ts: str) -> Message:
        found = (m for m in self.messages if (m.channel, m.ts) == (channel_id, ts) and not m.deleted)
        message = next(found, None)
        if message is None:
            raise Refused("message_not_found")
        return message

    def trigger(self) -> str:
        trigger_id = self.next_id("trigger.")
        self.triggers[trigger_id] = time.monotonic() + TRIGGER_LIVES
        return trigger_id

    def response_url(self, made: ResponseUrl) -> str:
        key = secrets.token_hex(8)
        self.response_urls[key] = made
        return key

    def wait(self, ready: Callable[[], bool], timeout: float) -> bool:
        with self.changed:
            return self.changed.wait_for(ready, timeout)
