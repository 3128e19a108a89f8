"""A station for every test; fresh people and channels per test keep them apart."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

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
    """The running station; what is still on its way when the test ends comes to rest first."""
    yield running
    running.workspace.settle(quiet=0.05)
