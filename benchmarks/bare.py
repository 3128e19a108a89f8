"""The bare databases: a CSV file's cells, unchecked, into a table with our contacts' keys and indexes."""

from __future__ import annotations

import csv
import sqlite3
from pathlib import Path
from time import perf_counter

import psycopg
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Dialect, make_url
from sqlalchemy.schema import CreateIndex, CreateTable

from benchmarks.exports import HEADER
from storage.schema import contacts

_COLUMNS = ", ".join(HEADER)


def many(file: Path, url: str) -> float:
    """Seconds of `executemany` in one transaction, with the settings that our store has."""
    connection = sqlite3.connect(make_url(url).database or "", isolation_level=None)
    for setting in ("journal_mode = WAL", "synchronous = NORMAL", "cache_size = -65536"):
        connection.execute(f"PRAGMA {setting}")
    for statement in _made(sqlite.dialect()):
        connection.execute(statement)
    marks = ", ".join("?" * len(HEADER))
    with file.open(encoding="utf-8", newline="") as stream:
        rows = csv.reader(stream)
        next(rows)
        began = perf_counter()
        connection.execute("BEGIN")
        connection.executemany(f"INSERT INTO contacts ({_COLUMNS}) VALUES ({marks})", rows)  # noqa: S608 (our own names)
        connection.execute("COMMIT")
    took = perf_counter() - began
    connection.close()
    return took


def copied(file: Path, url: str) -> float:
    """Seconds of COPY; moments, money and answers are text there, as nothing reads them for the peer."""
    emptied(url)
    with psycopg.connect(_plain(url)) as connection, connection.cursor() as cursor:
        for statement in _made(postgresql.dialect()):
            cursor.execute(statement.encode())
        began = perf_counter()
        with (
            cursor.copy(f"COPY contacts ({_COLUMNS}) FROM STDIN (FORMAT csv, HEADER)".encode()) as copy,
            file.open("rb") as stream,
        ):
            while some := stream.read(1 << 16):
                copy.write(some)
        connection.commit()
        took = perf_counter() - began
    emptied(url)
    return took


def emptied(url: str) -> None:
    """The database without tables."""
    with psycopg.connect(_plain(url), autocommit=True) as connection:
        connection.execute("DROP SCHEMA public CASCADE")
        connection.execute("CREATE SCHEMA public")


def is_empty(url: str) -> bool:
    """Whether the database has no tables."""
    with psycopg.connect(_plain(url)) as connection:
        found = connection.execute("SELECT 1 FROM pg_tables WHERE schemaname = 'public' LIMIT 1")
        return found.fetchone() is None


def _plain(url: str) -> str:
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)


def _made(dialect: Dialect) -> list[str]:
    """The table as it is ours, and its indexes; on PostgreSQL what the file has as text is text."""
    made = str(CreateTable(contacts).compile(dialect=dialect))
    if dialect.name == "postgresql":
        made = made.replace("started_at BIGINT", "started_at TIMESTAMPTZ")
        for name in ("cost", "sale_amount"):
            made = made.replace(f"{name} BIGINT", f"{name} NUMERIC(18, 4)")
    return [made, *(str(CreateIndex(one).compile(dialect=dialect)) for one in contacts.indexes)]
