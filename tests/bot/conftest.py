"""A station for every test; fresh people and channels per test keep them apart."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.hearing_room import HearingRoom
from tests.bot.hearing import until
from tests.bot.scripted import Scripted
from tests.bot.small_model import small_model
from tests.bot.station import Station, open_station


@pytest.fixture(scope="session", params=["socket", "http"])
def running(
    request: pytest.FixtureRequest, empty_sqlite: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Station]:
    file = tmp_path_factory.mktemp("station") / "store.db"
    shutil.copy(empty_sqlite, file)
    with open_station(Scripted(), f"sqlite:///{file}", request.param) as station:
        yield station


@pytest.fixture(scope="session")
def hearing(empty_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Station]:
    """A station with a hearing room."""
    folder = tmp_path_factory.mktemp("hearing")
    shutil.copy(empty_sqlite, folder / "store.db")
    room = HearingRoom(str(small_model(folder / "model")))
    room.open()
    with open_station(Scripted(), f"sqlite:///{folder / 'store.db'}", "socket", room) as station:
        yield station
        room.close()


@pytest.fixture
def heard(hearing: Station) -> Iterator[Station]:
    """The station that hears, its model loaded; what is still on its way when the test ends comes to rest."""
    room = hearing.reception.room
    assert room is not None and until(lambda: room.ready)
    yield hearing
    hearing.workspace.settle(quiet=0.05)


@pytest.fixture
def station(running: Station) -> Iterator[Station]:
    """The running station; what is still on its way when the test ends comes to rest first."""
    yield running
    running.workspace.settle(quiet=0.05)
