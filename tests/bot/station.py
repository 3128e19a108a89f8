"""The real Bolt app over the local workspace, by Socket Mode or by signed HTTP."""

from __future__ import annotations

import threading
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from bot.app import build_app
from bot.connections import web_client
from bot.hearing_room import HearingRoom
from bot.http_mode import HttpMode
from bot.memory import Memory
from bot.reception import Answers, Reception
from bot.socket_mode import SocketMode
from bot.workspace import Channel, Message, User, Workspace
from bot.workspace.delivery import HttpDelivery
from bot.workspace.limits import texts

MANIFEST = Path(__file__).parents[2] / "manifest.json"
NOW = datetime(2026, 11, 18, 10, 0, tzinfo=UTC)
# The SDK drops a socket without a pong for four pings, and what is under way on it is lost: four pings are
# longer than the three seconds of an acknowledgement, so that a crowded machine costs time and no message.
PING_SECONDS = 1.0
_NUMBERS = count(1)


@dataclass(slots=True)
class Station:
    """A workspace with one or several copies of the app in it, all at one store."""

    workspace: Workspace
    reception: Reception
    mode: str
    lines: list[SocketMode | HttpMode] = field(default_factory=list)

    def connect(self, patience: float = 60.0) -> None:
        """One more process, as far as Slack can tell."""
        team = self.workspace.team
        client = web_client(team.bot_token, self.workspace.api_url)
        app = build_app(client, team.signing_secret, self.reception)
        if self.mode == "socket":
            line = SocketMode(app, team.app_token, ping_seconds=PING_SECONDS, patience_seconds=patience)
            line.start()
            assert self.workspace.sockets.count(len(self.lines) + 1)
        else:
            line = HttpMode(app, team.signing_secret)
            threading.Thread(target=line.serve, daemon=True).start()
            self.workspace.delivery = HttpDelivery(line.url, team.signing_secret)
        self.lines.append(line)

    def people(self, *, kind: str = "channel", **more: object) -> tuple[User, Channel]:
        """A new person in a new channel with the bot."""
        number = next(_NUMBERS)
        user = self.workspace.add_user(f"ann{number}")
        return user, self.workspace.add_channel(f"ops{number}", user, kind=kind, **more)  # type: ignore[arg-type]


@contextmanager
def open_station(
    desk: Answers, db_url: str, mode: str, room: HearingRoom | None = None
) -> Generator[Station]:
    memory = Memory.at(db_url)
    with Workspace(MANIFEST) as workspace:
        station = Station(workspace, Reception(desk, memory, lambda: NOW, room=room), mode)
        station.connect()
        try:
            yield station
        finally:
            for line in station.lines:
                line.stop()
    memory.close()


def seen(message: Message) -> str:
    return message.text + "\n" + "\n".join(texts(message.blocks))


def only_answer(station: Station, channel: Channel, viewer: User | None = None) -> Message:
    """The one answer there is, after everything has come to rest."""
    station.workspace.answers(channel, viewer)
    station.workspace.settle(0.35)
    answers = station.workspace.answers(channel, viewer)
    assert len(answers) == 1, [one.text for one in answers]
    return answers[0]
