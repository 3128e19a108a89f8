"""A small Bolt app over a workspace, by Socket Mode or by signed HTTP: what an app can do with forms,
shortcuts, files and answers that only one person sees."""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager

from slack_bolt import App

from bot.connections import web_client
from bot.http_mode import HttpMode
from bot.socket_mode import SocketMode
from bot.workspace import Workspace
from bot.workspace.delivery import HttpDelivery


@contextmanager
def talking(mode: str, register: Callable[[App], None]) -> Generator[Workspace]:
    with Workspace() as workspace:
        team = workspace.team
        app = App(client=web_client(team.bot_token, workspace.api_url), signing_secret=team.signing_secret)
        register(app)
        line = SocketMode(app, team.app_token) if mode == "socket" else HttpMode(app, team.signing_secret)
        if isinstance(line, SocketMode):
            line.start()
            assert workspace.sockets.count(1)
        else:
            threading.Thread(target=line.serve, daemon=True).start()
            workspace.delivery = HttpDelivery(line.url, team.signing_secret)
        yield workspace
        workspace.settle(0.1)
        line.stop()
