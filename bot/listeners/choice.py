"""A clarification's button: asks the question that it shows, for whoever presses it."""

# slack_sdk is typed in part only.
# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false

from __future__ import annotations

import re
from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient

from bot.admission import admit
from bot.answering import Asked, answer, message_of, polite
from bot.blocks.answer import plain, quoted
from bot.reception import Reception
from bot.saying import Way
from kpi_engine.values import Refusal


def register(app: App, reception: Reception) -> None:
    def pressed(ack: Ack, body: dict[str, Any], action: dict[str, Any], client: WebClient) -> None:
        ack()
        user, channel, place = body["user"]["id"], body["channel"]["id"], body["container"]
        if place.get("is_ephemeral"):
            _alone(reception, client, body, action["value"])
            return
        thread_ts = place.get("thread_ts") or place["message_ts"]
        answer(reception, client, Asked(action["value"], user, channel, thread_ts, pressed=True))

    app.action(re.compile(r"^choice_\d+$"))(pressed)


def _alone(reception: Reception, client: WebClient, body: dict[str, Any], question: str) -> None:
    """A button that only its asker sees is answered to the asker alone."""
    user, channel = body["user"]["id"], body["channel"]["id"]
    way = Way(client, body["response_url"], channel, user, body["container"].get("thread_ts"))
    with polite(lambda line: way.say(plain(line))):
        viewer = admit(client, reception.team_id, user, channel)
        if isinstance(viewer, Refusal):
            way.say(plain(viewer.message))
            return
        message = message_of(reception, reception.ask(question, viewer), rate=False)
        way.say(quoted(message, question))
