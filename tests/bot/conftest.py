"""A station for every test; fresh people and channels per test keep them apart."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.workspace.facts import Message
from tests.bot.judge import judge
from tests.bot.scripted import Scripted
from tests.bot.station import Station, open_station


@pytest.fixture(scope="session", params=["socket", "http"])
def running(
    request: pytest.FixtureRequest, empty_sqlite: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Station]:
    file = tmp_path_factory.mktemp("station") / "store.db"
    shutil.copy(empty_sqlite, file)
    with open_station(Scripted(), f"sqlite:///{file}", request.param) as station:
        yield station


@pytest.fixture
def station(running: Station) -> Iterator[Station]:
    """The running station; afterwards every message that was sent is judged."""
    first = len(running.workspace.team.messages)
    yield running
    running.workspace.settle(quiet=0.05)
    judged(running.workspace.team.messages[first:])


def judged(messages: list[Message]) -> None:
    for message in messages:
        if message.blocks:
            judge(message.text, message.blocks)
