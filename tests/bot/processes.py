"""What the process tests run in a process of its own: `python -m tests.bot.processes NAME`."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from datetime import timedelta

from bot.app import build_app
from bot.commands.serve import run
from bot.connections import web_client
from bot.conversation import converse
from bot.desk import open_desk
from bot.hearing_room import HearingRoom
from bot.memory import Memory
from bot.reception import Reception
from bot.settings import read_settings
from bot.workspace import Workspace
from tests.bot.station import NOW


def served() -> None:
    """As `heartline serve` runs the bot, but for the address: a workspace of its own."""
    workspace = Workspace()
    settings = replace(read_settings(os.environ), slack_app_token=workspace.team.app_token)
    room = HearingRoom("none that is here")
    reception = Reception(open_desk(settings), Memory.at(settings.db_url), lambda: NOW, room=room)
    app = build_app(web_client(workspace.team.bot_token, workspace.api_url), None, reception)
    run(app, settings, None, "", room)


def once() -> None:
    # It asks of weeks that are over.
    sys.exit(converse(read_settings(os.environ), once=True, clock=lambda: NOW + timedelta(weeks=1)))


def talk() -> None:
    sys.exit(converse(read_settings(os.environ), clock=lambda: NOW))


if __name__ == "__main__":
    {"served": served, "once": once, "talk": talk}[sys.argv[1]]()
