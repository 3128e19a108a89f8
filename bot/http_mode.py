"""HTTP mode: Slack's signed requests to `/slack/events`; Bolt refuses unsigned and stale ones (401)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from slack_bolt import App
from slack_bolt.adapter.wsgi import SlackRequestHandler

from bot.errors import BotError

PATH = "/slack/events"
MAX_BODY = 1_000_000


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True
    # A keep-alive connection that Slack leaves open must not hold up the end.
    block_on_close = False


class _Handler(WSGIRequestHandler):
    timeout = 10

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: request lines are no news."""


@dataclass(slots=True)
class HttpMode:
    """Listens from construction; `serve` runs until `stop`. Meant to stand behind a proxy that does TLS."""

    app: App
    signing_secret: str | None
    host: str = "127.0.0.1"
    port: int = 0
    _server: WSGIServer = field(init=False)

    def __post_init__(self) -> None:
        if not self.signing_secret:
            raise BotError("SLACK_SIGNING_SECRET is not set: HTTP mode cannot tell Slack from anybody else")
        try:
            self._server = make_server(self.host, self.port, self._bounded, _Server, _Handler)
        except OSError as error:
            raise BotError(f"cannot listen on {self.host}:{self.port}: {error.strerror}") from None

    @property
    def url(self) -> str:
        return f"http://{self.host}:{self._server.server_port}{PATH}"

    def serve(self) -> None:
        self._server.serve_forever(0.1)

    def stop(self) -> None:
        """No more requests; what is being answered is answered."""
        self._server.shutdown()
        self._server.server_close()
        self.app.listener_runner.listener_executor.shutdown(wait=True)

    def _bounded(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """Slack's requests are small; nobody else gets to fill the memory."""
        length = environ.get("CONTENT_LENGTH") or "0"
        if not length.isdigit() or int(length) > MAX_BODY:
            start_response("413 Content Too Large", [("Content-Length", "0")])
            return [b""]
        return SlackRequestHandler(self.app, PATH)(environ, start_response)
