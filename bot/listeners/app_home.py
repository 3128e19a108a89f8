"""The app's messages tab: shows what can be asked."""

# slack_sdk is typed in part only.
# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false

from __future__ import annotations

import logging
from typing import Any

from slack_bolt import App
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.phrases import say
from bot.prompts import PROMPTS
from bot.reception import Reception

log = logging.getLogger(__name__)


def register(app: App, reception: Reception) -> None:
    def opened(event: dict[str, Any], client: WebClient) -> None:
        if event.get("tab") != "messages":
            return
        prompts = [{"title": one.title, "message": one.message} for one in PROMPTS]
        try:
            # Not by Bolt's helper: it passes thread_ts, and then an agent app silently shows nothing.
            client.assistant_threads_setSuggestedPrompts(
                channel_id=event["channel"], title=say("en", "prompts"), prompts=prompts
            )
        except SlackApiError as error:
            log.warning("no suggested prompts: %s", error.response["error"])

    app.event("app_home_opened")(opened)
