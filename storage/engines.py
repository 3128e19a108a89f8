"""Connections to a store, and how long they are waited for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import create_engine, event
from sqlalchemy.engine import URL, Engine
from sqlalchemy.pool import StaticPool

from storage.addresses import sqlite_file
from storage.begin import begin_with
from storage.faults import BUSY_SECONDS
from storage.limits import Limits

# What libpq and psycopg are told, unless the URL says something else. A server that is gone without a word
# is noticed in half a minute. Prepared statements belong to a session, so PgBouncer in transaction mode loses
# them; and plans that know the asked period are better than those made for any.
_CONNECT: Mapping[str, Any] = {
    "connect_timeout": 10,
    "keepalives_idle": 30,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,
    "prepare_threshold": None,
    "application_name": "heartline",
}


# An engine keeps so many as SQL, 15 kB each, and half as many more before it drops any; SQLAlchemy's own 500
# took hours to fill.
STATEMENTS = 100


def engine_of(address: URL, limits: Limits) -> Engine:
    """The engine of a store whose transactions begin as `storage.begin` says."""
    engine = _sqlite_engine(address) if address.drivername == "sqlite" else postgresql_engine(address, limits)
    begin_with(engine, limits)
    return engine


def postgresql_engine(address: URL, limits: Limits) -> Engine:
    """A pool of a server's connections; one that was lost meanwhile is made anew before it is used."""
    told = {name: value for name, value in _CONNECT.items() if name not in address.query}
    return create_engine(
        address,
        pool_pre_ping=True,
        pool_size=limits.connections,
        max_overflow=0,
        pool_timeout=limits.wait_s,
        connect_args=told,
        query_cache_size=STATEMENTS,
    )


def _sqlite_engine(address: URL) -> Engine:
    in_memory: dict[str, Any] = {} if sqlite_file(address) else {"poolclass": StaticPool}
    threads = {"check_same_thread": False, "timeout": BUSY_SECONDS}
    engine = create_engine(address, connect_args=threads, query_cache_size=STATEMENTS, **in_memory)
    event.listen(engine, "connect", _sqlite_connect)
    return engine


def _sqlite_connect(connection: Any, _record: object) -> None:
    # SQLAlchemy's recipe for real transactions: the driver begins none, `storage.begin` does.
    connection.isolation_level = None
    connection.execute("PRAGMA synchronous = NORMAL")
