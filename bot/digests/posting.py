"""One post that comes once: what Slack's answers mean for whether it is there.

`chat.postMessage` has no idempotency key. A post carries what it is in its metadata, and whoever cannot know
whether it got there looks for that in the channel's history. So the client has no handlers that try again by
themselves: a second try after a lost answer would be a second post.
"""

# slack_sdk is typed in part only.
# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false, reportUnknownVariableType=false

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from http.client import HTTPException
from typing import Any, cast

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.blocks.parts import Said, small

Facts = dict[str, Any]

PAGE = 200
# Slack's clock and ours need not agree.
SLACK_CLOCK = timedelta(minutes=5)
# Slack's own faults: it may have taken the post all the same.
DOUBTFUL = frozenset({"internal_error", "fatal_error", "service_unavailable", "request_timeout"})
TOO_MUCH = frozenset({"msg_too_long", "msg_blocks_too_long", "invalid_blocks", "invalid_blocks_format"})
# A connection that failed, an answer that broke off or that nobody can read.
BROKEN = (OSError, HTTPException, ValueError)


@dataclass(frozen=True, slots=True)
class Posted:
    """It is in the channel."""

    ts: str


@dataclass(frozen=True, slots=True)
class Later:
    """Nobody knows, or not now: look whether it is there before posting again, `seconds` from now if Slack
    named a time."""

    reason: str
    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Never:
    """Slack will not take it as things stand: somebody must mend something first."""

    reason: str


Outcome = Posted | Later | Never


def metadata(event_type: str, payload: dict[str, str]) -> Facts:
    """What a post is, for those who look for it later."""
    return {"event_type": event_type, "event_payload": payload}


def post(client: WebClient, channel: str, said: Said, mark: Facts, thread_ts: str | None = None) -> Outcome:
    """Posts once; words instead of pictures, then text alone, where Slack does not take the blocks."""
    try:
        return _sent(client, channel, said, mark, thread_ts)
    except SlackApiError as error:
        if word_of(error) not in TOO_MUCH or not said.blocks:
            return outcome_of(error)
        plainer = without_pictures(said)
        less = plainer if plainer != said else Said(said.text)
        return post(client, channel, less, mark, thread_ts)
    except BROKEN as error:
        return Later(type(error).__name__)


def without_pictures(said: Said) -> Said:
    """With a picture's words where it was: a file may be gone, or not be ready after all."""
    blocks = (small([block["alt_text"]]) if block["type"] == "image" else block for block in said.blocks)
    return Said(said.text, tuple(blocks))


def look(client: WebClient, channel: str, mark: Facts, since: datetime) -> Posted | Later | None:
    """The post with that mark if the channel has it since then, None if not; Later if nobody can know."""
    try:
        return _found(client, channel, mark, since)
    except SlackApiError as error:
        if word_of(error) != "not_in_channel":
            return _unreadable(error)
    except BROKEN as error:
        return Later(type(error).__name__)
    # Posted into a public channel from outside; to read there the bot has to come in.
    try:
        client.conversations_join(channel=channel)
        return _found(client, channel, mark, since)
    except SlackApiError as error:
        return _unreadable(error, "not_in_channel")
    except BROKEN as error:
        return Later(type(error).__name__)


def outcome_of(error: SlackApiError) -> Later | Never:
    """What a refusal means. Slack's word for it is the reason."""
    word, status = word_of(error), error.response.status_code
    if status == 429 or word == "ratelimited":
        return Later("ratelimited", _retry_after(error))
    # An answer that is not Slack's (a proxy's page, a broken body) tells nothing about the post.
    if status >= 500 or word in DOUBTFUL or not re.fullmatch(r"[a-z][a-z0-9_.]*", word):
        return Later(word if re.fullmatch(r"[a-z0-9_.]+", word) else f"http_{status}")
    return Never(word)


def word_of(error: SlackApiError) -> str:
    """Slack's word for a refusal, such as `not_in_channel`."""
    body = error.response.data
    named = cast(Facts, body).get("error") if isinstance(body, dict) else None
    return str(named or error.response.status_code)


def _unreadable(error: SlackApiError, reason: str | None = None) -> Later:
    outcome = outcome_of(error)
    return outcome if isinstance(outcome, Later) else Later(reason or outcome.reason)


def _sent(client: WebClient, channel: str, said: Said, mark: Facts, thread_ts: str | None) -> Posted:
    answer = client.chat_postMessage(
        channel=channel,
        thread_ts=thread_ts,
        text=said.text,
        blocks=list(said.blocks),
        metadata=mark,
        unfurl_links=False,
        unfurl_media=False,
        mrkdwn=False,
    )
    return Posted(str(answer["ts"]))


def _found(client: WebClient, channel: str, mark: Facts, since: datetime) -> Posted | None:
    there = (one for one in _history(client, channel, since) if _has(one.get("metadata"), mark))
    return next((Posted(str(one["ts"])) for one in there), None)


def _has(found: Any, mark: Facts) -> bool:
    if not isinstance(found, dict):
        return False
    given = cast(Facts, found)
    payload = cast(Facts, given.get("event_payload") or {})
    wanted = cast(Facts, mark["event_payload"])
    return given.get("event_type") == mark["event_type"] and wanted.items() <= payload.items()


def _history(client: WebClient, channel: str, since: datetime) -> Iterator[Facts]:
    oldest, cursor = f"{(since - SLACK_CLOCK).timestamp():.6f}", ""
    while True:
        answer = client.conversations_history(
            channel=channel, oldest=oldest, limit=PAGE, include_all_metadata=True, cursor=cursor
        )
        yield from cast("list[Facts]", answer["messages"])
        cursor = str((answer.get("response_metadata") or {}).get("next_cursor") or "")
        if not cursor:
            return


def _retry_after(error: SlackApiError) -> float | None:
    headers = {name.lower(): value for name, value in error.response.headers.items()}
    try:
        seconds = float(str(headers["retry-after"]))
    except (KeyError, ValueError):
        return None
    return seconds if math.isfinite(seconds) and seconds >= 0 else None
