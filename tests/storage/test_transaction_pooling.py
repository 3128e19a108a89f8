"""Behind a pooler that gives each transaction another session, as PgBouncer in transaction mode does."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import Engine, make_url
from sqlalchemy.exc import DBAPIError
from transaction_pooler import pooling

from bot.memory import Memory
from storage.addresses import store_address
from storage.database import open_store, reading, writing
from storage.errors import StorageError
from storage.store import Store

NOW = datetime(2026, 11, 22, tzinfo=UTC)


@pytest.fixture
def pooled(new_database: Any) -> Iterator[str]:
    with new_database(True) as url, tempfile.TemporaryDirectory(prefix="heartline-pool-") as folder:
        address = make_url(url)
        with pooling(str(address.query["host"]), Path(folder)) as host:
            yield address.update_query_dict({"host": host}).render_as_string(hide_password=False)


@pytest.fixture
def engine_behind(pooled: str) -> Iterator[Engine]:
    opened = open_store(pooled)
    yield opened
    opened.dispose()


def test_each_transaction_really_has_another_session(engine_behind: Engine) -> None:
    session, found = text("SELECT pg_backend_pid()"), list[int]()
    with reading(engine_behind) as connection:
        for _ in range(4):
            found += [connection.execute(session).scalar_one(), connection.execute(session).scalar_one()]
            connection.rollback()
    assert found[0] == found[1] != found[2] == found[3]
    assert len(set(found)) == 2


def test_questions_and_the_bots_memory_are_as_ever(engine_behind: Engine, pooled: str) -> None:
    memory = Memory.at(pooled)
    for number in range(12):  # more often than the driver waits before it would prepare a statement
        with writing(engine_behind) as connection:
            connection.execute(text("INSERT INTO settings VALUES (:n, '1')"), {"n": str(number)})
        assert Store(engine_behind).earliest() is None
        assert memory.first_time([f"e{number}"], NOW)
        assert not memory.first_time([f"e{number}"], NOW)
    memory.close()


def test_statements_that_the_driver_prepares_would_be_lost(pooled: str) -> None:
    """Why they are switched off."""
    engine = create_engine(store_address(pooled), connect_args={"prepare_threshold": 1})
    with pytest.raises(DBAPIError, match="prepared statement"), engine.connect() as connection:
        for _ in range(6):
            connection.execute(text("SELECT name FROM settings"))
            connection.commit()
    engine.dispose()


def test_an_intake_refuses_in_one_line_and_stores_nothing(engine_behind: Engine, into: Any) -> None:
    with pytest.raises(StorageError, match=r"needs the server's own address$"):
        into(engine_behind, "holidays", "h.csv", "date,name\n2026-12-25,Christmas\n")
    assert Store(engine_behind).holidays() == {}
