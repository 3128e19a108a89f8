"""`/kpi`: answers only the asker, with a button that shares the answer; alone, it opens a form."""

# slack_sdk is typed in part only.
# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false

from __future__ import annotations

import json
from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.admission import admit
from bot.answering import alert_wish, message_of, polite
from bot.blocks.answer import plain, with_share
from bot.blocks.form import form
from bot.phrases import say
from bot.privacy import about_agents, for_a_channel
from bot.prompts import PROMPTS
from bot.reception import Reception
from bot.saying import Way
from kpi_engine.result import Result
from kpi_engine.values import Refusal, Viewer

COMMAND = "/kpi"


def register(app: App, reception: Reception) -> None:
    def commanded(ack: Ack, command: dict[str, Any], client: WebClient) -> None:
        ack()
        user, channel, question = command["user_id"], command["channel_id"], command.get("text", "").strip()
        way = Way(client, command["response_url"], channel, user)
        with polite(lambda line: way.say(plain(line))):
            viewer = admit(client, reception.team_id, user, channel)
            if question or isinstance(viewer, Refusal):
                answer_by_url(reception, way, question, viewer)
            else:
                _open_form(way, command["trigger_id"])

    app.command(COMMAND)(commanded)


def _open_form(way: Way, trigger: str) -> None:
    """The form in place of a question; where Slack no longer opens it, an example to type."""
    metadata = json.dumps({"url": way.url, "channel": way.channel})
    try:
        way.client.views_open(trigger_id=trigger, view=form(metadata))
    except SlackApiError:
        way.say(plain(say("en", "empty", example=f"{COMMAND} {PROMPTS[0].message}")))


def answer_by_url(reception: Reception, way: Way, question: str, viewer: Viewer | Refusal) -> None:
    """The answer for the asker's eyes, with a button that shares it in the channel."""
    if isinstance(viewer, Refusal):
        way.say(plain(viewer.message))
        return
    wish = alert_wish(reception, question)
    if wish is not None:
        way.say(wish)
        return
    at = reception.clock()
    result = reception.ask(question, viewer, at)
    message = message_of(reception, result, rate=False)
    if shareable(result) and viewer.place == "channel":
        value = json.dumps({"question": question, "at": at.isoformat()}, ensure_ascii=False)
        message = with_share(message, result.language, value)
    way.say(message)


def shareable(result: Result) -> bool:
    """Whether the channel may see it, perhaps without its slices by agent."""
    return result.status == "answered" and not about_agents(for_a_channel(result))
