"""The way to the app: what happens becomes payloads, delivered at once, and again where nobody answers."""

from __future__ import annotations

import json
import time
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from bot.workspace import payloads
from bot.workspace.delivery import Ack, Delivery, Kind
from bot.workspace.facts import Json, Message
from bot.workspace.faults import Fault
from bot.workspace.payloads import Event
from bot.workspace.server import Server
from bot.workspace.sockets import Sockets
from bot.workspace.team import Team

ATTEMPTS = 3


class Dispatch:
    """A running workspace without people. With a manifest it grants that app's scopes and events alone."""

    def __init__(self, manifest: Path | None = None, port: int = 0) -> None:
        self.team = Team()
        self.sockets = Sockets()
        self.server = Server(self.team, self.sockets, port)
        self.delivery: Delivery = self.sockets
        self.delivered: list[tuple[Kind, Json]] = []
        self.acks: list[tuple[Kind, Ack | None]] = []
        self.manifest: Json = {}
        self._events: frozenset[str] | None = None
        self._deliverers = ThreadPoolExecutor(8, "deliver")
        self._pending: list[Future[None]] = []
        self.team.heard.append(self._hear)
        self.team.rewritten.append(self._reread)
        if manifest is not None:
            self._grant(json.loads(manifest.read_text("utf-8")))

    def close(self) -> None:
        self._deliverers.shutdown(wait=False, cancel_futures=True)
        self.server.close()

    @property
    def api_url(self) -> str:
        return f"http://{self.team.address}/api/"

    def _grant(self, manifest: Json) -> None:
        self.manifest = manifest
        self.team.scopes = frozenset(manifest["oauth_config"]["scopes"]["bot"])
        self._events = frozenset(manifest["settings"]["event_subscriptions"]["bot_events"])

    # What Slack does on a bad day

    def limit(self, method: str, times: int = 1, retry_after: int = 1) -> None:
        """The next calls are answered 429."""
        self.server.faults.add(method, Fault(429, "ratelimited", retry_after), times)

    def fail(self, method: str, error: str, times: int = 1, status: int = 200) -> None:
        """The next calls are answered with this error. "files" stands for downloads: a status, or 302 with
        the place to go to as `error`."""
        self.server.faults.add(method, Fault(status, error), times)

    def deliver_again(self, event: str, attempt: int = 1) -> Ack | None:
        """The newest event of that type that a person caused, once more under the same event_id, as after
        a lost acknowledgement."""
        events = (payload for kind, payload in reversed(self.delivered) if kind == "events_api")
        by_people = (one for one in events if not one["event"].get("bot_id"))
        payload = next(one for one in by_people if one["event"]["type"] == event)
        return self._deliver("events_api", payload, attempt)

    def settle(self, quiet: float = 0.6, timeout: float = 15) -> None:
        """Waits until everything is delivered and the app has called nothing for `quiet` seconds."""
        until = time.monotonic() + timeout
        while time.monotonic() < until:
            busy = any(not one.done() for one in list(self._pending))
            if not busy and time.monotonic() - self.server.last_activity > quiet:
                return
            time.sleep(0.02)

    # Delivery

    def _hear(self, message: Message) -> None:
        """Every message becomes events, the bot's own too, as in Slack."""
        channel = self.team.channels[message.channel]
        self._tell(payloads.message_events(self.team, channel, message))
        if message.files:
            user, files = self.team.users[message.user], (self.team.files[one] for one in message.files)
            self._tell([payloads.file_event(self.team, channel, user, file) for file in files])

    def _reread(self, message: Message, before: str) -> None:
        channel = self.team.channels[message.channel]
        self._tell(payloads.rewritten_events(self.team, channel, message, before))

    def _tell(self, events: list[Event]) -> None:
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
