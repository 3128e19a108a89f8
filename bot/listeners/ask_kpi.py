"""The form "Ask a KPI": opened by the shortcut, by Home, or by `/kpi` alone; answered to the asker alone."""

# slack_sdk is typed in part only.
# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false

from __future__ import annotations

import json
from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient

from bot import saying
from bot.admission import admit, admit_alone
from bot.answering import message_of, polite
from bot.blocks.answer import plain, quoted
from bot.blocks.form import CALLBACK, form, problems, question, remark, wish
from bot.blocks.home import FORM
from bot.listeners.kpi_command import answer_by_url
from bot.reception import Reception
from kpi_engine.values import Refusal


def register(app: App, reception: Reception) -> None:
    def wanted(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        ack()
        user = body["user"]["id"]
        with polite(lambda line: saying.publicly(client, user, None, plain(line))):
            viewer = admit_alone(client, reception.team_id, user)
            view = remark(viewer.message) if isinstance(viewer, Refusal) else form("")
            client.views_open(trigger_id=body["trigger_id"], view=view)

    def submitted(ack: Ack, body: dict[str, Any], view: dict[str, Any], client: WebClient) -> None:
        filled = wish(view["state"]["values"])
        wrong = problems(filled)
        if wrong:
            ack(response_action="errors", errors=wrong)
            return
        ack()
        _answer(reception, client, body["user"]["id"], question(filled), view["private_metadata"])

    app.shortcut(CALLBACK)(wanted)
    app.action(FORM)(wanted)
    app.view(CALLBACK)(submitted)


def _answer(reception: Reception, client: WebClient, user: str, asked: str, metadata: str) -> None:
    """Where `/kpi` was typed, as that command answers; else by direct message."""
    if metadata:
        place: dict[str, str] = json.loads(metadata)
        way = saying.Way(client, place["url"], place["channel"], user)
        with polite(lambda line: way.say(plain(line))):
            viewer = admit(client, reception.team_id, user, place["channel"])
            answer_by_url(reception, way, asked, viewer)
        return
    answer_alone(reception, client, user, asked)


def answer_alone(reception: Reception, client: WebClient, user: str, asked: str) -> None:
    """The answer under its question, as a direct message."""
    with polite(lambda line: saying.publicly(client, user, None, plain(line))):
        viewer = admit_alone(client, reception.team_id, user)
        if isinstance(viewer, Refusal):
            saying.publicly(client, user, None, plain(viewer.message))
            return
        message = message_of(reception, reception.ask(asked, viewer), rate=True)
        saying.publicly(client, user, None, quoted(message, asked))
