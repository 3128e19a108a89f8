"""HTTP on loopback, small: a request in, a reply out, and a reply may go on for as long as it likes."""

from __future__ import annotations

import json
import urllib.parse
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from email.message import Message as Mail
from email.parser import BytesParser
from email.policy import HTTP
from http.server import BaseHTTPRequestHandler
from typing import Any, cast

from bot.workspace.facts import Json

MAX_BODY = 1_100_000_000


@dataclass(frozen=True, slots=True)
class Request:
    """`path` without the query; `query` has the last value of each name; header names in lower case."""

    verb: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Reply:
    """`stream` goes out piece by piece after the headers, until it ends or nobody listens any more."""

    status: int = 200
    body: bytes = b""
    content_type: str = "text/plain; charset=utf-8"
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    stream: Iterable[bytes] | None = None


Answer = Callable[[Request], Reply | None]


def json_reply(body: Json, status: int = 200, headers: Mapping[str, str] | None = None) -> Reply:
    return Reply(status, json.dumps(body).encode(), "application/json; charset=utf-8", headers or {})


NOT_FOUND = json_reply({"ok": False, "error": "not_found"}, 404)
# While the page is being set up, and where there is none: whoever polls for it asks again.
NO_PAGE_YET = Reply(503, b"there is no page here yet", headers={"Retry-After": "1"})


def request_of(handler: BaseHTTPRequestHandler) -> Request:
    url = urllib.parse.urlsplit(handler.path)
    length = min(int(handler.headers.get("Content-Length") or 0), MAX_BODY)
    return Request(
        handler.command,
        urllib.parse.unquote(url.path),
        _fields(url.query),
        {name.lower(): value for name, value in handler.headers.items()},
        handler.rfile.read(length) if length else b"",
    )


def send(handler: BaseHTTPRequestHandler, reply: Reply) -> None:
    handler.send_response(reply.status)
    length = {"Content-Length": str(len(reply.body))} if reply.stream is None else {"Connection": "close"}
    for name, value in {"Content-Type": reply.content_type, **reply.headers, **length}.items():
        handler.send_header(name, value)
    handler.end_headers()
    handler.wfile.write(reply.body)
    if reply.stream is not None:
        handler.close_connection = True
        _go_on(handler, reply.stream)


def _go_on(handler: BaseHTTPRequestHandler, pieces: Iterable[bytes]) -> None:
    try:
        for piece in pieces:
            handler.wfile.write(piece)
            handler.wfile.flush()
    except OSError:
        return


def arguments(request: Request) -> Json:
    """A call's arguments, from the query, a form or JSON; ValueError where JSON is broken."""
    kind = request.headers.get("content-type", "")
    if kind.startswith("application/json"):
        said: Any = json.loads(request.body or b"{}")
        return {**request.query, **cast(Json, said if isinstance(said, dict) else {})}
    if kind.startswith("multipart/form-data"):
        return {**request.query, **{name: part.decode() for name, part in parts(request).items()}}
    return {**request.query, **_fields(request.body.decode("utf-8", "replace"))}


def parts(request: Request) -> dict[str, bytes]:
    """The parts of a multipart form, by name."""
    head = f"Content-Type: {request.headers.get('content-type', '')}\r\n\r\n".encode()
    mail = BytesParser(policy=HTTP).parsebytes(head + request.body)
    found: dict[str, bytes] = {}
    for part in cast(list[Mail], mail.get_payload()) if mail.is_multipart() else []:
        name = part.get_param("name", header="content-disposition")
        found[str(name)] = cast(bytes, part.get_payload(decode=True) or b"")
    return found


def _fields(text: str) -> dict[str, str]:
    return {name: values[-1] for name, values in urllib.parse.parse_qs(text, keep_blank_values=True).items()}
