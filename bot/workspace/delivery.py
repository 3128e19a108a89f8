"""How a payload reaches the app, by Socket Mode or HTTP: acknowledged in time, or not."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass
from typing import Literal, Protocol

from bot.workspace.facts import Json

Kind = Literal["events_api", "slash_commands", "interactive"]
ACK_SECONDS = 3.0


@dataclass(frozen=True, slots=True)
class Ack:
    """The app's acknowledgement: how long it took, and what it said with it."""

    seconds: float
    body: Json


class Delivery(Protocol):
    def deliver(self, kind: Kind, payload: Json, attempt: int) -> Ack | None:
        """None when the app did not acknowledge within three seconds; `attempt` 0 is the first."""
        ...


@dataclass(frozen=True, slots=True)
class HttpDelivery:
    """Signed requests to the app's request URL."""

    url: str
    secret: str

    def deliver(self, kind: Kind, payload: Json, attempt: int) -> Ack | None:
        body, content_type = encoded(kind, payload)
        headers = {"Content-Type": content_type, **signed(self.secret, body, int(time.time()))}
        if attempt:
            headers |= {"X-Slack-Retry-Num": str(attempt), "X-Slack-Retry-Reason": "http_timeout"}
        began = time.monotonic()
        status, said = post(self.url, body.encode(), headers, ACK_SECONDS)
        if status != 200:
            return None
        return Ack(time.monotonic() - began, json.loads(said) if said.startswith("{") else {})


def encoded(kind: Kind, payload: Json) -> tuple[str, str]:
    """Body and content type, as Slack sends each kind."""
    if kind == "events_api":
        return json.dumps(payload), "application/json"
    fields = payload if kind == "slash_commands" else {"payload": json.dumps(payload)}
    return urllib.parse.urlencode(fields), "application/x-www-form-urlencoded"


def signed(secret: str, body: str, moment: int) -> dict[str, str]:
    digest = hmac.new(secret.encode(), f"v0:{moment}:{body}".encode(), hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": str(moment), "X-Slack-Signature": f"v0={digest}"}


def post(url: str, body: bytes, headers: dict[str, str], timeout: float) -> tuple[int, str]:
    """Status and body; 0 where nobody answered in time. Loopback only, so never through a proxy."""
    request = urllib.request.Request(url, body, headers, method="POST")
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=timeout) as response:
            return response.status, response.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()
    except OSError:
        return 0, ""
