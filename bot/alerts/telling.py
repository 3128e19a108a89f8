"""Tells an alert's creator by direct message that it cannot do its work."""

# slack_sdk is typed in part only.
# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false

from __future__ import annotations

import logging
import re
from dataclasses import dataclass

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.blocks.answer import plain
from bot.digests.posting import BROKEN
from bot.digests.reasons import plain_reason
from bot.phrases import say
from storage.alerts import AlertRow

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class AlertTelling:
    """`admins` are told where the creator cannot be."""

    client: WebClient
    admins: tuple[str, ...] = ()

    def tell(self, alert: AlertRow, reason: str) -> None:
        words = say("en", "alert_failed", title=alert.title, reason=plain_reason(reason))
        message = plain(words)
        for person in dict.fromkeys((alert.creator, *self.admins)):
            if not re.fullmatch(r"[UW][A-Z0-9]+", person):
                continue
            try:
                self.client.chat_postMessage(channel=person, text=message.text, blocks=list(message.blocks))
            except (SlackApiError, *BROKEN) as error:
                log.warning("alert %s failed (%s); %s not told: %s", alert.alert_id, reason, person, error)
            else:
                return
