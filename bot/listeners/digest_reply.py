"""Where somebody who works with digests is answered: by the url of what they pressed, else on their Home."""

# slack_sdk is typed in part only.
# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from slack_sdk import WebClient

from bot import saying
from bot.admission import admit, admit_alone
from bot.answering import polite
from bot.blocks.answer import plain
from bot.blocks.parts import Said
from bot.listeners.app_home import publish
from bot.reception import Reception
from kpi_engine.values import Refusal


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks, and where they are answered: `url` is empty on App Home and in a modal opened there."""

    reception: Reception
    client: WebClient
    user: str
    channel: str = ""
    url: str = ""
    thread_ts: str | None = None

    def show(self, message: Said) -> None:
        """A message with buttons; on App Home by direct message."""
        if self.url:
            saying.Way(self.client, self.url, self.channel, self.user, self.thread_ts).say(message)
        else:
            saying.publicly(self.client, self.user, None, message)

    def say(self, text: str) -> None:
        if self.url:
            self.show(plain(text))
        else:
            publish(self.reception, self.client, self.user, text)

    @contextmanager
    def admitted(self) -> Generator[bool]:
        """Whether they may work with digests at all; a fault inside becomes one polite line."""
        with polite(self.say):
            viewer = self._viewer()
            if isinstance(viewer, Refusal):
                self.say(viewer.message)
            yield not isinstance(viewer, Refusal)

    def _viewer(self) -> object:
        team = self.reception.team_id
        if self.channel:
            return admit(self.client, team, self.user, self.channel)
        return admit_alone(self.client, team, self.user)


def asker_of(reception: Reception, client: WebClient, body: dict[str, Any]) -> Asker:
    """Of a pressed button."""
    place: dict[str, Any] = body.get("container") or {}
    channel: dict[str, Any] = body.get("channel") or {}
    url = str(body.get("response_url") or "")
    thread = place.get("thread_ts")
    return Asker(reception, client, body["user"]["id"], str(channel.get("id") or ""), url, thread)
