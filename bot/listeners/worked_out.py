"""The button under an analysis: how its figures were worked out, to whoever presses it."""

# slack_sdk is typed in part only.
# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false

from __future__ import annotations

from typing import Any

from slack_bolt import Ack, App

from bot.answering import polite
from bot.blocks.answer import plain
from bot.blocks.worked_out import ACTION, worked_out
from bot.reception import Reception
from bot.saying import by_url


def register(app: App, _reception: Reception) -> None:
    def pressed(ack: Ack, body: dict[str, Any], action: dict[str, Any]) -> None:
        ack()
        url, thread_ts = body["response_url"], body["container"].get("thread_ts")
        with polite(lambda line: by_url(url, plain(line), thread_ts=thread_ts)):
            by_url(url, worked_out(str(action["value"])), thread_ts=thread_ts)

    app.action(ACTION)(pressed)
