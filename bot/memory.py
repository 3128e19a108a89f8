"""What the bot must not forget between events: which it has seen, where it was asked, how answers were liked.

It lives in the store: each event goes to any one of several processes, and a process may be restarted.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock
from typing import Any, Self

from sqlalchemy import ColumnElement, Table, create_engine, delete, event, insert, select
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import IntegrityError, OperationalError

from storage.addresses import store_address
from storage.engines import postgresql_engine
from storage.faults import NoneFreeError
from storage.limits import Limits
from storage.schema import feedback, seen_events, threads

# A big ingest holds SQLite's write lock for longer than an asker waits; the answer goes before memory.
WAIT_SECONDS = 3
# An asker waits for this one, and nobody but another process needs it.
NOTE_MS = 300
RECENT = 10_000
SEEN_FOR = timedelta(days=2)
_LIMITS = Limits(connections=2, wait_s=WAIT_SECONDS)  # one row at a time

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Thread:
    """A thread where the bot was asked: by whom last, and what."""

    user: str
    question: str


class _Recent:
    """The last events that this process has claimed, whether or not the store could be told."""

    def __init__(self) -> None:
        self._claimed: dict[str, datetime] = {}
        self._lock = Lock()

    def claim(self, names: Sequence[str], now: datetime) -> bool:
        """Whether none of them was claimed before; then all of them are now."""
        with self._lock:
            if not self._claimed.keys().isdisjoint(names):
                return False
            self._claimed.update(dict.fromkeys(names, now))
            while len(self._claimed) > RECENT:
                del self._claimed[next(iter(self._claimed))]
        return True

    def forget(self, before: datetime) -> None:
        with self._lock:
            self._claimed = {name: at for name, at in self._claimed.items() if at >= before}


@dataclass(frozen=True, slots=True)
class Memory:
    """Safe from several threads and processes at once. The store must be there already."""

    engine: Engine
    _recent: _Recent = field(default_factory=_Recent)

    @classmethod
    def at(cls, db_url: str) -> Self:
        address = store_address(db_url)
        if address.drivername != "sqlite":
            return cls(postgresql_engine(address, _LIMITS))
        engine = create_engine(address, connect_args={"timeout": WAIT_SECONDS})
        event.listen(engine, "connect", _swift)
        return cls(engine)

    def first_time(self, names: Sequence[str], now: datetime) -> bool:
        """Whether nobody has claimed an event under any of its names; the claim is ours from now on.

        While the store cannot be written, other processes do not know: an answer given twice is better than
        none, and nobody waits long for it.
        """
        if not self._recent.claim(names, now):
            return False
        try:
            with self.engine.begin() as connection:
                self._hasten(connection, NOTE_MS)
                for name in names:
                    connection.execute(insert(seen_events).values(event_id=name, seen_at=now))
        except IntegrityError:
            return False
        except (OperationalError, NoneFreeError) as error:
            log.warning("event %s could not be noted: %s", names, getattr(error, "orig", error))
        return True

    def forget_old(self, now: datetime) -> None:
        """Slack retries for minutes, not for days."""
        self._recent.forget(now - SEEN_FOR)
        self._write(delete(seen_events).where(seen_events.c.seen_at < now - SEEN_FOR))

    def asked(self, channel: str, thread_ts: str, thread: Thread, now: datetime) -> None:
        facts = {"user": thread.user, "question": thread.question, "asked_at": now}
        self._replace(threads, {"channel": channel, "thread_ts": thread_ts}, facts)

    def thread(self, channel: str, thread_ts: str) -> Thread | None:
        """The thread, if the bot was asked in it."""
        where = (threads.c.channel == channel) & (threads.c.thread_ts == thread_ts)
        with self.engine.connect() as connection:
            row = connection.execute(select(threads.c.user, threads.c.question).where(where)).first()
        return None if row is None else Thread(row.user, row.question)

    def rate(self, channel: str, message_ts: str, user: str, good: bool, now: datetime) -> None:
        """Keeps what the user thinks of an answer; the last opinion counts."""
        key = {"channel": channel, "message_ts": message_ts, "user": user}
        self._replace(feedback, key, {"good": good, "given_at": now})

    def close(self) -> None:
        self.engine.dispose()

    def _replace(self, table: Table, key: dict[str, Any], facts: dict[str, Any]) -> None:
        conditions: list[ColumnElement[bool]] = [table.c[name] == value for name, value in key.items()]
        self._write(delete(table).where(*conditions), insert(table).values(**key, **facts))

    def _hasten(self, connection: Connection, longest_ms: int) -> None:
        """How long this transaction waits for SQLite's lock, which it takes with its first change."""
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql(f"PRAGMA busy_timeout = {longest_ms}")

    def _write(self, *statements: Any) -> None:
        try:
            with self.engine.begin() as connection:
                self._hasten(connection, WAIT_SECONDS * 1000)
                for statement in statements:
                    connection.execute(statement)
        except (OperationalError, IntegrityError, NoneFreeError) as error:
            log.warning("the bot's memory could not be written: %s", getattr(error, "orig", error))


def _swift(connection: Any, _record: object) -> None:
    """Waits for no disk at every commit: what a power cut may take is a note of an event, not the store."""
    connection.execute("PRAGMA synchronous = NORMAL")
