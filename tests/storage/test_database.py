# ruff: noqa: E501 (tables of messages)
"""Opening a store: made once, by whoever comes first; every fault in one line."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import threading
import time
from pathlib import Path

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text
from sqlalchemy.engine import Engine
from sqlalchemy.exc import OperationalError

from storage.database import SCHEMA, VERSION_TABLE, open_store, reading, schema_version, writing
from storage.errors import StorageError
from storage.migrations.run import settings
from storage.schema import metadata


def test_migrations_make_exactly_the_tables_of_the_schema(engine: Engine) -> None:
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"version_table": VERSION_TABLE, "compare_type": True}
        )
        assert compare_metadata(context, metadata) == []


def test_newest_schema_is_the_newest_migration() -> None:
    assert ScriptDirectory.from_config(settings()).get_heads() == [SCHEMA]


def test_opening_makes_the_store_and_opening_again_changes_nothing(bare_url: str) -> None:
    first = open_store(bare_url)
    assert set(metadata.tables) <= set(inspect(first).get_table_names())
    assert schema_version(open_store(bare_url)) == SCHEMA


OPEN = "import sys; from storage.database import open_store; open_store(sys.argv[1]); print('open')"


def test_processes_that_open_a_new_store_together_all_succeed(bare_url: str) -> None:
    command = [sys.executable, "-c", OPEN, bare_url]
    processes = [
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(6)
    ]
    for process in processes:
        out, err = process.communicate(timeout=120)
        assert out == "open\n", err


def test_a_question_does_not_import_alembic(store_url: str) -> None:
    look = "import sys; from storage.database import open_store; open_store(sys.argv[1]); print('alembic' in sys.modules)"
    found = subprocess.run(
        [sys.executable, "-c", look, store_url], capture_output=True, text=True, check=True
    )
    assert found.stdout == "False\n"


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("store", "'store' is not a database URL: write sqlite:///store.db or postgresql://user:password@host/database"),
        ("my.db", "'my.db' is not a database URL: write sqlite:///store.db or postgresql://user:password@host/database, perhaps sqlite:///my.db"),
        ("mysql://me:secret@host/x", "mysql://me:***@host/x: a store is kept in SQLite or PostgreSQL: sqlite:///store.db or postgresql://user:password@host/database"),
        ("sqlite:////nowhere/at/all.db", "sqlite:////nowhere/at/all.db: there is no folder /nowhere/at"),
        ("sqlite:////tmp", "sqlite:////tmp: that is a folder, name a file in it"),
        ("sqlite:////proc/store.db", "sqlite:////proc/store.db: the file cannot be opened or made there: may you write to its folder?"),
        ("postgresql://me:secret@127.0.0.1:1/x", "postgresql://me:***@127.0.0.1:1/x: no PostgreSQL server answers there"),
        ("postgresql:///x?host=/nowhere", "postgresql:///x?host=%2Fnowhere: no PostgreSQL server answers there"),
    ],
)  # fmt: skip
def test_an_address_that_does_not_work_is_one_line(url: str, message: str) -> None:
    with pytest.raises(StorageError) as caught:
        open_store(url)
    assert str(caught.value) == message


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    (tmp_path / "notes.db").write_text("These are notes, and long enough to be looked at as a header. " * 20)
    with pytest.raises(StorageError, match=r"notes\.db: the file is not an SQLite database$"):
        open_store(f"sqlite:///{tmp_path}/notes.db")


def test_a_store_that_is_not_there_is_not_made_for_a_question(bare_url: str) -> None:
    with pytest.raises(
        StorageError, match="there is no store yet: `heartline ingest` or `heartline demo` makes one"
    ):
        open_store(bare_url, create=False)


def test_a_store_of_a_newer_version(engine: Engine, store_url: str) -> None:
    with writing(engine) as connection:
        connection.execute(text(f"UPDATE {VERSION_TABLE} SET version_num = '9999'"))
    with pytest.raises(
        StorageError, match=r"made by a newer Heartline \(schema 9999\): pip install --upgrade heartline"
    ):
        open_store(store_url)


def test_another_programs_database_is_left_alone(bare_url: str) -> None:
    if bare_url.startswith("sqlite"):
        with sqlite3.connect(bare_url.removeprefix("sqlite:///")) as theirs:
            theirs.execute("CREATE TABLE contacts (name text)")
    else:
        with psycopg.connect(bare_url) as theirs:
            theirs.execute("CREATE TABLE contacts (name text)")
    with pytest.raises(StorageError, match=r"another program's database \(it has a table 'contacts'\)"):
        open_store(bare_url)


def test_a_database_that_is_not_on_the_server(pg_url: str) -> None:
    with pytest.raises(StorageError, match='database "none" does not exist'):
        open_store(pg_url.replace("/postgres?", "/none?"))


def test_writers_wait_for_each_other_and_lose_nothing(engine: Engine) -> None:
    def add_one() -> None:
        for _ in range(25):
            with writing(engine) as connection:
                if engine.dialect.name == "postgresql":
                    connection.execute(text("LOCK TABLE settings"))
                value = connection.execute(text("SELECT value FROM settings")).scalar_one()
                connection.execute(text("UPDATE settings SET value = :v"), {"v": str(int(value) + 1)})

    with writing(engine) as connection:
        connection.execute(text("INSERT INTO settings VALUES ('n', '0')"))
    writers = [threading.Thread(target=add_one) for _ in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    with reading(engine) as connection:
        assert connection.execute(text("SELECT value FROM settings")).scalar_one() == "100"


def test_a_reader_neither_waits_for_a_writer_nor_writes(engine: Engine) -> None:
    with writing(engine) as writer:
        writer.execute(text("INSERT INTO settings VALUES ('a', '1')"))
        started = time.monotonic()
        with reading(engine) as reader:
            assert reader.execute(text("SELECT count(*) FROM settings")).scalar_one() == 0
        assert time.monotonic() - started < 5
    if engine.dialect.name == "sqlite":
        with reading(engine) as reader, pytest.raises(OperationalError, match="readonly"):
            reader.execute(text("INSERT INTO settings VALUES ('b', '1')"))
