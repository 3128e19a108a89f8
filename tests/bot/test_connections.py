"""Sockets that break, go silent or are many; requests over HTTP that are not Slack's."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.app import build_app
from bot.connections import web_client, webhook
from bot.errors import BotError
from bot.http_mode import HttpMode
from bot.memory import Memory
from bot.reception import Reception
from bot.socket_mode import SocketMode
from bot.workspace import Workspace
from bot.workspace.delivery import HttpDelivery, post, signed
from tests.bot.scripted import Scripted
from tests.bot.station import MANIFEST, NOW, Station, open_station

AHT = "AHT last week by queue"


@pytest.fixture
def url(empty_sqlite: Path, tmp_path: Path) -> str:
    shutil.copy(empty_sqlite, tmp_path / "store.db")
    return f"sqlite:///{tmp_path / 'store.db'}"


@pytest.fixture
def socket_station(url: str) -> Iterator[Station]:
    with open_station(Scripted(), url, "socket") as station:
        yield station


@pytest.fixture
def http_station(url: str) -> Iterator[Station]:
    with open_station(Scripted(), url, "http") as station:
        yield station


def answered_once(station: Station) -> None:
    ann, ops = station.people()
    station.workspace.mention(ann, ops, AHT)
    assert station.workspace.answers(ops, timeout=20)
    station.workspace.settle(0.4)
    assert len(station.workspace.answers(ops)) == 1


def test_a_refreshed_connection_is_opened_anew(socket_station: Station) -> None:
    sockets = socket_station.workspace.sockets
    sockets.disconnect()
    assert sockets.count(0) and sockets.count(1)
    assert sockets.opened == 2
    answered_once(socket_station)


def test_a_broken_connection_is_opened_anew(socket_station: Station) -> None:
    sockets = socket_station.workspace.sockets
    sockets.drop()
    deadline = time.monotonic() + 15
    while sockets.opened < 2 and time.monotonic() < deadline:
        time.sleep(0.05)
    assert sockets.opened == 2
    answered_once(socket_station)


def test_a_silent_connection_is_replaced_by_the_watchdog(url: str) -> None:
    """The SDK's own staleness check is out of the way (its pings are a minute apart): ours must do it."""
    with Workspace(MANIFEST) as workspace:
        reception = Reception(Scripted(), Memory.at(url), lambda: NOW)
        app = build_app(web_client(workspace.team.bot_token, workspace.api_url), None, reception)
        line = SocketMode(app, workspace.team.app_token, ping_seconds=60, patience_seconds=1)
        line.start()
        assert workspace.sockets.count(1)
        workspace.sockets.links[0].muted = True
        deadline = time.monotonic() + 10
        while workspace.sockets.opened < 2 and time.monotonic() < deadline:
            time.sleep(0.05)
        assert workspace.sockets.opened >= 2
        line.stop()


def test_several_sockets_share_the_work_and_no_state(socket_station: Station) -> None:
    socket_station.connect()
    socket_station.connect()
    for _ in range(4):
        answered_once(socket_station)
    ann, ops = socket_station.people()
    asked = socket_station.workspace.mention(ann, ops, AHT)
    assert socket_station.workspace.answers(ops)
    for count in (2, 3, 4):
        socket_station.workspace.say(ann, ops, "AHT again", thread=asked.ts)
        assert len(socket_station.workspace.answers(ops, count=count)) == count


def test_a_retry_that_reaches_another_process_is_not_answered_again(socket_station: Station) -> None:
    ann, ops = socket_station.people()
    socket_station.workspace.mention(ann, ops, AHT)
    assert socket_station.workspace.answers(ops)
    socket_station.connect()
    socket_station.lines[0].stop()
    del socket_station.lines[0]
    assert socket_station.workspace.sockets.count(1)
    assert socket_station.workspace.deliver_again("app_mention") is not None
    socket_station.workspace.settle(0.4)
    assert len(socket_station.workspace.answers(ops)) == 1


def test_an_answer_in_the_making_is_finished_before_the_end(url: str) -> None:
    with open_station(Scripted(), url, "socket") as station:
        ann, ops = station.people()
        station.workspace.mention(ann, ops, "slow AHT")
        station.workspace.settle(0.2)
        station.lines.pop().stop()
        assert len(station.workspace.answers(ops, timeout=0)) == 1


def test_a_locked_store_does_not_lose_the_answer(socket_station: Station, url: str) -> None:
    """A long ingest holds SQLite's write lock: the event cannot be noted, the question is answered."""
    other = Memory.at(url).engine.connect()
    other.exec_driver_sql("BEGIN IMMEDIATE")
    ann, ops = socket_station.people()
    socket_station.workspace.mention(ann, ops, AHT)
    assert socket_station.workspace.answers(ops, timeout=20)
    other.close()


def test_a_refused_token_is_one_line(url: str) -> None:
    with Workspace(MANIFEST) as workspace:
        reception = Reception(Scripted(), Memory.at(url), lambda: NOW)
        with pytest.raises(BotError, match="SLACK_BOT_TOKEN"):
            build_app(web_client("xoxb-wrong", workspace.api_url), None, reception)
        app = build_app(web_client(workspace.team.bot_token, workspace.api_url), None, reception)
        with pytest.raises(BotError, match=r"SLACK_APP_TOKEN.*invalid_auth"):
            SocketMode(app, "xapp-wrong").start()
        with pytest.raises(BotError, match="SLACK_SIGNING_SECRET"):
            HttpMode(app, None)


def test_loopback_never_goes_through_a_proxy(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert webhook("https://hooks.slack.com/x").proxy == "http://127.0.0.1:9"
    with open_station(Scripted(), url, "socket") as station:
        ann, ops = station.people()
        station.workspace.command(ann, ops, "/kpi", AHT)
        assert station.workspace.answers(ops, ann)


def _request(station: Station, secret: str | None, age: float = 0.0, change: str = "") -> int:
    """Status of an event sent by hand, signed with `secret` and `age` seconds old."""
    delivery = station.workspace.delivery
    assert isinstance(delivery, HttpDelivery)
    body = json.dumps({"type": "url_verification", "challenge": "x"})
    headers = {"Content-Type": "application/json"}
    if secret is not None:
        headers |= signed(secret, body, int(time.time() - age))
    return post(delivery.url, (body + change).encode(), headers, 5)[0]


def test_signed_requests_are_taken(http_station: Station) -> None:
    assert _request(http_station, http_station.workspace.team.signing_secret) == 200


@pytest.mark.parametrize(
    ("secret", "age", "change"),
    [(None, 0, ""), ("wrong", 0, ""), ("right", 301, ""), ("right", -301, ""), ("right", 0, " ")],
    ids=["unsigned", "another secret", "stale", "from the future", "changed on the way"],
)
def test_other_requests_are_refused(
    http_station: Station, secret: str | None, age: float, change: str
) -> None:
    secret = http_station.workspace.team.signing_secret if secret == "right" else secret
    assert _request(http_station, secret, age, change) == 401


def test_huge_and_strange_requests_are_refused(http_station: Station) -> None:
    delivery = http_station.workspace.delivery
    assert isinstance(delivery, HttpDelivery)
    assert post(delivery.url, b"x" * 1_000_001, {}, 5)[0] in (413, 0)
    assert post(delivery.url.replace("/slack/events", "/other"), b"{}", {}, 5)[0] == 404
