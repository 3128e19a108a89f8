"""Makes a store's schema or brings it up to date, in one transaction that only one process can be in."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any, Literal

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import OperationalError
from sqlalchemy.types import TypeDecorator

from storage.addresses import shown, sqlite_file
from storage.begin import HOW, VERSION_TABLE, made_by_newer
from storage.errors import StorageError
from storage.faults import BUSY_SECONDS
from storage.rollups import tables as rollups
from storage.schema_digests import metadata  # with its tables, all of them

# Any number will do, as long as every process asks for the same one.
_LOCK = 4_717_323
_LOCK_NOT_AVAILABLE = "55P03"
PATIENCE_SECONDS = 600


def settings(connection: Connection | None = None) -> Config:
    """Alembic's settings, without a file; `connection` is the open transaction to migrate in."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.set_main_option("path_separator", "newline")
    config.attributes["connection"] = connection
    return config


def migrate(engine: Engine) -> None:
    """Runs what is missing; processes that come at the same time wait for the first and find it done.

    Whoever waits for a table makes all others wait that come to it: so on PostgreSQL it is given up after
    some seconds, and tried again. StorageError where the others never leave it alone.
    """
    _journal(engine)
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not _in_turn(engine):
        if time.monotonic() > deadline:
            where = shown(engine.url)
            raise StorageError(f"{where}: others keep its tables busy: stop them for as long as this takes")
        time.sleep(0.2)


def _in_turn(engine: Engine) -> bool:
    """Whether the schema is up to date now; False where others were at work for too long."""
    try:
        with engine.execution_options(**{HOW: "migrates"}).begin() as connection:
            if engine.dialect.name == "postgresql":
                connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
            _check(connection)
            command.upgrade(settings(connection), "head")
    except OperationalError as error:
        if getattr(error.orig, "sqlstate", None) != _LOCK_NOT_AVAILABLE:
            raise
        return False
    return True


def column_type(kind: str, thing: Any, _context: object) -> str | Literal[False]:
    """Our own column types stand in a migration as what the database keeps."""
    if kind == "type" and isinstance(thing, TypeDecorator):
        return f"sa.{type(thing.impl_instance).__name__}()"
    return False


def _journal(engine: Engine) -> None:
    # WAL stays with the file, so it is set once and not at every connection. It cannot be set inside a
    # transaction, and SQLite does not wait for its turn here as it does elsewhere: so we do.
    if sqlite_file(engine.url) is None:
        return
    held = engine.raw_connection()
    try:
        raw: Any = held.driver_connection
        deadline = time.monotonic() + BUSY_SECONDS
        while not _to_wal(raw, final=time.monotonic() > deadline):
            time.sleep(0.05)
    finally:
        held.close()


def _to_wal(raw: Any, *, final: bool) -> bool:
    try:
        raw.execute("PRAGMA journal_mode = WAL")
    except raw.OperationalError as error:
        if final or "locked" not in str(error):
            raise
        return False
    return True


def _check(connection: Connection) -> None:
    version = MigrationContext.configure(
        connection, opts={"version_table": VERSION_TABLE}
    ).get_current_revision()
    where = shown(connection.engine.url)
    known = {step.revision for step in ScriptDirectory.from_config(settings()).walk_revisions()}
    if version is not None and version not in known:
        raise StorageError(made_by_newer(where, version))
    ours = set(metadata.tables) | {table.name for table in rollups.all_tables()}
    taken = sorted(set(inspect(connection).get_table_names()) & ours)
    if version is None and taken:
        raise StorageError(
            f"{where}: another program's database (it has a table {taken[0]!r}): give the store its own"
        )
