"""Messages: each direct message is a question, or brings a file to hear; in a thread where the bot was asked,
replies may be questions. A file with a mention may come as a message alone, or as `app_mention` too."""

# slack_sdk is typed in part only.
# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from typing import Any

from slack_bolt import App, BoltContext, BoltRequest
from slack_sdk import WebClient
from sqlalchemy.exc import DBAPIError

from bot.answering import Asked, alone, answer, asked_in, polite
from bot.blocks.answer import plain
from bot.listeners.dropped_file import dropped, hear_files
from bot.listeners.lanes import Lanes, lane_of
from bot.listeners.once import once
from bot.reception import Reception
from bot.slack_thread import speaks_in
from storage.faults import NoneFreeError

# Every other subtype is an edit, an unfurl, a join, a bot: nothing that a person has just asked.
SPOKEN = (None, "thread_broadcast", "file_share")
TO_SOMEBODY = re.compile(r"\s*<@[A-Z0-9]+")

log = logging.getLogger(__name__)


def register(app: App, reception: Reception) -> None:
    def said(event: dict[str, Any], client: WebClient, context: BoltContext, request: BoltRequest) -> None:
        def politely() -> None:
            with polite(lambda line: alone(client, asked_in(event), plain(line))):
                do = attended(reception, client, event, context.bot_user_id or "")
                if do is not None:
                    once(reception, request, event, do)

        lanes.take(lane_of(event), politely)

    lanes = Lanes(app.listener_runner.listener_executor)
    app.event("message")(said)


def attended(
    reception: Reception, client: WebClient, event: dict[str, Any], bot_user: str
) -> Callable[[], None] | None:
    """What to do about a message; None where it is nothing to the bot."""
    given = dropped(event, bot_user) if event.get("subtype") in SPOKEN else None
    if given is not None:
        return lambda: hear_files(reception, client, given)
    asked = question(reception, client, event, bot_user)
    if asked is not None:
        return lambda: answer(reception, client, asked)
    return None


def question(reception: Reception, client: WebClient, event: dict[str, Any], bot_user: str) -> Asked | None:
    """What is asked, if anything is: a mention in a channel comes as `app_mention` too, and is left to it."""
    text, user, thread_ts = event.get("text", ""), event.get("user"), event.get("thread_ts")
    if event.get("subtype") not in SPOKEN or event.get("bot_id") or not user or not text.strip():
        return None
    if event.get("channel_type") == "im":
        return asked_in(event)
    if f"<@{bot_user}" in text:
        # Beside a file Slack does not always send `app_mention`.
        beside_file = event.get("subtype") == "file_share"
        return asked_in(event) if beside_file else None
    if thread_ts is None or TO_SOMEBODY.match(text):
        return None
    if not _asked_there(reception, client, (event["channel"], thread_ts), bot_user):
        return None
    return asked_in(event, overheard=True)


def _asked_there(reception: Reception, client: WebClient, thread: tuple[str, str], bot_user: str) -> bool:
    """Whether the bot was asked in that thread; where its memory cannot be read, whether it has spoken there:
    who talks to it must not be left without a word, nor others be interrupted."""
    try:
        return reception.memory.asker(*thread) is not None
    except (DBAPIError, NoneFreeError) as error:
        log.warning("whose thread this is cannot be read: %s", getattr(error, "orig", error))
        return speaks_in(client, *thread, bot_user)
