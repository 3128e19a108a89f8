"""What the desk does before anybody asks."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine, text

from bot.desk import Desk
from bot.settings import read_settings
from storage.errors import StorageError
from storage.store import Store

NOW = datetime(2026, 11, 18, 10, tzinfo=UTC)


def test_a_store_that_cannot_answer_stops_no_start(engine: Engine) -> None:
    desk = Desk(Store(engine), read_settings({}))
    with engine.begin() as connection:
        connection.execute(text("DROP TABLE holidays"))
    with pytest.raises(StorageError):
        desk.ask("contacts yesterday", NOW)
    desk.warm_up(NOW)
