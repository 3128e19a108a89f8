"""One post that comes once: what Slack's answers mean for whether it is there.

`chat.postMessage` has no idempotency key. A post carries what it is in its metadata, and whoever cannot know
whether it got there looks for that in the channel's history. So the client has no handlers that try again by
themselves: a second try after a lost answer would be a second post.
"""

# slack_sdk is typed in part only.
# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false, reportUnknownVariableType=false

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from http.client import HTTPException
from typing import Any, cast

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.blocks.parts import Said

Facts = dict[str, Any]

PAGE = 200
# Slack's clock and ours need not agree.
SLACK_CLOCK = timedelta(minutes=5)
BACK_OFF_SECONDS = 30.0
# Slack's own faults: it may have taken the post all the same.
DOUBTFUL = frozenset({"internal_error", "fatal_error", "service_unavailable", "request_timeout"})
TOO_MUCH = frozenset({"msg_too_long", "msg_blocks_too_long", "invalid_blocks", "invalid_blocks_format"})


@dataclass(frozen=True, slots=True)
class Posted:
    """It is in the channel."""

    ts: str


@dataclass(frozen=True, slots=True)
class Later:
    """Nobody knows, or not now: look again after `seconds`, and before posting look whether it is there."""

    reason: str
    seconds: float = BACK_OFF_SECONDS


@dataclass(frozen=True, slots=True)
class Never:
    """Slack will not take it as things stand: somebody must mend something first."""

    reason: str


Outcome = Posted | Later | Never


def metadata(event_type: str, payload: dict[str, str]) -> Facts:
    """What a post is, for those who look for it later."""
    return {"event_type": event_type, "event_payload": payload}


def post(client: WebClient, channel: str, said: Said, mark: Facts, thread_ts: str | None = None) -> Outcome:
    """Posts once; text alone where Slack finds the blocks too much."""
    try:
        return _sent(client, channel, said, mark, thread_ts)
    except SlackApiError as error:
        if _word(error) not in TOO_MUCH or not said.blocks:
            return outcome_of(error)
        return post(client, channel, Said(said.text), mark, thread_ts)
    except (OSError, HTTPException) as error:
        return Later(type(error).__name__)


def look(client: WebClient, channel: str, mark: Facts, since: datetime) -> Posted | Later | Never | None:
    """The post with that mark if the channel has it since then, None if not; else why nobody knows."""
    try:
        for message in _history(client, channel, since):
            if message.get("metadata") == mark:
                return Posted(str(message["ts"]))
    except SlackApiError as error:
        return outcome_of(error)
    except (OSError, HTTPException) as error:
        return Later(type(error).__name__)
    return None


def outcome_of(error: SlackApiError) -> Later | Never:
    """What a refusal means. Slack's word for it is the reason."""
    word, status = _word(error), error.response.status_code
    if status == 429 or word == "ratelimited":
        return Later("ratelimited", _retry_after(error))
    if status >= 500 or word in DOUBTFUL:
        return Later(word)
    return Never(word)


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


def _word(error: SlackApiError) -> str:
    body = error.response.data
    return (
        str(cast(Facts, body).get("error") or error.response.status_code) if isinstance(body, dict) else "?"
    )


def _retry_after(error: SlackApiError) -> float:
    headers = {name.lower(): value for name, value in error.response.headers.items()}
    try:
        seconds = float(str(headers["retry-after"]))
    except (KeyError, ValueError):
        return BACK_OFF_SECONDS
    return seconds if math.isfinite(seconds) and seconds >= 0 else BACK_OFF_SECONDS
