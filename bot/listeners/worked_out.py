"""The button under an analysis: how its figures were worked out, to whoever presses it."""

# slack_sdk is typed in part only.
# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false

from __future__ import annotations

from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient

from bot.answering import polite
from bot.blocks.answer import plain
from bot.blocks.worked_out import ACTION, worked_out
from bot.reception import Reception
from bot.saying import Way


def register(app: App, _reception: Reception) -> None:
    def pressed(ack: Ack, body: dict[str, Any], action: dict[str, Any], client: WebClient) -> None:
        ack()
        user, channel, thread_ts = (
            body["user"]["id"],
            body["channel"]["id"],
            body["container"].get("thread_ts"),
        )
        way = Way(client, body["response_url"], channel, user, thread_ts)
        with polite(lambda line: way.say(plain(line))):
            way.say(worked_out(str(action["value"])))

    app.action(ACTION)(pressed)
