"""Socket Mode's server side: links that the app opened, envelopes out, acknowledgements in."""

from __future__ import annotations

import json
import random
import socket
import threading
import time
import uuid
from dataclasses import dataclass, field

from websockets.exceptions import InvalidState
from websockets.frames import Frame, Opcode
from websockets.http11 import Request
from websockets.server import ServerProtocol

from bot.workspace.delivery import ACK_SECONDS, Ack, Kind
from bot.workspace.facts import Json

MAX_LINKS = 10
LINK_SECONDS = 10.0


@dataclass(slots=True)
class Link:
    """One websocket. A muted link looks connected and says nothing, not even pong."""

    sock: socket.socket
    protocol: ServerProtocol = field(default_factory=ServerProtocol)
    muted: bool = False
    lock: threading.Lock = field(default_factory=threading.Lock)

    def shake_hands(self, raw: bytes) -> bool:
        """Answers the upgrade request; False if it was none."""
        self.protocol.receive_data(raw)
        for request in self.protocol.events_received():
            if isinstance(request, Request):
                self.protocol.send_response(self.protocol.accept(request))
        self.flush()
        return self.protocol.handshake_exc is None

    def flush(self) -> None:
        with self.lock:
            for data in self.protocol.data_to_send():
                if data and not self.muted:
                    self.sock.sendall(data)

    def send(self, message: Json) -> None:
        self.protocol.send_text(json.dumps(message).encode())
        self.flush()

    def receive(self) -> list[Json] | None:
        """The next messages, None when the other side is gone."""
        data = self.sock.recv(65_536)
        if not data:
            return None
        self.protocol.receive_data(data)
        frames = [f for f in self.protocol.events_received() if isinstance(f, Frame)]
        self.flush()
        return [json.loads(bytes(f.data)) for f in frames if f.opcode is Opcode.TEXT]

    def close(self) -> None:
        try:
            self.sock.shutdown(socket.SHUT_RDWR)
        except OSError:
            return


@dataclass(slots=True)
class Waiting:
    done: threading.Event = field(default_factory=threading.Event)
    body: Json = field(default_factory=dict[str, object])


@dataclass(slots=True)
class Sockets:
    """The open links, and the envelopes that wait for an acknowledgement. Each goes to one link."""

    links: list[Link] = field(default_factory=list[Link])
    waiting: dict[str, Waiting] = field(default_factory=dict[str, Waiting])
    opened: int = 0
    changed: threading.Condition = field(default_factory=threading.Condition)

    def serve(self, sock: socket.socket, handshake: bytes) -> None:
        """Runs one link until it ends."""
        link = Link(sock)
        if not link.shake_hands(handshake) or len(self.links) >= MAX_LINKS:
            return
        link.send(
            {
                "type": "hello",
                "num_connections": len(self.links) + 1,
                "connection_info": {"app_id": "A0HEART"},
            }
        )
        with self.changed:
            self.links.append(link)
            self.opened += 1
            self.changed.notify_all()
        try:
            while (messages := link.receive()) is not None:
                for message in messages:
                    self._acknowledged(message)
        except (OSError, InvalidState):
            pass
        finally:
            with self.changed:
                self.links.remove(link)
                self.changed.notify_all()

    def deliver(self, kind: Kind, payload: Json, attempt: int) -> Ack | None:
        link = self._any_link()
        if link is None:
            return None
        envelope = str(uuid.uuid4())
        waiting = self.waiting.setdefault(envelope, Waiting())
        began = time.monotonic()
        retry: Json = {"retry_attempt": attempt, "retry_reason": "timeout"} if kind == "events_api" else {}
        try:
            link.send(
                {
                    "type": kind,
                    "envelope_id": envelope,
                    "payload": payload,
                    "accepts_response_payload": kind != "events_api",
                    **retry,
                }
            )
            acknowledged = waiting.done.wait(ACK_SECONDS)
        except (OSError, InvalidState):
            acknowledged = False
        del self.waiting[envelope]
        return Ack(time.monotonic() - began, waiting.body) if acknowledged else None

    def count(self, links: int, timeout: float = LINK_SECONDS) -> bool:
        """Waits until so many links are open."""
        with self.changed:
            return self.changed.wait_for(lambda: len(self.links) == links, timeout)

    def disconnect(self, reason: str = "refresh_requested") -> None:
        """What Slack does every few hours: says so, then closes; the app is to open a new link."""
        for link in list(self.links):
            link.send({"type": "disconnect", "reason": reason, "debug_info": {"host": "loopback"}})
            link.close()

    def drop(self) -> None:
        """The connection breaks without a word."""
        for link in list(self.links):
            link.close()

    def _any_link(self) -> Link | None:
        with self.changed:
            self.changed.wait_for(lambda: bool(self.links), LINK_SECONDS)
            return random.choice(self.links) if self.links else None

    def _acknowledged(self, message: Json) -> None:
        waiting = self.waiting.get(str(message.get("envelope_id")))
        if waiting is not None:
            waiting.body = message.get("payload") or {}
            waiting.done.set()
