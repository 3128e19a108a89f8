"""The page's door: what a browser asks for, and what it must bring to be heard.

The page does what the person at this machine does, so nobody else may drive it: a site that merely resolves
to loopback is refused by its Host, another site's form by its Origin and by the token, which only the page
itself can read. Nothing on it comes from elsewhere: the policy allows this origin alone, no inline script.
"""

from __future__ import annotations

import json
import re
import secrets
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from bot.workspace.downloads import mimetype
from bot.workspace.facts import Json
from bot.workspace.page.acts import Acts, Deed
from bot.workspace.page.drawing import PICTURES
from bot.workspace.page.parts import Parts
from bot.workspace.page.scene import Where, where
from bot.workspace.team import Team
from bot.workspace.web import Reply, Request, json_reply
from bot.workspace.workspace import Workspace

STATIC = Path(__file__).parent / "static"
KINDS = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
TOKEN = "x-heartline-page"
HEADERS = {
    "Content-Security-Policy": "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
}
BEAT_SECONDS = 10.0
CALM_SECONDS = 0.03
FORBIDDEN = Reply(403, b"this is not the page's own request", headers=HEADERS)


def open_page(workspace: Workspace, manifest: Json, home: Where) -> str:
    """Serves the page; its address. `home` is where a newcomer stands."""
    workspace.server.pages.append(Page(workspace, manifest, home).answer)
    return f"http://{workspace.team.address}/"


@dataclass(slots=True)
class Page:
    """Answers `/` and everything below `/page/`; None for any other path."""

    workspace: Workspace
    manifest: Json
    home: Where
    token: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    parts: Parts = field(init=False)
    acts: Acts = field(init=False)

    def __post_init__(self) -> None:
        self.parts = Parts(self.workspace.team, self.manifest)
        self.acts = Acts(self.workspace, self.manifest)

    def answer(self, request: Request) -> Reply | None:
        if request.path != "/" and not request.path.startswith("/page/"):
            return None
        if not _own_origin(request, self.workspace.team.address):
            return FORBIDDEN
        if request.path.startswith("/page/do/"):
            return self._do(request, request.path.removeprefix("/page/do/"))
        if request.verb != "GET":
            return Reply(405, b"not so", headers=HEADERS)
        return self._show(request)

    def _show(self, request: Request) -> Reply:
        if request.path == "/":
            page = self.parts.page(self._where(request), self.token)
            return Reply(200, page.encode(), "text/html; charset=utf-8", HEADERS)
        if request.path == "/page/state":
            return json_reply(self.parts.state(self._where(request)), headers=HEADERS)
        if request.path == "/page/events":
            return Reply(200, b"", "text/event-stream", HEADERS, changes(self.workspace.team))
        if request.path.startswith("/page/files/"):
            return self._file(request.path.removeprefix("/page/files/"))
        return _static(request.path.removeprefix("/page/static/"))

    def _where(self, request: Request) -> Where:
        if not request.query:
            return self.home
        return where(self.workspace.team, request.query, self.home)

    def _file(self, file_id: str) -> Reply:
        file = self.workspace.team.files.get(file_id)
        if file is None or file.content is None:
            return Reply(404, b"no such file", headers=HEADERS)
        kind = mimetype(file)
        if kind in PICTURES:
            return Reply(200, file.content, kind, HEADERS)
        named = "attachment; filename*=UTF-8''" + re.sub(r"[^\w.-]", "_", file.name, flags=re.ASCII)
        headers = {**HEADERS, "Content-Disposition": named}
        return Reply(200, file.content, "application/octet-stream", headers)

    def _do(self, request: Request, name: str) -> Reply:
        """What the person does. It must come from the page itself, by its token."""
        said = request.headers.get(TOKEN, "")
        if request.verb != "POST" or not secrets.compare_digest(said.encode(), self.token.encode()):
            return FORBIDDEN
        try:
            return json_reply(self.acts.do(name, _deed(request)), headers=HEADERS)
        except (ValueError, LookupError):
            return json_reply({"ok": False, "error": "That is not there any more."}, headers=HEADERS)


def changes(team: Team) -> Iterator[bytes]:
    """Server-sent events: the workspace's version whenever it has changed, and a beat where it has not."""
    seen = -1
    while True:
        with team.changed:
            team.changed.wait_for(lambda: team.version != seen, BEAT_SECONDS)  # noqa: B023 (waited for here)
            changed, seen = team.version != seen, team.version
        yield f"data: {seen}\n\n".encode() if changed else b": still here\n\n"
        time.sleep(CALM_SECONDS)


def _own_origin(request: Request, address: str) -> bool:
    """Whether the browser says that our own page asks, or the person by opening the address."""
    port = address.rpartition(":")[2]
    hosts = (address, f"localhost:{port}")
    origin = request.headers.get("origin")
    site = request.headers.get("sec-fetch-site", "none")
    return (
        request.headers.get("host") in hosts
        and (origin is None or origin.removeprefix("http://") in hosts)
        and (site in ("same-origin", "none") or (request.path == "/" and request.verb == "GET"))
    )


def _deed(request: Request) -> Deed:
    if request.headers.get("content-type") == "application/json":
        facts: Any = json.loads(request.body)
        if not isinstance(facts, dict):
            raise ValueError("an object is wanted")
        return Deed(cast(Json, facts))
    return Deed(dict(request.query), request.body)


def _static(name: str) -> Reply:
    file = STATIC / name
    if not re.fullmatch(r"[a-z]+\.(css|js|svg)", name) or not file.exists():
        return Reply(404, b"no such file", headers=HEADERS)
    return Reply(200, file.read_bytes(), f"{KINDS[file.suffix]}; charset=utf-8", HEADERS)
