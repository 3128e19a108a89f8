"""What the bot must not forget between events: which it has seen, where it was asked, how answers were liked.

It lives in the store: each event goes to any one of several processes, and a process may be restarted.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Self

from sqlalchemy import create_engine, delete, event, insert, select
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError

from bot.remembered import Facts, Place, Recent, Unwritten, at
from storage.addresses import store_address
from storage.engines import postgresql_engine
from storage.faults import NoneFreeError
from storage.limits import Limits
from storage.schema import feedback, seen_events, threads

# A big ingest holds SQLite's write lock for longer than an asker waits; the answer goes before memory.
WAIT_SECONDS = 3
# An asker waits for these notes, and nobody but another process needs them at once.
NOTE_MS = 300
SEEN_FOR = timedelta(days=2)
THREADS_FOR = timedelta(days=90)
# Slack sends an event again at once, after one minute and after five. Longer than most answers take: what
# takes longer may be answered by another process as well, where Slack sent it again.
LEASE = timedelta(seconds=60)
_seen = insert(seen_events)
_LIMITS = Limits(connections=2, wait_s=WAIT_SECONDS)  # one row at a time

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Memory:
    """Safe from several threads and processes at once. The store must be there already."""

    engine: Engine
    _recent: Recent = field(default_factory=Recent)
    _unwritten: Unwritten = field(default_factory=Unwritten)

    @classmethod
    def at(cls, db_url: str) -> Self:
        address = store_address(db_url)
        if address.drivername != "sqlite":
            return cls(postgresql_engine(address, _LIMITS))
        engine = create_engine(address, connect_args={"timeout": WAIT_SECONDS})
        event.listen(engine, "connect", _swift)
        return cls(engine)

    def first_time(self, names: Sequence[str], now: datetime) -> bool:
        """Whether nobody has answered an event under any of its names, nor is answering it; it is ours then,
        until we are `done` with it. Others may take it after LEASE, but no other thread of this process.

        While the store cannot be written, other processes do not know: an answer given twice is better than
        none, and nobody waits long for it.
        """
        if not self._recent.claim(names, now):
            return False
        until, id_ = now + LEASE, seen_events.c.event_id
        given_up = delete(seen_events).where(id_.in_(names), seen_events.c.lease_until <= now)
        try:
            with self.engine.begin() as connection:
                self._hasten(connection, NOTE_MS)
                connection.execute(given_up)
                for name in names:
                    connection.execute(_seen.values(event_id=name, seen_at=now, lease_until=until))
        except IntegrityError:
            self._recent.release(names)
            return False
        except (DBAPIError, NoneFreeError) as error:
            log.warning("event %s could not be noted: %s", names, getattr(error, "orig", error))
        return True

    def done(self, names: Sequence[str], now: datetime) -> None:
        """The event is answered: nobody takes it again."""
        for name in names:
            self._note((seen_events, (("event_id", name),)), {"seen_at": now, "lease_until": None})

    def held_until(self, names: Sequence[str], now: datetime) -> datetime | None:
        """When an event that somebody is answering may be taken by others; None where it is answered."""
        lease = seen_events.c.lease_until
        held = select(lease).where(seen_events.c.event_id.in_(names), lease > now)
        try:
            with self.engine.connect() as connection:
                return max(connection.execute(held).scalars(), default=None)
        except (DBAPIError, NoneFreeError) as error:
            log.warning("event %s could not be looked up: %s", names, getattr(error, "orig", error))
            return None

    def forget_old(self, now: datetime) -> None:
        """Slack retries for minutes, not for days; people reply in a thread for weeks, not for years."""
        self._tell()
        self._recent.forget(now - SEEN_FOR)
        self._write(delete(seen_events).where(seen_events.c.seen_at < now - SEEN_FOR))
        self._write(delete(threads).where(threads.c.asked_at < now - THREADS_FOR))

    def asked(self, channel: str, thread_ts: str, user: str, now: datetime) -> None:
        """By whom the bot was asked last in that thread; what was asked is nobody's to keep."""
        self._note(_thread(channel, thread_ts), {"user": user, "question": "", "asked_at": now})

    def asker(self, channel: str, thread_ts: str) -> str | None:
        """Who asked last in the thread, if the bot was asked in it."""
        place = _thread(channel, thread_ts)
        if (kept := self._unwritten.get(place)) is not None:
            return str(kept["user"])
        with self.engine.connect() as connection:
            return connection.execute(select(threads.c.user).where(*at(place))).scalar()

    def rate(self, channel: str, message_ts: str, user: str, good: bool, now: datetime) -> None:
        """Keeps what the user thinks of an answer; the last opinion counts."""
        key = ("channel", channel), ("message_ts", message_ts), ("user", user)
        self._note((feedback, key), {"good": good, "given_at": now})

    def close(self) -> None:
        self._tell()
        self.engine.dispose()

    def _note(self, place: Place, facts: Facts) -> None:
        """While the store cannot be written, this process knows the row, and others once it can."""
        if self._written(place, facts):
            self._unwritten.drop(place)
            self._tell()
        else:
            self._unwritten.keep(place, facts)

    def _tell(self) -> None:
        """Writes what could not be written before; where the store is still held, the rest waits as well."""
        for place, facts in self._unwritten.every():
            if not self._written(place, facts):
                return
            self._unwritten.drop(place, facts)

    def _written(self, place: Place, facts: Facts) -> bool:
        table, key = place
        row = insert(table).values(**dict(key), **facts)
        return self._write(delete(table).where(*at(place)), row, longest_ms=NOTE_MS)

    def _hasten(self, connection: Connection, longest_ms: int) -> None:
        """How long this transaction waits for SQLite's lock, which it takes with its first change."""
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql(f"PRAGMA busy_timeout = {longest_ms}")

    def _write(self, *statements: Any, longest_ms: int = WAIT_SECONDS * 1000) -> bool:
        """False where it is to be tried again: not where another's row stands there, which is as good, nor
        with what no store takes.
        """
        try:
            with self.engine.begin() as connection:
                self._hasten(connection, longest_ms)
                for statement in statements:
                    connection.execute(statement)
        except (IntegrityError, DataError, UnicodeError) as error:
            log.warning("the bot's memory could not be written: %s", getattr(error, "orig", error))
        except (DBAPIError, NoneFreeError) as error:
            log.warning("the bot's memory could not be written yet: %s", getattr(error, "orig", error))
            return False
        return True


def _thread(channel: str, thread_ts: str) -> Place:
    return threads, (("channel", channel), ("thread_ts", thread_ts))


def _swift(connection: Any, _record: object) -> None:
    """Waits for no disk at every commit: what a power cut may take is a note of an event, not the store."""
    connection.execute("PRAGMA synchronous = NORMAL")
