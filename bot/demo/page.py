"""The demo in a browser: the workspace's page on loopback, opened where there is a browser to open it."""

from __future__ import annotations

import os
import signal
import socket
import sys
import time
import webbrowser
from collections.abc import Callable, Generator
from contextlib import contextmanager
from datetime import datetime
from time import perf_counter

from rich.console import Console

from bot.demo.cast import enter
from bot.hearing_room import HearingRoom
from bot.local import local_bot
from bot.phrases import say
from bot.settings import Settings
from bot.workspace.page import open_page

PORT = 8765


def show_page(settings: Settings, clock: Callable[[], datetime], port: int | None, browser: bool) -> None:
    """Serves until it is told to end. Without a port the usual one, or any where that is taken."""
    console, began = Console(highlight=False), perf_counter()
    chosen = port or (PORT if _free(PORT) else 0)
    with local_bot(settings, clock, chosen, HearingRoom()) as workspace, _asked_to_end() as ended:
        url = open_page(workspace, workspace.manifest, enter(workspace, settings.zone))
        console.print(say("en", "page_ready", url=url, seconds=f"{perf_counter() - began:.1f}"), style="bold")
        if browser and has_display():
            webbrowser.open(url)
        else:
            console.print(say("en", "page_open_it"))
        while not ended():
            time.sleep(0.2)
    console.print(say("en", "page_ended"))


@contextmanager
def _asked_to_end() -> Generator[Callable[[], bool]]:
    """Whether Ctrl-C was pressed, or the process told to end: noted rather than raised, because what is
    raised in the middle of a library's work may be caught there."""
    told: list[int] = []
    signals = (signal.SIGINT, signal.SIGTERM)
    before = [signal.signal(one, lambda number, _frame: told.append(number)) for one in signals]
    try:
        yield lambda: bool(told)
    finally:
        for one, handler in zip(signals, before, strict=True):
            signal.signal(one, handler)


def _free(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


def has_display() -> bool:
    """Whether a browser that is opened here would be seen by somebody."""
    if sys.platform in ("darwin", "win32"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
