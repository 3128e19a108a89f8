"""A file's bytes: received at an upload URL, given to whoever holds the app's token."""

from __future__ import annotations

import html
import mimetypes

from bot.workspace.facts import File
from bot.workspace.faults import Faults
from bot.workspace.team import Team
from bot.workspace.web import NOT_FOUND, Reply, Request, parts

DOWNLOAD = "files"
LOGIN = """<!DOCTYPE html><html><head><title>Sign in | Slack</title></head>
<body><h1>Sign in to {team}</h1></body></html>"""


def receive(team: Team, key: str, request: Request) -> Reply:
    """As Slack does: 200 and "OK - " with the length; 400 where it is not the length that was announced."""
    file = team.files.get(key)
    if file is None or file.complete or request.verb not in ("POST", "PUT"):
        return NOT_FOUND
    form = request.headers.get("content-type", "").startswith("multipart/form-data")
    content = next(iter(parts(request).values()), b"") if form else request.body
    if len(content) != file.length:
        return Reply(400, b"file size does not match")
    with team.changed:
        file.content = content
    return Reply(200, f"OK - {len(content)}".encode())


def give(team: Team, faults: Faults, rest: str, request: Request) -> Reply:
    """The bytes at `/files/ID/NAME`. Without a token that may read the file: 200, and a page to sign in.

    A fault for "files" answers in the file's place: a status, with 302 a way elsewhere (`error`), or with 200
    that page.
    """
    fault = faults.take(DOWNLOAD)
    if fault is not None and fault.status != 200:
        return Reply(fault.status, b"", headers={"Location": fault.error} if fault.status == 302 else {})
    file = team.files.get(rest.partition("/")[0])
    token = request.headers.get("authorization", "").removeprefix("Bearer ")
    scoped = team.scopes is None or "files:read" in team.scopes
    known = token == team.bot_token and scoped and fault is None
    if file is None or file.content is None or not known or not seen(team, file):
        page = LOGIN.format(team=html.escape(team.name))
        return Reply(200, page.encode(), "text/html; charset=utf-8")
    return Reply(200, file.content, mimetype(file))


def seen(team: Team, file: File) -> bool:
    """Whether the bot may see it: its own, or shared where it is a member."""
    places = (team.channels[one] for one in file.channels)
    return file.user == team.bot.id or any(team.bot.id in place.members for place in places)


def mimetype(file: File) -> str:
    return mimetypes.guess_type(file.name)[0] or "application/octet-stream"
