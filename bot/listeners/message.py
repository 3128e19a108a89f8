"""Messages: each direct message is a question, or brings a file to hear; in a thread where the bot was asked,
replies may be questions. A file with a mention may come as a message alone, or as `app_mention` too."""

# slack_sdk is typed in part only.
# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false

from __future__ import annotations

import re
from typing import Any

from slack_bolt import App, BoltContext
from slack_sdk import WebClient

from bot.answering import Asked, answer, asked_in
from bot.listeners.dropped_file import dropped, hear_files
from bot.listeners.once import first_time
from bot.reception import Reception

# Every other subtype is an edit, an unfurl, a join, a bot: nothing that a person has just asked.
SPOKEN = (None, "thread_broadcast", "file_share")
TO_SOMEBODY = re.compile(r"\s*<@[A-Z0-9]+")


def register(app: App, reception: Reception) -> None:
    def said(body: dict[str, Any], event: dict[str, Any], client: WebClient, context: BoltContext) -> None:
        bot_user = context.bot_user_id or ""
        given = dropped(event, bot_user) if event.get("subtype") in SPOKEN else None
        if given is not None:
            if first_time(reception, body, event):
                hear_files(reception, client, given)
            return
        asked = question(event, bot_user, reception)
        if asked is not None and first_time(reception, body, event):
            answer(reception, client, asked)

    app.event("message")(said)


def question(event: dict[str, Any], bot_user: str, reception: Reception) -> Asked | None:
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
    if reception.memory.thread(event["channel"], thread_ts) is None:
        return None
    return asked_in(event, overheard=True)
