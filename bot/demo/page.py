"""The demo in a browser: the workspace's page on loopback, opened where there is a browser to open it."""

from __future__ import annotations

import os
import socket
import sys
import threading
import webbrowser
from collections.abc import Callable
from datetime import datetime
from time import perf_counter

from rich.console import Console

from bot.demo.cast import enter
from bot.local import local_bot
from bot.phrases import say
from bot.settings import Settings
from bot.workspace.page import open_page

PORT = 8765


def show_page(settings: Settings, clock: Callable[[], datetime], port: int | None, browser: bool) -> None:
    """Serves until interrupted. Without a port the usual one, or any where that is taken."""
    began, ended = perf_counter(), threading.Event()
    console = Console(highlight=False)
    with local_bot(settings, clock, (PORT if _free(PORT) else 0) if port is None else port) as workspace:
        url = open_page(workspace, workspace.manifest, enter(workspace, settings.zone))
        console.print(say("en", "page_ready", url=url, seconds=f"{perf_counter() - began:.1f}"), style="bold")
        if browser and has_display():
            webbrowser.open(url)
        else:
            console.print(say("en", "page_open_it"))
        try:
            ended.wait()
        except KeyboardInterrupt:
            console.print(say("en", "page_ended"))


def _free(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


def has_display() -> bool:
    """Whether a browser that is opened here would be seen by somebody."""
    if sys.platform in ("darwin", "win32"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
