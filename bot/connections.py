"""Clients of Slack's Web API that wait when told to, try again, and never go through a proxy to loopback."""

# slack_sdk is typed in part only.
# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false

from __future__ import annotations

from functools import cache
from ssl import SSLContext, create_default_context
from urllib.parse import urlsplit

from slack_sdk import WebClient
from slack_sdk.http_retry import RetryHandler
from slack_sdk.http_retry.builtin_handlers import (
    ConnectionErrorRetryHandler,
    RateLimitErrorRetryHandler,
    ServerErrorRetryHandler,
)
from slack_sdk.webhook import WebhookClient

LOOPBACK = ("127.0.0.1", "localhost", "::1")
SLACK = "https://slack.com/api/"
RETRIES = 3
TIMEOUT_SECONDS = 30
# Well under the lease of a digest's slot: connecting, sending and waiting may each take as long.
POSTING_TIMEOUT_SECONDS = 10


def retry_handlers() -> list[RetryHandler]:
    return [
        ConnectionErrorRetryHandler(max_retry_count=RETRIES),
        RateLimitErrorRetryHandler(max_retry_count=RETRIES),
        ServerErrorRetryHandler(max_retry_count=RETRIES),
    ]


def web_client(token: str, base_url: str = SLACK) -> WebClient:
    client = WebClient(
        token=token,
        base_url=base_url,
        timeout=TIMEOUT_SECONDS,
        ssl=_trusted(base_url),
        retry_handlers=retry_handlers(),
    )
    client.proxy = None if on_loopback(base_url) else client.proxy
    return client


def posting_client(token: str, base_url: str = SLACK, timeout: int = POSTING_TIMEOUT_SECONDS) -> WebClient:
    """For posts that must come once: it tries nothing again by itself, for a lost answer may be to a post."""
    client = WebClient(
        token=token, base_url=base_url, timeout=timeout, ssl=_trusted(base_url), retry_handlers=[]
    )
    client.proxy = None if on_loopback(base_url) else client.proxy
    return client


def webhook(url: str) -> WebhookClient:
    client = WebhookClient(url, timeout=TIMEOUT_SECONDS, ssl=_trusted(url), retry_handlers=retry_handlers())
    client.proxy = None if on_loopback(url) else client.proxy
    return client


def _trusted(url: str) -> SSLContext | None:
    """Without one the SDK reads every certificate of the computer again for each call: 20 ms and more."""
    return None if on_loopback(url) else _certificates()


@cache
def _certificates() -> SSLContext:
    return create_default_context()


def on_loopback(url: str) -> bool:
    return urlsplit(url).hostname in LOOPBACK
