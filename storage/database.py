"""Opens a store: SQLite by default, PostgreSQL by URL, the schema made or brought up to date on the way.

Read with `reading(engine)`, write with `writing(engine)`. A transaction opened in any other way is a
writer's: on SQLite it takes the write lock at once (BEGIN IMMEDIATE), because one that reads first and writes
later fails with "database is locked" as soon as another has written in between.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import String, column, create_engine, event, select, table
from sqlalchemy.engine import URL, Connection, Engine, Transaction
from sqlalchemy.exc import DBAPIError, OperationalError, ProgrammingError
from sqlalchemy.pool import StaticPool

from storage.addresses import shown, sqlite_file, store_address
from storage.errors import StorageError

# The newest schema that this code knows; a test holds it against the migrations.
SCHEMA = "0004"
VERSION_TABLE = "heartline_schema"
BUSY_SECONDS = 60
_HOW = "heartline_begin"
# Whether it may only read, how it begins, and SQLite's cache in KB: many read at once, each with a cache of
# its own, and the system's cache serves them as fast; one alone writes.
_BEGINS = {
    "writes": (0, "BEGIN IMMEDIATE", 65_536),
    "reads": (1, "BEGIN", 4_096),
    "beside": (0, "BEGIN", 65_536),
}


class NoStoreError(StorageError):
    """There is no store at that URL yet."""


def open_store(url: str, *, create: bool = True) -> Engine:
    """The engine of an up-to-date store.

    `create=False` refuses a store that is not there yet; one of an older version is migrated either way.
    StorageError, in one line, for a bad URL, an unreachable server, a file that is no database, a folder that
    cannot be written and a store made by a newer Heartline.
    """
    address = store_address(url)
    _look_first(address, create)
    engine = _engine(address)
    try:
        _bring_up_to_date(engine, create)
    except (DBAPIError, sqlite3.Error) as error:
        engine.dispose()
        raise StorageError(plain_fault(address, error)) from error
    except StorageError:
        engine.dispose()
        raise
    return engine


@contextmanager
def reading(engine: Engine) -> Generator[Connection]:
    """A snapshot to read from: never waits for a writer, never makes one wait, cannot write."""
    reader = engine.execution_options(**{_HOW: "reads"})
    with reader.connect() as connection:
        yield connection


@contextmanager
def writing(engine: Engine) -> Generator[Connection]:
    """A transaction that holds SQLite's write lock from its start; it commits at the end or not at all."""
    with engine.begin() as connection:
        yield connection


@contextmanager
def beside(engine: Engine) -> Generator[Connection]:
    """A connection for long work in temporary tables, which takes no lock that others wait for.

    It is closed for good afterwards: nothing of it is left, not even after a fault.
    """
    with engine.execution_options(**{_HOW: "beside"}).connect() as connection:
        try:
            yield connection
        finally:
            connection.invalidate()


@contextmanager
def taking_turns(connection: Connection) -> Generator[Transaction]:
    """A writer's transaction on a connection of `beside`, after which it is beside again."""
    connection.execution_options(**{_HOW: "writes"})
    try:
        with connection.begin() as transaction:
            yield transaction
    finally:
        connection.execution_options(**{_HOW: "beside"})


def plain_fault(address: URL, error: Exception) -> str:
    """What a driver's error means for the person who typed the URL."""
    words = " ".join(str(error.orig if isinstance(error, DBAPIError) else error).split())
    where = shown(address)
    for sign, meaning in _SIGNS:
        if sign in words.lower():
            return f"{where}: {meaning}"
    return f"{where}: {words}"


_SIGNS = (
    ("file is not a database", "the file is not an SQLite database"),
    ("file is encrypted or is not a database", "the file is not an SQLite database"),
    ("unable to open database file", "the file cannot be opened or made there: may you write to its folder?"),
    ("readonly database", "the file or its folder is read-only"),
    ("database is locked", f"another program has been writing for {BUSY_SECONDS} s: try again later"),
    ("database disk image is malformed", "the file is damaged"),
    ("database or disk is full", "the disk is full: nothing was stored"),
    ("password authentication failed", "user or password is wrong"),
    ("no password supplied", "a password is needed: postgresql://user:password@host/database"),
    ("connection refused", "no PostgreSQL server answers there"),
    ("could not translate host name", "the host is not known"),
    ("failed to resolve host", "the host is not known"),
    ("no such file or directory", "no PostgreSQL server answers there"),
    ("timeout expired", "no PostgreSQL server answers there"),
    ("connection timeout", "no PostgreSQL server answers there"),
    ("permission denied", "this user may not make or change tables there"),
)  # fmt: skip


def _look_first(address: URL, create: bool) -> None:
    file = sqlite_file(address)
    if file is None:
        return
    if file.is_dir():
        raise StorageError(f"{shown(address)}: that is a folder, name a file in it")
    if not file.parent.is_dir():
        raise StorageError(f"{shown(address)}: there is no folder {file.parent}")
    if not create and not file.exists():
        raise NoStoreError(
            f"{shown(address)}: there is no store yet: `heartline ingest` or `heartline demo` makes one"
        )


def _engine(address: URL) -> Engine:
    if address.drivername != "sqlite":
        return create_engine(address, pool_pre_ping=True, connect_args={"connect_timeout": 10})
    in_memory: dict[str, Any] = {} if sqlite_file(address) else {"poolclass": StaticPool}
    threads = {"check_same_thread": False, "timeout": BUSY_SECONDS}
    engine = create_engine(address, connect_args=threads, **in_memory)
    event.listen(engine, "connect", _sqlite_connect)
    event.listen(engine, "begin", _sqlite_begin)
    return engine


def _sqlite_connect(connection: Any, _record: object) -> None:
    # SQLAlchemy's recipe for real transactions: the driver begins none, `_sqlite_begin` does.
    connection.isolation_level = None
    connection.execute("PRAGMA synchronous = NORMAL")


def _sqlite_begin(connection: Connection) -> None:
    query_only, begin, cache = _BEGINS[connection.get_execution_options().get(_HOW, "writes")]
    connection.exec_driver_sql(f"PRAGMA query_only = {query_only}")
    connection.exec_driver_sql(f"PRAGMA cache_size = -{cache}")
    connection.exec_driver_sql(begin)


def _bring_up_to_date(engine: Engine, create: bool) -> None:
    version = schema_version(engine)
    if version == SCHEMA:
        return
    if version is None and not create:
        raise NoStoreError(
            f"{shown(engine.url)}: there is no store yet: `heartline ingest` or `heartline demo` makes one"
        )
    # Alembic takes a fifth of a second to import; a question must not pay for it.
    from storage.migrations.run import migrate

    migrate(engine)


def schema_version(engine: Engine) -> str | None:
    """The store's schema version, None where there is no store yet."""
    try:
        with reading(engine) as connection:
            return connection.execute(
                select(column("version_num", String)).select_from(table(VERSION_TABLE))
            ).scalar()
    except (OperationalError, ProgrammingError) as error:
        undefined_table = getattr(error.orig, "sqlstate", None) == "42P01"
        if undefined_table or "no such table" in str(error.orig):
            return None
        raise
