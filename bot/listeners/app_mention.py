"""A mention in a channel or a group: answered in its thread; a file with it is heard there."""

# slack_sdk is typed in part only.
# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false

from __future__ import annotations

from typing import Any

from slack_bolt import App, BoltContext
from slack_sdk import WebClient

from bot.answering import answer, asked_in
from bot.listeners.dropped_file import dropped, hear_files
from bot.listeners.once import first_time
from bot.reception import Reception


def register(app: App, reception: Reception) -> None:
    def mentioned(
        body: dict[str, Any], event: dict[str, Any], client: WebClient, context: BoltContext
    ) -> None:
        if event.get("bot_id") or not first_time(reception, body, event):
            return
        given = dropped(event, context.bot_user_id or "")
        if given is not None:
            hear_files(reception, client, given)
            return
        answer(reception, client, asked_in(event))

    app.event("app_mention")(mentioned)
