"""What a transaction begins with, on either database: its lock, its limits of time, a look at the schema.

On PostgreSQL all of it is one statement, and good for this transaction alone: behind PgBouncer in transaction
mode the session is somebody else's in the next one.
"""

from __future__ import annotations

from functools import partial
from typing import Any, NamedTuple

from sqlalchemy import event
from sqlalchemy.engine import Connection, Engine

from storage.addresses import shown
from storage.errors import StorageError
from storage.limits import Limits

# The newest schema that this code knows; a test holds it against the migrations.
SCHEMA = "0008"
VERSION_TABLE = "heartline_schema"
HOW = "heartline_begin"
# How long a migration stands in the queue for a table; whoever comes to the table waits behind it.
LOCK_SECONDS = 3


class Beginning(NamedTuple):
    """`query_only`, `begin` and `cache_kb` are SQLite's; the seconds are PostgreSQL's, 0 is no limit. An idle
    one is a process that was stopped in the middle: it must not hold the others' locks. `asked`: it ends in
    time."""

    query_only: int
    begin: str
    cache_kb: int = 65_536
    idle_s: int = 300
    lock_s: int = 0
    asked: bool = False
    known_schema: bool = True


# Many read at once, each with a cache of its own, and the system's serves them as fast; one alone writes.
_READERS_KB = 2_000
# The server's or the user's own limits hold in none of them: an intake takes as long as it takes.
_BEGINNINGS = {
    "asks": Beginning(1, "BEGIN", _READERS_KB, asked=True),
    "reads": Beginning(1, "BEGIN", _READERS_KB),
    "writes": Beginning(0, "BEGIN IMMEDIATE"),
    # It reads files meanwhile, and locks nothing: a look at the schema would hold a snapshot as long.
    "beside": Beginning(0, "BEGIN", idle_s=0, known_schema=False),
    "looks": Beginning(1, "BEGIN", _READERS_KB, known_schema=False),
    "migrates": Beginning(0, "BEGIN IMMEDIATE", lock_s=LOCK_SECONDS, known_schema=False),
}
_SAID_FIRST = (
    "SELECT pg_backend_pid(), set_config('statement_timeout', %s, true), "
    "set_config('lock_timeout', %s, true), set_config('idle_in_transaction_session_timeout', %s, true), "
    # Workers start in 5 to 10 ms, which is what most answers take: the server thinks it a tenth of that.
    "set_config('parallel_setup_cost', '10000', true)"
)
_VERSION = f"SELECT version_num FROM {VERSION_TABLE}"  # noqa: S608 (our own name)
_SESSION = "heartline_session"


def begin_with(engine: Engine, limits: Limits) -> None:
    """Has every transaction of the engine begin as its kind (the execution option HOW) says; else it writes.

    Beginning raises StorageError where the schema is not the one that this code knows.
    """
    if engine.dialect.name == "sqlite":
        event.listen(engine, "begin", _on_sqlite)
    else:
        event.listen(engine, "begin", partial(_on_postgresql, limits))


def _on_sqlite(connection: Connection) -> None:
    kind = _kind(connection)
    connection.exec_driver_sql(f"PRAGMA query_only = {kind.query_only}")
    connection.exec_driver_sql(f"PRAGMA cache_size = -{kind.cache_kb}")
    connection.exec_driver_sql(kind.begin)
    if kind.known_schema:
        _check(connection, connection.exec_driver_sql(_VERSION).scalar())


def _on_postgresql(limits: Limits, connection: Connection) -> None:
    kind = _kind(connection)
    seconds = (limits.question_s if kind.asked else 0, kind.lock_s, kind.idle_s)
    version = f", ({_VERSION})" if kind.known_schema else ""
    said = connection.exec_driver_sql(_SAID_FIRST + version, tuple(f"{one}s" for one in seconds))
    session, *_, last = said.one()
    if kind.known_schema:
        _check(connection, last)
    _same_session(connection, session)


def _kind(connection: Connection) -> Beginning:
    return _BEGINNINGS[connection.get_execution_options().get(HOW, "writes")]


def _check(connection: Connection, version: Any) -> None:
    """A process that has run since before a migration would leave out what the newer code keeps."""
    if version == SCHEMA:
        return
    where = shown(connection.engine.url)
    if version is not None and version > SCHEMA:
        raise StorageError(made_by_newer(where, version))
    raise StorageError(f"{where}: another store is there now (schema {version}): start this program again")


def made_by_newer(where: str, version: str) -> str:
    return f"{where}: made by a newer Heartline (schema {version}): pip install --upgrade heartline"


def _same_session(connection: Connection, session: int) -> None:
    """Work beside others lies in temporary tables: another session has none of them, or somebody else's."""
    if connection.get_execution_options().get(HOW) == "beside":
        connection.info.setdefault(_SESSION, session)
    if connection.info.get(_SESSION, session) != session:
        raise StorageError(
            f"{shown(connection.engine.url)}: each transaction gets another session there (PgBouncer in "
            "transaction mode?): what takes in records needs the server's own address"
        )
