"""Socket Mode: one websocket to Slack, watched, because a socket can look connected and be silent."""

# slack_sdk is typed in part only.
# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false

from __future__ import annotations

import logging
import threading
import time
from dataclasses import dataclass, field
from typing import Any

from slack_bolt import App
from slack_bolt.adapter.socket_mode.builtin import SocketModeHandler
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.connections import on_loopback
from bot.errors import BotError

PING_SECONDS = 10.0
# Slack pings every few seconds and answers ours; a minute without a word is a dead socket.
PATIENCE_SECONDS = 60.0

log = logging.getLogger(__name__)


@dataclass(slots=True)
class SocketMode:
    """Connected from `start` to `stop`. BotError where Slack refuses the app token."""

    app: App
    app_token: str
    ping_seconds: float = PING_SECONDS
    patience_seconds: float = PATIENCE_SECONDS
    _handler: SocketModeHandler = field(init=False)
    _watching: threading.Event = field(init=False, default_factory=threading.Event)
    _heard: float = field(init=False, default=0.0)

    def __post_init__(self) -> None:
        self._handler = SocketModeHandler(self.app, self.app_token, ping_interval=self.ping_seconds)
        client = self._handler.client
        client.proxy = None if on_loopback(self.app.client.base_url) else client.proxy
        client.on_message_listeners.append(self._hears)

    def start(self) -> None:
        try:
            self._handler.connect()
        except (SlackApiError, SlackClientError, OSError) as error:
            self._close()
            raise BotError(f"Slack does not open a socket for SLACK_APP_TOKEN: {_reason(error)}") from None
        self._heard = time.time()
        threading.Thread(target=self._watch, name="watchdog", daemon=True).start()

    def stop(self) -> None:
        """No more events; what is being answered is answered."""
        self._watching.set()
        self._close()
        self.app.listener_runner.listener_executor.shutdown(wait=True)

    def _close(self) -> None:
        try:
            self._handler.close()
        except AttributeError:
            # The SDK closes its socket from two threads at once, and one of them finds it gone.
            self._handler.close()

    def _hears(self, _message: str) -> None:
        self._heard = time.time()

    def _watch(self) -> None:
        while not self._watching.wait(self.patience_seconds / 4):
            if self.silent_for(time.time()) > self.patience_seconds:
                log.warning("the socket has been silent for %.0f s: a new one", self.patience_seconds)
                self._reconnect()

    def silent_for(self, now: float) -> float:
        """Seconds since the last message or pong."""
        session: Any = self._handler.client.current_session
        pong = getattr(session, "last_ping_pong_time", None) or 0.0
        return now - max(self._heard, pong)

    def _reconnect(self) -> None:
        try:
            self._handler.client.connect_to_new_endpoint(force=True)
            self._heard = time.time()
        except Exception as error:
            # Slack or the network is down; the next round tries again.
            log.warning("no new socket yet: %s", error)


def _reason(error: Exception) -> str:
    return str(error.response["error"]) if isinstance(error, SlackApiError) else str(error)
