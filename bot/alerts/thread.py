"""Whether a thread already has a post: a channel's history does not show what was said in its threads."""

# slack_sdk is typed in part only.
# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false, reportUnknownVariableType=false

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.digests.posting import BROKEN, PAGE, Later, Posted, word_of

Facts = dict[str, Any]


def look_in_thread(client: WebClient, channel: str, ts: str, mark: Facts) -> Posted | Later | None:
    """The post with that mark if the thread has it, None if not; Later if nobody can know."""
    try:
        for message in _replies(client, channel, ts):
            if message.get("metadata") == mark:
                return Posted(str(message["ts"]))
    except SlackApiError as error:
        return Later(word_of(error))
    except BROKEN as error:
        return Later(type(error).__name__)
    return None


def _replies(client: WebClient, channel: str, ts: str) -> Iterator[Facts]:
    cursor = ""
    while True:
        answer = client.conversations_replies(
            channel=channel, ts=ts, limit=PAGE, include_all_metadata=True, cursor=cursor
        )
        yield from cast("list[Facts]", answer["messages"])
        cursor = str((answer.get("response_metadata") or {}).get("next_cursor") or "")
        if not cursor:
            return
