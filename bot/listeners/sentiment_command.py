"""`/sentiment`: the text behind it is analysed for the asker alone; alone, it opens a form to paste into."""

# slack_sdk is typed in part only.
# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false

from __future__ import annotations

import json
from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.admission import admit
from bot.analysing import analyse
from bot.answering import polite
from bot.blocks.answer import plain
from bot.blocks.sentiment_form import CALLBACK, form, pasted
from bot.hearing_values import Work
from bot.phrases import say
from bot.reception import Reception
from bot.saying import Way
from bot.voices import ByUrl
from kpi_engine.values import Refusal

COMMAND = "/sentiment"


def register(app: App, reception: Reception) -> None:
    def commanded(ack: Ack, command: dict[str, Any], client: WebClient) -> None:
        ack()
        url, text = command["response_url"], command.get("text", "").strip()
        place = {"url": url, "channel": command["channel_id"]}
        if text:
            _analyse(reception, client, command["user_id"], place, text)
            return
        way = Way(client, url, command["channel_id"], command["user_id"])
        with polite(lambda line: way.say(plain(line))):
            try:
                client.views_open(trigger_id=command["trigger_id"], view=form(json.dumps(place)))
            except SlackApiError:
                way.say(plain(say("en", "sentiment_no_form", example=COMMAND)))

    def submitted(ack: Ack, body: dict[str, Any], view: dict[str, Any], client: WebClient) -> None:
        text = pasted(view["state"]["values"])
        if not text:
            ack(response_action="errors", errors={CALLBACK: say("en", "sentiment_nothing")})
            return
        ack()
        _analyse(reception, client, body["user"]["id"], json.loads(view["private_metadata"]), text)

    app.command(COMMAND)(commanded)
    app.view(CALLBACK)(submitted)


def _analyse(reception: Reception, client: WebClient, user: str, place: dict[str, str], text: str) -> None:
    way = Way(client, place["url"], place["channel"], user)
    with polite(lambda line: way.say(plain(line))):
        viewer = admit(client, reception.team_id, user, place["channel"])
        if isinstance(viewer, Refusal):
            way.say(plain(viewer.message))
            return
        name = say("en", "sentiment_name")
        analyse(reception, ByUrl(way), name, lambda: Work(name, text))
