"""The Bolt app: every surface, with room for slow answers."""

# slack_sdk is typed in part only.
# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor

from slack_bolt import App
from slack_bolt.error import BoltError
from slack_sdk import WebClient

from bot.errors import BotError
from bot.listeners import register_all
from bot.reception import Reception

# Bolt's own five would make the sixth asker wait for the first one's answer. One channel that Slack holds up
# keeps a few of them (`lanes`).
LISTENERS = 64

log = logging.getLogger(__name__)


def build_app(client: WebClient, signing_secret: str | None, reception: Reception) -> App:
    """The app with all its listeners. Its token is checked at once: BotError where Slack refuses it.

    Without a signing secret the app must not be served over HTTP (`http_mode` refuses to).
    """
    executor = ThreadPoolExecutor(LISTENERS, "listener")
    try:
        app = App(
            client=client,
            signing_secret=signing_secret or "",
            listener_executor=executor,
            request_verification_enabled=True,
        )
    except BoltError as error:
        raise BotError(f"Slack does not take SLACK_BOT_TOKEN: {_line(error)}") from None
    app.error(_unforeseen)
    register_all(app, reception)
    return app


def _unforeseen(error: Exception) -> None:
    """The last net; what a listener can say to the asker it has said."""
    log.error("a listener failed", exc_info=error)


def _line(error: Exception) -> str:
    return " ".join(str(error).split())
