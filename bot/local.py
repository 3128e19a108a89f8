"""The bot in a Slack of its own on this machine: the real Bolt app, over Socket Mode."""

from __future__ import annotations

import errno
import logging
from collections.abc import Callable, Generator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from bot.app import build_app
from bot.connections import posting_client, web_client
from bot.desk import open_desk
from bot.digests.opening import office_open
from bot.errors import BotError
from bot.hearing_room import HearingRoom
from bot.memory import Memory
from bot.reception import Reception
from bot.settings import Settings
from bot.socket_mode import SocketMode
from bot.workspace import Workspace

MANIFEST = Path(__file__).parents[1] / "manifest.json"


@contextmanager
def local_bot(
    settings: Settings, clock: Callable[[], datetime], port: int = 0, room: HearingRoom | None = None
) -> Generator[Workspace]:
    """The bot, connected to a workspace of its own at that port (0: any). BotError where it is taken.

    A `room` is opened at once, and closed at the end.
    """
    logging.getLogger("slack_bolt").setLevel(logging.CRITICAL)
    with _workspace(port) as workspace:
        memory, desk = Memory.at(settings.db_url), open_desk(settings)
        team = workspace.team
        posting = posting_client(team.bot_token, workspace.api_url)
        with office_open(desk, posting, clock) as office:
            reception = Reception(desk, memory, clock, room=room, office=office)
            client = web_client(team.bot_token, workspace.api_url)
            line = SocketMode(build_app(client, team.signing_secret, reception), team.app_token)
            line.start()
            if room is not None:
                room.open()
            try:
                workspace.sockets.count(1)
                yield workspace
            finally:
                # The bot still hears of its own last message; closing earlier would log a broken socket.
                workspace.settle(0.2, timeout=5)
                if room is not None:
                    room.close()
                line.stop()
                memory.close()


def _workspace(port: int) -> Workspace:
    try:
        return Workspace(MANIFEST if MANIFEST.exists() else None, port)
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise
        raise BotError(f"port {port} is taken: name another with --port") from None
