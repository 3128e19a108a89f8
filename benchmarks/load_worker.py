"""The one process that the load is on: as `heartline serve`, over a local Slack, but for the clock.

Its one argument is a JSON text, the fields of `Orders`. Says `ready URL` once it can be asked (the URL of its
HTTP door, else -), and runs until SIGTERM.
"""

from __future__ import annotations

import json
import logging
import signal
import sys
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from slack_bolt import App
from slack_sdk import WebClient

from bot.app import build_app
from bot.connections import posting_client, web_client
from bot.desk import open_desk
from bot.digests.opening import office_open
from bot.heap import keep_loaded, one_heap
from bot.hearing_room import HearingRoom
from bot.http_mode import HttpMode
from bot.memory import Memory
from bot.reception import Reception
from bot.settings import read_settings
from bot.socket_mode import SocketMode

# The app, and what is to be ended before its line is, so that nobody waits for it.
Open = tuple[App, Callable[[], None]]


@dataclass(frozen=True, slots=True)
class Orders:
    """`kind`: `bot`, `hearing` for one that hears what people bring as well, or `bare` for a Bolt app that
    answers a constant; `mode`: socket or http; `ahead_s`: by how much the bot's clock is ahead of the
    computer's."""

    kind: str
    mode: str
    db_url: str
    api_url: str
    bot_token: str
    app_token: str
    secret: str
    ahead_s: float

    def text(self) -> str:
        return json.dumps(asdict(self))


def work(orders: Orders) -> None:
    one_heap()
    stopped = threading.Event()
    signal.signal(signal.SIGTERM, lambda _number, _frame: stopped.set())
    with _APPS[orders.kind](orders) as (app, close):
        line = _line(app, orders)
        print(f"ready {line.url if isinstance(line, HttpMode) else '-'}", flush=True)
        stopped.wait()
        close()
        line.stop()


def _line(app: App, orders: Orders) -> SocketMode | HttpMode:
    if orders.mode == "socket":
        line = SocketMode(app, orders.app_token)
        line.start()
        return line
    door = HttpMode(app, orders.secret)
    threading.Thread(target=door.serve, daemon=True).start()
    return door


@contextmanager
def _bot(orders: Orders, room: HearingRoom | None = None) -> Generator[Open]:
    ahead = timedelta(seconds=orders.ahead_s)

    def clock() -> datetime:
        return datetime.now(UTC) + ahead

    desk = open_desk(read_settings({"HEARTLINE_DB": orders.db_url}))
    memory = Memory.at(orders.db_url)
    with office_open(desk, posting_client(orders.bot_token, orders.api_url), clock) as office:
        reception = Reception(desk, memory, clock, room=room, office=office)
        desk.warm_up(clock())
        keep_loaded()
        yield build_app(web_client(orders.bot_token, orders.api_url), orders.secret, reception), _nothing
    memory.close()


@contextmanager
def _hearing(orders: Orders) -> Generator[Open]:
    room = HearingRoom()
    with _bot(orders, room) as (app, _):
        room.open()
        yield app, room.close


@contextmanager
def _bare(orders: Orders) -> Generator[Open]:
    """What Bolt and the local Slack cost alone: one call a question, and no thought."""
    client = WebClient(orders.bot_token, orders.api_url)
    client.proxy = None
    app = App(client=client, signing_secret=orders.secret)

    def said(event: dict[str, Any], say: Callable[..., Any]) -> None:
        mentioned = event["type"] == "app_mention"
        if not event.get("bot_id") and (mentioned or event["channel_type"] == "im" or "thread_ts" in event):
            say(text="42", thread_ts=event.get("thread_ts") or event["ts"])

    for kind in ("message", "app_mention"):
        app.event(kind)(said)  # pyright: ignore[reportUnknownMemberType]
    yield app, _nothing


def _nothing() -> None:
    """There is no hearing room to close before the line is."""


_APPS = {"bot": _bot, "hearing": _hearing, "bare": _bare}


if __name__ == "__main__":
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    work(Orders(**json.loads(sys.argv[1])))
