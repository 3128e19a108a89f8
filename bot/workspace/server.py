"""The stand-in's door on loopback: `/api/METHOD`, `/respond/KEY` (response_url), `/upload/KEY` and
`/files/…` (files), `/link` (Socket Mode), and whatever `pages` answers."""

from __future__ import annotations

import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar

from bot.workspace import downloads, responses
from bot.workspace.facts import Json
from bot.workspace.faults import Faults
from bot.workspace.methods import call
from bot.workspace.sockets import Sockets
from bot.workspace.team import Team
from bot.workspace.web import (
    NO_PAGE_YET,
    NOT_FOUND,
    Answer,
    Reply,
    Request,
    arguments,
    json_reply,
    request_of,
    send,
)

HOSTS = ("127.0.0.1", "localhost")


class Server:
    """Listens from the start until `close`. `calls` are the Web API calls so far: (method, arguments).

    `pages` are asked in turn for every path that is not Slack's own; the first Reply counts.
    """

    def __init__(self, team: Team, sockets: Sockets, port: int = 0) -> None:
        self.team = team
        self.sockets = sockets
        self.faults = Faults()
        self.calls: list[tuple[str, Json]] = []
        self.last_activity = time.monotonic()
        self.pages: list[Answer] = []
        self._http = _Listening(("127.0.0.1", port), _handler(self))
        team.address = f"127.0.0.1:{self._http.server_port}"
        threading.Thread(target=self._http.serve_forever, args=(0.05,), daemon=True).start()

    def close(self) -> None:
        self._http.shutdown()
        self._http.server_close()
        self.sockets.drop()

    def answer(self, request: Request) -> Reply:
        """Loopback alone: a name that merely resolves to it (DNS rebinding) is somebody else's page."""
        if request.headers.get("host", HOSTS[0]).partition(":")[0] not in HOSTS:
            return Reply(403, b"this host is not loopback")
        place, _, rest = request.path.lstrip("/").partition("/")
        own = {"api": self._api, "respond": self._respond, "upload": self._upload, "files": self._file}
        if place in own:
            return own[place](request, rest)
        answers = (page(request) for page in self.pages)
        missing = NOT_FOUND if self.pages else NO_PAGE_YET
        return next((one for one in answers if one is not None), missing)

    def _api(self, request: Request, method: str) -> Reply:
        self.last_activity = time.monotonic()
        fault = self.faults.take(method)
        if fault is not None:
            headers = {} if fault.retry_after is None else {"Retry-After": str(fault.retry_after)}
            return json_reply({"ok": False, "error": fault.error}, fault.status, headers)
        try:
            args = arguments(request)
        except ValueError:
            return json_reply({"ok": False, "error": "invalid_json"})
        token = request.headers.get("authorization", "").removeprefix("Bearer ") or str(args.get("token", ""))
        args.pop("token", None)
        self.calls.append((method, args))
        # As Slack says with every answer what the token may do.
        granted = {"x-oauth-scopes": ",".join(sorted(self.team.scopes))} if self.team.scopes else {}
        return json_reply(call(self.team, method, token, args), headers=granted)

    def _respond(self, request: Request, key: str) -> Reply:
        self.last_activity = time.monotonic()
        said = responses.respond(self.team, key, arguments(request))
        return Reply(200 if said == "ok" else 404, said.encode())

    def _upload(self, request: Request, key: str) -> Reply:
        self.last_activity = time.monotonic()
        return downloads.receive(self.team, key, request)

    def _file(self, request: Request, rest: str) -> Reply:
        self.last_activity = time.monotonic()
        return downloads.give(self.team, self.faults, rest, request)


class _Listening(ThreadingHTTPServer):
    daemon_threads = True
    # Python's own five would refuse the sixth of several calls that come at once.
    request_queue_size = 128

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that is gone before its answer is no fault of ours."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


def _handler(server: Server) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        owner: ClassVar[Server] = server

        def log_message(self, format: str, *args: object) -> None:
            """Nothing: a test's output is not an access log."""

        def do_POST(self) -> None:
            send(self, self.owner.answer(request_of(self)))

        def do_PUT(self) -> None:
            self.do_POST()

        def do_GET(self) -> None:
            request = request_of(self)
            if request.path != "/link":
                send(self, self.owner.answer(request))
            elif request.query.get("ticket", "") in self.owner.team.tickets:
                self._link(request.query["ticket"])
            else:
                send(self, NOT_FOUND)

        def _link(self, ticket: str) -> None:
            self.owner.team.tickets.discard(ticket)
            self.close_connection = True
            head = "".join(f"{name}: {value}\r\n" for name, value in self.headers.items())
            self.owner.sockets.serve(self.connection, f"{self.requestline}\r\n{head}\r\n".encode())

    return Handler
