"""Messages of Slack as a transcript: what was said in plain words, by whom, and who is the customer."""

# slack_sdk is typed in part only.
# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from typing import Any, NamedTuple, cast

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from nlp.values import Roles, Speaker, Transcript, Turn

Facts = dict[str, Any]

SOURCE = "slack"
EVERYBODY = "everybody"
PAGE = 200
MOST_MESSAGES = 1000
# What people did, not what they said.
DONE = ("channel_join", "channel_leave", "group_join", "channel_topic", "channel_purpose", "channel_name")
UNREADABLE = ("channel_not_found", "not_in_channel", "missing_scope", "thread_not_found", "message_not_found")
_LINK = re.compile(r"<([^<>|]*)(?:\|([^<>]*))?>")
_NAMELESS = {"@": "@someone", "#": "#channel", "!": "@all"}


class Read(NamedTuple):
    """Messages of a thread, its first one first; `whole` is False where there are more than we read."""

    messages: list[Facts]
    whole: bool = True


def thread_of(client: WebClient, channel: str, message: Facts, bot_user: str) -> Read | None:
    """What people said in the message's thread; the message alone where it has no thread; None where the bot
    may not read there. SlackApiError where Slack itself has a fault."""
    first = str(message.get("thread_ts") or message["ts"])
    if "thread_ts" not in message:
        return Read([message])
    try:
        found, whole = _read(client, channel, first)
    except SlackApiError as error:
        if error.response["error"] in UNREADABLE:
            return None
        raise
    said = [one for one in found if one.get("subtype") not in DONE and one.get("user") != bot_user]
    return Read(said, whole)


def _read(client: WebClient, channel: str, ts: str) -> Read:
    cursor, found = "", list[Facts]()
    while len(found) < MOST_MESSAGES:
        answer = client.conversations_replies(channel=channel, ts=ts, limit=PAGE, cursor=cursor or None)
        found += cast(list[Facts], answer["messages"])
        cursor = cast(Facts, answer.get("response_metadata") or {}).get("next_cursor") or ""
        if not cursor:
            return Read(found)
    return Read(found, whole=False)


def speaks_in(client: WebClient, channel: str, ts: str, user: str) -> bool:
    """Whether that user has written in the thread. SlackApiError where Slack does not let us look."""
    return any(one.get("user") == user for one in _read(client, channel, ts).messages)


def author(message: Facts) -> str:
    """Who wrote it: a user's id, else what an integration calls itself."""
    return str(message.get("user") or message.get("username") or message.get("bot_id") or "unknown")


def transcript(messages: Sequence[Facts], customer: str, roles: Roles) -> Transcript:
    """The messages as turns. `customer` is an author, or EVERYBODY; all others are agents."""
    began = float(messages[0]["ts"])

    def speaker(message: Facts) -> Speaker:
        return "customer" if customer in (EVERYBODY, author(message)) else "agent"

    turns = (Turn(speaker(one), spoken(one), float(one["ts"]) - began) for one in messages)
    return Transcript(SOURCE, tuple(turns), roles)


def spoken(message: Facts) -> str:
    """The words of a message; those of its attachments where an integration put them there."""
    said = str(message.get("text") or "")
    attachments = cast(list[Facts], message.get("attachments") or [])
    return plain_words(
        said or "\n".join(str(one.get("text") or one.get("fallback") or "") for one in attachments)
    )


def plain_words(text: str) -> str:
    """Slack's mark-up as people read it: a link is its label, a mention somebody, an entity its character."""

    def shown(match: re.Match[str]) -> str:
        target, label = match[1], match[2]
        return label or _NAMELESS.get(target[:1]) or target

    return html.unescape(_LINK.sub(shown, text))
