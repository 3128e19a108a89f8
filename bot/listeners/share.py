"""The button under a `/kpi` answer: asks again, as of then, and posts it if it may be seen by the channel."""

# slack_sdk is typed in part only.
# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient

from bot.admission import admit, direct
from bot.answering import message_of, polite
from bot.blocks.answer import plain, shared
from bot.listeners.kpi_command import shareable
from bot.phrases import say
from bot.privacy import for_a_channel
from bot.reception import Reception
from bot.saying import Way, by_url
from kpi_engine.values import Refusal


def register(app: App, reception: Reception) -> None:
    def pressed(ack: Ack, body: dict[str, Any], action: dict[str, Any], client: WebClient) -> None:
        ack()
        way = Way(client, body["response_url"], body["channel"]["id"], body["user"]["id"])
        with polite(lambda line: way.say(plain(line))):
            _share(reception, way, json.loads(action["value"]))

    app.action("share")(pressed)


def _share(reception: Reception, way: Way, value: dict[str, str]) -> None:
    """What may be shared is looked at again now: the press, not the answer, is what the channel sees."""
    viewer = admit(way.client, reception.team_id, way.user, way.channel)
    if isinstance(viewer, Refusal):
        way.say(plain(viewer.message))
        return
    if direct(way.channel):
        way.say(plain(say("en", "cannot_share_here")))
        return
    result = for_a_channel(reception.ask(value["question"], viewer, datetime.fromisoformat(value["at"])))
    if not shareable(result):
        way.say(plain(say(result.language, "not_shareable")))
        return
    message = message_of(reception, result, rate=True)
    by_url(way.url, shared(message, way.user, value["question"], result.language), in_channel=True)
