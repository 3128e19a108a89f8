"""The app's own space: suggested questions in its messages tab, and a Home that shows what can be asked."""

# slack_sdk is typed in part only.
# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false

from __future__ import annotations

import logging
import re
from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot import saying
from bot.admission import admit_alone, zone_of
from bot.answering import polite
from bot.blocks.answer import plain
from bot.blocks.home import ASK, closed, home
from bot.listeners.ask_kpi import answer_alone
from bot.listeners.digest_lists import kept_blocks
from bot.phrases import say
from bot.prompts import PROMPTS
from bot.reception import Reception
from kpi_engine.values import Refusal

log = logging.getLogger(__name__)


def register(app: App, reception: Reception) -> None:
    def opened(event: dict[str, Any], client: WebClient) -> None:
        if event.get("tab") == "home":
            publish(reception, client, event["user"])
        elif event.get("tab") == "messages":
            _suggest(client, event["channel"])

    def asked(ack: Ack, body: dict[str, Any], action: dict[str, Any], client: WebClient) -> None:
        ack()
        user = body["user"]["id"]
        answer_alone(reception, client, user, action["value"])
        publish(reception, client, user, say("en", "home_answered", question=action["value"]))

    app.event("app_home_opened")(opened)
    app.action(re.compile(rf"^{ASK}_\d+$"))(asked)


def publish(reception: Reception, client: WebClient, user: str, note: str = "") -> None:
    """Shows the person's Home anew; `note` says what has just happened."""
    with polite(lambda line: saying.publicly(client, user, None, plain(line))):
        viewer = admit_alone(client, reception.team_id, user)
        if isinstance(viewer, Refusal):
            view = closed(viewer.message)
        else:
            view = home(reception.about(), zone_of(client, user), note, kept=kept_blocks(reception, user))
        client.views_publish(user_id=user, view=view)


def _suggest(client: WebClient, channel: str) -> None:
    prompts = [{"title": one.title, "message": one.message} for one in PROMPTS]
    try:
        # Not by Bolt's helper: it passes thread_ts, and then an agent app silently shows nothing.
        client.assistant_threads_setSuggestedPrompts(
            channel_id=channel, title=say("en", "prompts"), prompts=prompts
        )
    except SlackApiError as error:
        log.warning("no suggested prompts: %s", error.response["error"])
