"""What a workspace holds, behind one lock. The only state of the stand-in."""

from __future__ import annotations

import itertools
import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from bot.workspace.clock import Clock
from bot.workspace.facts import (
    Channel,
    File,
    Json,
    Message,
    Refused,
    ResponseUrl,
    Status,
    Trigger,
    User,
    UserGroup,
    View,
)

# Slack's own times in seconds.
TRIGGER_LIVES = 3.0
STREAM_LIVES = 300.0
STATUS_LIVES = 120.0
RESPONSE_URL_LIVES = 1800.0

# What came to be (None before, the message after) or changed (its text before, the message after).
Heard = Callable[[Message], None]
Changed = Callable[[Message, str], None]


@dataclass(slots=True)
class Team:
    """Everything; `changed` wakes whoever waits, `version` counts what people could have seen change."""

    id: str = "T0HEART"
    name: str = "Heartline"
    bot: User = field(default_factory=lambda: User("U0BOT", "heartline", is_bot=True))
    bot_token: str = field(default_factory=lambda: f"xoxb-{secrets.token_hex(8)}")
    app_token: str = field(default_factory=lambda: f"xapp-{secrets.token_hex(8)}")
    signing_secret: str = field(default_factory=lambda: secrets.token_hex(16))
    scopes: frozenset[str] | None = None
    # How long a file is looked through before blocks can show it.
    scan_seconds: float = 0.0
    clock: Clock = field(default_factory=Clock)
    users: dict[str, User] = field(default_factory=dict[str, User])
    groups: dict[str, UserGroup] = field(default_factory=dict[str, UserGroup])
    channels: dict[str, Channel] = field(default_factory=dict[str, Channel])
    messages: list[Message] = field(default_factory=list[Message])
    files: dict[str, File] = field(default_factory=dict[str, File])
    views: dict[str, View] = field(default_factory=dict[str, View])
    homes: dict[str, View] = field(default_factory=dict[str, View])
    prompts: dict[str, list[Json]] = field(default_factory=dict[str, list[Json]])
    titles: dict[tuple[str, str], str] = field(default_factory=dict[tuple[str, str], str])
    statuses: list[tuple[str, str, str]] = field(default_factory=list[tuple[str, str, str]])
    status: dict[tuple[str, str], Status] = field(default_factory=dict[tuple[str, str], Status])
    triggers: dict[str, Trigger] = field(default_factory=dict[str, Trigger])
    response_urls: dict[str, ResponseUrl] = field(default_factory=dict[str, ResponseUrl])
    tickets: set[str] = field(default_factory=set[str])
    address: str = ""
    heard: list[Heard] = field(default_factory=list[Heard])
    rewritten: list[Changed] = field(default_factory=list[Changed])
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
        return f"{int(self.clock())}.{next(self._count):06d}"

    def add(self, message: Message) -> Message:
        with self.changed:
            self.messages.append(message)
            if message.user == self.bot.id:
                self.status.pop((message.channel, message.thread_ts or ""), None)
            self.touch()
        for hear in self.heard if message.only_for is None else ():
            hear(message)
        return message

    def rewrite(self, message: Message, before: str) -> None:
        """Tells that a message has changed, or is gone where it is `deleted` now."""
        self.touch()
        for hear in self.rewritten if message.only_for is None else ():
            hear(message, before)

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
        with self.changed:
            return self.channels.setdefault(
                channel_id, Channel(channel_id, user_id, "im", {user_id, self.bot.id})
            )

    def message(self, channel_id: str, ts: str) -> Message:
        found = (m for m in self.messages if (m.channel, m.ts) == (channel_id, ts) and not m.deleted)
        message = next(found, None)
        if message is None:
            raise Refused("message_not_found")
        return message

    def status_in(self, channel_id: str, thread_ts: str) -> Status | None:
        """What the assistant is said to be doing there now."""
        found = self.status.get((channel_id, thread_ts))
        return found if found and self.clock() < found.until else None

    def trigger(self, user: User | None = None, view: str | None = None) -> str:
        trigger_id = self.next_id("trigger.")
        until = self.clock() + TRIGGER_LIVES
        self.triggers[trigger_id] = Trigger(user.id if user else "", until, view)
        return trigger_id

    def exchange(self, trigger_id: str) -> Trigger:
        """Uses a trigger up; it lives three seconds and works once."""
        found = self.triggers.get(trigger_id)
        if found is None:
            raise Refused("invalid_trigger_id")
        if found.used:
            raise Refused("exchanged_trigger_id")
        if self.clock() > found.until:
            raise Refused("expired_trigger_id")
        found.used = True
        return found

    def response_url(self, made: ResponseUrl) -> str:
        key = secrets.token_hex(8)
        self.response_urls[key] = made
        return key

    def wait(self, ready: Callable[[], bool], timeout: float) -> bool:
        with self.changed:
            return self.changed.wait_for(ready, timeout)
