"""Fetching a file that somebody shared with the bot, with the bot's token, and from nobody but Slack."""

# slack_sdk is typed in part only.
# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false

from __future__ import annotations

import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from http.client import HTTPException, HTTPResponse
from typing import Any, cast
from urllib.parse import urlsplit

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.connections import on_loopback
from bot.file_kinds import MAX_BYTES, name_of, obstacle
from bot.hearing_values import Sorry, Work
from bot.phrases import say

SECONDS = 20.0
WHOLE_SECONDS = 60.0
PIECE = 65_536
ATTEMPTS = 2
# What Slack says of a file that is gone, or that the bot was not given.
UNSEEN = ("file_not_found", "file_deleted", "access_denied", "not_visible", "not_in_channel")


class NoFileError(Exception):
    """The download failed; `status` is what was answered, 0 where nobody answered."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


@dataclass(frozen=True, slots=True)
class Fetched:
    """An answer: what it says it is, and its bytes, one more than `MAX_BYTES` at most."""

    content_type: str
    data: bytes


class _Stay(urllib.request.HTTPRedirectHandler):
    """A redirect would carry the token to wherever it points: it is not followed."""

    def redirect_request(self, req: Any, fp: Any, code: Any, msg: Any, headers: Any, newurl: Any) -> None:
        return None


def fetch(client: WebClient, file_id: str) -> Work | Sorry:
    """The file's bytes under its name, or what to tell the asker. SlackApiError where Slack has a fault."""
    try:
        # Asked anew: what came with the message may be old, or may say no more than `check_file_info`.
        file = cast(dict[str, Any], client.files_info(file=file_id)["file"])
    except SlackApiError as error:
        if error.response["error"] in UNSEEN:
            return Sorry(say("en", "file_unseen"))
        if error.response["error"] == "missing_scope":
            return Sorry(say("en", "file_scope"))
        raise
    name, why = name_of(file), obstacle(file)
    if why is not None:
        return Sorry(why)
    if file.get("filetype") == "email" and file.get("plain_text"):
        return Work(name, str(file["plain_text"]))
    url = str(file.get("url_private_download") or file.get("url_private") or "")
    if not of_slack(url, client.base_url):
        return Sorry(say("en", "file_elsewhere", name=name))
    return _downloaded(client, name, url)


def of_slack(url: str, base_url: str) -> bool:
    """Whether the address is where the token belongs: Slack's own domain by TLS, or the same loopback."""
    said, ours = urlsplit(url), urlsplit(base_url)
    if on_loopback(base_url):
        return said.netloc == ours.netloc
    home = (ours.hostname or "").removeprefix("www.")
    host = said.hostname or ""
    return said.scheme == "https" and (host == home or host.endswith(f".{home}"))


def _downloaded(client: WebClient, name: str, url: str) -> Work | Sorry:
    try:
        got = _got(url, client.token or "")
    except NoFileError as error:
        return Sorry(say("en", "file_refused", name=name, status=error.status or "–"))
    if len(got.data) > MAX_BYTES:
        return Sorry(say("en", "file_large", name=name, most=f"{MAX_BYTES // 1_000_000} MB"))
    if _is_page(got):
        return Sorry(say("en", "file_login", name=name))
    return Work(name, got.data) if got.data else Sorry(say("en", "file_empty", name=name))


def _is_page(got: Fetched) -> bool:
    """Slack answers 200 with a page to sign in where the token may not read: no transcript is a web page."""
    begins = got.data[:500].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return got.content_type.startswith("text/html") or begins.startswith((b"<!doctype html", b"<html"))


def _got(url: str, token: str) -> Fetched:
    """Once more where nobody answered or Slack was busy."""
    for attempt in range(ATTEMPTS):
        try:
            return _read(url, token)
        except urllib.error.HTTPError as error:
            error.close()
            if (error.code < 500 and error.code != 429) or attempt == ATTEMPTS - 1:
                raise NoFileError(error.code) from None
        except (OSError, HTTPException):
            if attempt == ATTEMPTS - 1:
                raise NoFileError(0) from None
        time.sleep(1)
    raise NoFileError(0)


def _read(url: str, token: str) -> Fetched:
    handlers = [_Stay(), *([urllib.request.ProxyHandler({})] if on_loopback(url) else [])]
    request = urllib.request.Request(url, headers={"Authorization": f"Bearer {token}"})
    with urllib.request.build_opener(*handlers).open(request, timeout=SECONDS) as response:
        answer = cast(HTTPResponse, response)
        until, pieces, length = time.monotonic() + WHOLE_SECONDS, list[bytes](), 0
        # Read to one byte more than may be: however long it says it is, it is not taken further.
        while length <= MAX_BYTES and (piece := answer.read(min(PIECE, MAX_BYTES + 1 - length))):
            if time.monotonic() > until:
                raise NoFileError(0)
            pieces.append(piece)
            length += len(piece)
        return Fetched(answer.headers.get("Content-Type") or "", b"".join(pieces))
