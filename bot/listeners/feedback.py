"""Helpful or not: kept with the answer."""

# slack_sdk is typed in part only.
# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false

from __future__ import annotations

from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient

from bot.admission import admit
from bot.answering import polite
from bot.blocks.answer import plain
from bot.phrases import say
from bot.reception import Reception
from bot.saying import by_url
from kpi_engine.values import Refusal


def register(app: App, reception: Reception) -> None:
    def rated(ack: Ack, body: dict[str, Any], action: dict[str, Any], client: WebClient) -> None:
        ack()
        url, place = body["response_url"], body["container"]
        with polite(lambda line: by_url(url, plain(line))):
            viewer = admit(client, reception.team_id, body["user"]["id"], body["channel"]["id"])
            if isinstance(viewer, Refusal):
                return
            reception.memory.rate(
                body["channel"]["id"],
                place["message_ts"],
                body["user"]["id"],
                action["value"] == "good",
                reception.clock(),
            )
            by_url(url, plain(say("en", "thanks")), thread_ts=place.get("thread_ts"))

    app.action("feedback")(rated)
