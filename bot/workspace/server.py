"""The stand-in's door on loopback: `/api/METHOD`, `/respond/KEY` (response_url), `/link` (Socket Mode)."""

from __future__ import annotations

import json
import threading
import time
import urllib.parse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar

from bot.workspace.faults import Faults
from bot.workspace.limits import check_message
from bot.workspace.methods import call
from bot.workspace.sockets import Sockets
from bot.workspace.team import Json, Message, Refused, Team


class Server:
    """Listens from the start until `close`; `calls` are the Web API calls so far: (method, arguments)."""

    def __init__(self, team: Team, sockets: Sockets, port: int = 0) -> None:
        self.team = team
        self.sockets = sockets
        self.faults = Faults()
        self.calls: list[tuple[str, Json]] = []
        self.last_activity = time.monotonic()
        self._http = ThreadingHTTPServer(("127.0.0.1", port), _handler(self))
        self._http.daemon_threads = True
        team.address = f"127.0.0.1:{self._http.server_port}"
        threading.Thread(target=self._http.serve_forever, args=(0.05,), daemon=True).start()

    def close(self) -> None:
        self._http.shutdown()
        self._http.server_close()
        self.sockets.drop()

    def api(self, method: str, token: str, args: Json) -> tuple[int, dict[str, str], Json]:
        """Status, headers and body."""
        self.last_activity = time.monotonic()
        fault = self.faults.take(method)
        if fault is not None:
            headers = {} if fault.retry_after is None else {"Retry-After": str(fault.retry_after)}
            return fault.status, headers, {"ok": False, "error": fault.error}
        self.calls.append((method, args))
        return 200, {}, call(self.team, method, token, args)

    def respond(self, key: str, args: Json) -> str:
        """A response_url's answer: "ok" or the error's code."""
        self.last_activity = time.monotonic()
        try:
            with self.team.changed:
                _respond(self.team, key, args)
                self.team.touch()
        except Refused as refused:
            return refused.error
        return "ok"


def _respond(team: Team, key: str, args: Json) -> None:
    url = team.response_urls.get(key)
    if url is None or url.uses_left == 0 or time.monotonic() > url.until:
        raise Refused("used_url")
    url.uses_left -= 1
    original = next((m for m in team.messages if m.ts == url.message_ts), None)
    if args.get("delete_original") and original:
        original.deleted = True
        return
    text = str(args.get("text") or "")
    blocks = check_message(text, args.get("blocks"))
    if args.get("replace_original") and original:
        original.text, original.blocks = text, blocks
        return
    only_for = None if args.get("response_type") == "in_channel" else url.user
    thread = args.get("thread_ts")
    team.add(Message(team.next_ts(), url.channel, team.bot.id, text, blocks, thread, only_for))


def _handler(server: Server) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        owner: ClassVar[Server] = server

        def log_message(self, format: str, *args: object) -> None:
            """Nothing: a test's output is not an access log."""

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
            args = _arguments(self.headers.get("Content-Type", ""), body)
            place, _, name = self.path.lstrip("/").partition("/")
            if place == "api":
                self._answer(*self.owner.api(name, _token(self.headers.get("Authorization", ""), args), args))
            elif place == "respond":
                said = self.owner.respond(name, args)
                self._send(200 if said == "ok" else 404, {"Content-Type": "text/plain"}, said.encode())
            else:
                self._answer(404, {}, {"ok": False, "error": "not_found"})

        def do_GET(self) -> None:
            path = urllib.parse.urlsplit(self.path)
            ticket = urllib.parse.parse_qs(path.query).get("ticket", [""])[0]
            if path.path != "/link" or ticket not in self.owner.team.tickets:
                self._answer(404, {}, {"ok": False, "error": "not_found"})
                return
            self.owner.team.tickets.discard(ticket)
            self.close_connection = True
            head = "".join(f"{name}: {value}\r\n" for name, value in self.headers.items())
            self.owner.sockets.serve(self.connection, f"{self.requestline}\r\n{head}\r\n".encode())

        def _answer(self, status: int, headers: dict[str, str], body: Json) -> None:
            self._send(status, {"Content-Type": "application/json", **headers}, json.dumps(body).encode())

        def _send(self, status: int, headers: dict[str, str], body: bytes) -> None:
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

    return Handler


def _token(header: str, args: Json) -> str:
    return header.removeprefix("Bearer ") if header else str(args.pop("token", ""))


def _arguments(content_type: str, body: str) -> Json:
    if content_type.startswith("application/json"):
        return json.loads(body or "{}")
    return {name: values[-1] for name, values in urllib.parse.parse_qs(body, keep_blank_values=True).items()}
