"""A mention in a channel or a group: answered in its thread; a file with it is heard there."""

# slack_sdk is typed in part only.
# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false

from __future__ import annotations

from typing import Any

from slack_bolt import App, BoltContext, BoltRequest
from slack_sdk import WebClient

from bot.answering import alone, answer, asked_in, polite
from bot.blocks.answer import plain
from bot.listeners.dropped_file import dropped, hear_files
from bot.listeners.lanes import Lanes, lane_of
from bot.listeners.once import once
from bot.reception import Reception


def register(app: App, reception: Reception) -> None:
    def mentioned(
        event: dict[str, Any], client: WebClient, context: BoltContext, request: BoltRequest
    ) -> None:
        if event.get("bot_id"):
            return
        asked = asked_in(event)

        def attend() -> None:
            given = dropped(event, context.bot_user_id or "")
            if given is not None:
                hear_files(reception, client, given)
            else:
                answer(reception, client, asked)

        def politely() -> None:
            with polite(lambda line: alone(client, asked, plain(line))):
                once(reception, request, event, attend)

        lanes.take(lane_of(event), politely)

    lanes = Lanes(app.listener_runner.listener_executor)
    app.event("app_mention")(mentioned)
