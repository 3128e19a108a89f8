"""Opens a store: SQLite by default, PostgreSQL by URL, the schema made or brought up to date on the way.

Read with `reading(engine)`, write with `writing(engine)`. A transaction opened in any other way is a
writer's: on SQLite it takes the write lock at once (BEGIN IMMEDIATE), because one that reads first and writes
later fails with "database is locked" as soon as another has written in between.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from typing import Any

from sqlalchemy import String, column, select, table
from sqlalchemy.engine import URL, Connection, Engine, Transaction
from sqlalchemy.exc import DBAPIError, OperationalError, ProgrammingError

from storage.addresses import shown, sqlite_file, store_address
from storage.begin import HOW, SCHEMA, VERSION_TABLE
from storage.engines import engine_of
from storage.errors import StorageError
from storage.faults import NoneFreeError, fault, plain_fault
from storage.limits import LIMITS, Limits

__all__ = ["SCHEMA", "VERSION_TABLE", "plain_fault"]  # also said here, for those who open and write

_SNAPSHOT: Mapping[str, Mapping[str, Any]] = {
    "sqlite": {},
    "postgresql": {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True},
}
_FAULTS = (DBAPIError, NoneFreeError, sqlite3.Error)


class NoStoreError(StorageError):
    """There is no store at that URL yet."""


def open_store(url: str, *, create: bool = True, limits: Limits = LIMITS) -> Engine:
    """The engine of an up-to-date store.

    `create=False` refuses a store that is not there yet; one of an older version is migrated either way.
    StorageError, in one line, for a bad URL, an unreachable server, a file that is no database, a folder that
    cannot be written and a store made by a newer Heartline.
    """
    address = store_address(url)
    _look_first(address, create)
    engine = engine_of(address, limits)
    try:
        _bring_up_to_date(engine, create)
    except _FAULTS as error:
        engine.dispose()
        raise fault(address, error) from error
    except StorageError:
        engine.dispose()
        raise
    return engine


@contextmanager
def reading(engine: Engine) -> Generator[Connection]:
    """A snapshot to read from: never waits for a writer, never makes one wait, cannot write."""
    with engine.connect() as connection:
        connection.execution_options(**{HOW: "reads"}, **_SNAPSHOT[engine.dialect.name])
        yield connection


@contextmanager
def asking(engine: Engine) -> Generator[Connection]:
    """A snapshot for a question, which on PostgreSQL ends in time. Every fault is a StorageError in one line;
    a BusyError where asking again may help."""
    try:
        with reading(engine) as connection:
            connection.execution_options(**{HOW: "asks"})
            yield connection
    except _FAULTS as error:
        raise fault(engine.url, error) from error


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
    with engine.execution_options(**{HOW: "beside"}).connect() as connection:
        try:
            yield connection
        finally:
            connection.invalidate()


@contextmanager
def taking_turns(connection: Connection) -> Generator[Transaction]:
    """A writer's transaction on a connection of `beside`, after which it is beside again."""
    connection.execution_options(**{HOW: "writes"})
    try:
        with connection.begin() as transaction:
            yield transaction
    finally:
        connection.execution_options(**{HOW: "beside"})


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
        with engine.execution_options(**{HOW: "looks"}).connect() as connection:
            return connection.execute(
                select(column("version_num", String)).select_from(table(VERSION_TABLE))
            ).scalar()
    except (OperationalError, ProgrammingError) as error:
        undefined_table = getattr(error.orig, "sqlstate", None) == "42P01"
        if undefined_table or "no such table" in str(error.orig):
            return None
        raise
