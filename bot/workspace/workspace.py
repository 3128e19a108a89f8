"""A workspace to talk in: what people do there, and what they see."""

from __future__ import annotations

import json
import time
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any, Self

from bot.workspace import payloads
from bot.workspace.delivery import Ack, Delivery, Kind
from bot.workspace.faults import Fault
from bot.workspace.server import Server
from bot.workspace.sockets import Sockets
from bot.workspace.team import Channel, ChannelKind, Json, Message, Team, User

ATTEMPTS = 3


class Workspace:
    """Runs from construction until `close`. With a manifest it grants that app's scopes and events alone."""

    def __init__(self, manifest: Path | None = None, port: int = 0) -> None:
        self.team = Team()
        self.sockets = Sockets()
        self.server = Server(self.team, self.sockets, port)
        self.delivery: Delivery = self.sockets
        self.delivered: list[tuple[Kind, Json]] = []
        self.acks: list[tuple[Kind, Ack | None]] = []
        self._events: frozenset[str] | None = None
        self._deliverers = ThreadPoolExecutor(8, "deliver")
        self._pending: list[Future[None]] = []
        self.team.heard.append(self._hear)
        if manifest is not None:
            self._grant(json.loads(manifest.read_text("utf-8")))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._deliverers.shutdown(wait=False, cancel_futures=True)
        self.server.close()

    @property
    def api_url(self) -> str:
        return f"http://{self.team.address}/api/"

    def _grant(self, manifest: Json) -> None:
        self.team.scopes = frozenset(manifest["oauth_config"]["scopes"]["bot"])
        self._events = frozenset(manifest["settings"]["event_subscriptions"]["bot_events"])

    # Who and where

    def add_user(self, name: str, **facts: Any) -> User:
        user = User(self.team.next_id("U"), name, **facts)
        self.team.users[user.id] = user
        return user

    def add_channel(
        self, name: str, *people: User, kind: ChannelKind = "channel", bot: bool = True, shared: bool = False
    ) -> Channel:
        inside = {person.id for person in people} | ({self.team.bot.id} if bot else set[str]())
        channel = Channel(self.team.next_id("C"), name, kind, inside, shared)
        self.team.channels[channel.id] = channel
        return channel

    def direct(self, user: User) -> Channel:
        return self.team.direct(user.id)

    # What people do

    def say(self, user: User, channel: Channel, text: str, thread: str | None = None, **more: Any) -> Message:
        """Posts as the user and lets the app hear of it; returns at once."""
        ts = self.team.next_ts()
        return self.team.add(Message(ts, channel.id, user.id, text, thread_ts=thread, **more))

    def mention(self, user: User, channel: Channel, text: str, thread: str | None = None) -> Message:
        return self.say(user, channel, f"<@{self.team.bot.id}> {text}", thread)

    def edit(self, channel: Channel, message: Message, text: str) -> None:
        before, message.text = message.text, text
        self._tell([payloads.changed_event(self.team, channel, message, before)])

    def open_app(self, user: User, tab: str = "messages") -> None:
        channel = self.direct(user)
        body: Json = {"type": "app_home_opened", "user": user.id, "channel": channel.id, "tab": tab}
        self._tell(
            [
                (
                    "app_home_opened",
                    payloads.event(self.team, body | {"event_ts": self.team.next_ts()}, channel),
                )
            ]
        )

    def command(self, user: User, channel: Channel, name: str, text: str = "") -> Ack | None:
        return self._deliver("slash_commands", payloads.command(self.team, user, channel, name, text))

    def press(self, user: User, message: Message, action_id: str, positive: bool = True) -> Ack | None:
        """Presses a button; of a pair of feedback buttons the positive or the negative one."""
        channel = self.team.channels[message.channel]
        action = payloads.element(message, action_id, positive)
        return self._deliver("interactive", payloads.block_action(self.team, user, channel, message, action))

    def deliver_again(self, event: str, attempt: int = 1) -> Ack | None:
        """The newest event of that type that a person caused, once more under the same event_id, as after
        a lost acknowledgement."""
        events = (payload for kind, payload in reversed(self.delivered) if kind == "events_api")
        by_people = (one for one in events if not one["event"].get("bot_id"))
        payload = next(one for one in by_people if one["event"]["type"] == event)
        return self._deliver("events_api", payload, attempt)

    # What Slack does on a bad day

    def limit(self, method: str, times: int = 1, retry_after: int = 1) -> None:
        self.server.faults.add(method, Fault(429, "ratelimited", retry_after), times)

    def fail(self, method: str, error: str, times: int = 1, status: int = 200) -> None:
        self.server.faults.add(method, Fault(status, error), times)

    # What people see

    def messages(self, channel: Channel, viewer: User | None = None) -> list[Message]:
        """What the viewer sees; without a viewer what everybody sees."""
        mine = None if viewer is None else viewer.id
        with self.team.changed:
            return [
                one
                for one in self.team.messages
                if one.channel == channel.id and not one.deleted and one.only_for in (None, mine)
            ]

    def answers(
        self,
        channel: Channel,
        viewer: User | None = None,
        count: int = 1,
        after: str = "",
        timeout: float = 10,
    ) -> list[Message]:
        """The bot's messages there after a ts, waiting until there are `count` of them or time is up."""

        def found() -> list[Message]:
            seen = self.messages(channel, viewer)
            return [one for one in seen if one.user == self.team.bot.id and _order(one.ts) > _order(after)]

        self.team.wait(lambda: len(found()) >= count, timeout)
        return found()

    def settle(self, quiet: float = 0.6, timeout: float = 15) -> None:
        """Waits until everything is delivered and the app has called nothing for `quiet` seconds."""
        until = time.monotonic() + timeout
        while time.monotonic() < until:
            busy = any(not one.done() for one in self._pending)
            if not busy and time.monotonic() - self.server.last_activity > quiet:
                return
            time.sleep(0.02)

    # Delivery

    def _hear(self, message: Message) -> None:
        """Every message becomes events, the bot's own too, as in Slack."""
        channel = self.team.channels[message.channel]
        self._tell(payloads.message_events(self.team, channel, message))

    def _tell(self, events: list[tuple[str, Json]]) -> None:
        for name, payload in events:
            if self._events is None or name in self._events:
                self.server.last_activity = time.monotonic()
                self._pending.append(self._deliverers.submit(self._deliver_event, payload))

    def _deliver_event(self, payload: Json) -> None:
        for attempt in range(ATTEMPTS):
            if self._deliver("events_api", payload, attempt) is not None:
                return

    def _deliver(self, kind: Kind, payload: Json, attempt: int = 0) -> Ack | None:
        self.delivered.append((kind, payload))
        ack = self.delivery.deliver(kind, payload, attempt)
        self.acks.append((kind, ack))
        self.server.last_activity = time.monotonic()
        return ack


def _order(ts: str) -> tuple[int, ...]:
    return tuple(map(int, ts.split("."))) if ts else ()
