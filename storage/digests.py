"""Keeps digests, and who has taken which of their slots upon himself.

Any number of processes may call at once. A slot belongs to the one whose row went in; to another only when
the claim's lease has run out. Every later word about a slot is taken from its holder alone.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, insert, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Engine

from storage.database import reading, writing
from storage.schema_digests import digest_slots as slots
from storage.schema_digests import digests

_INSERTS = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


@dataclass(frozen=True, slots=True)
class DigestRow:
    """A digest as it is kept; `schedule` and `content` are texts that the bot reads.

    `changed_at`: when schedule, zone or state last changed. What was due before it is not posted.
    """

    digest_id: str
    channel: str
    creator: str
    title: str
    schedule: str
    zone: str
    content: str
    state: str
    created_at: datetime
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class SlotKey:
    digest_id: str
    local_date: date
    local_time: str


@dataclass(frozen=True, slots=True)
class SlotRow:
    """A slot that somebody has claimed; `claimed_at` is the first claim's moment.

    `status` is claimed, posted, failed, or skipped (paused or deleted meanwhile).
    """

    digest_id: str
    local_date: date
    local_time: str
    due_at: datetime
    claimed_at: datetime
    lease_until: datetime
    status: str
    worker: str
    channel: str
    attempts: int = 1
    next_try_at: datetime | None = None
    posted_at: datetime | None = None
    message_ts: str | None = None
    reason: str | None = None
    told_at: datetime | None = None

    @property
    def key(self) -> SlotKey:
        return SlotKey(self.digest_id, self.local_date, self.local_time)


# The columns in the order of the fields, whatever order the tables have.
_DIGEST = [digests.c[one.name] for one in fields(DigestRow)]
_SLOT = [slots.c[one.name] for one in fields(SlotRow)]


@dataclass(frozen=True, slots=True)
class Digests:
    """The digests of a store."""

    engine: Engine

    def put(self, digest: DigestRow) -> None:
        """Adds a digest, or changes the one of that id."""
        facts = asdict(digest)
        with writing(self.engine) as connection:
            changed = connection.execute(
                update(digests).where(digests.c.digest_id == digest.digest_id).values(**facts)
            )
            if not changed.rowcount:
                connection.execute(insert(digests).values(**facts))

    def get(self, digest_id: str) -> DigestRow | None:
        return next(iter(self._read(digests.c.digest_id == digest_id)), None)

    def all(self, *states: str) -> list[DigestRow]:
        """Those in one of these states, oldest first."""
        return self._read(digests.c.state.in_(states))

    def _read(self, condition: ColumnElement[bool]) -> list[DigestRow]:
        query = select(*_DIGEST).where(condition).order_by(digests.c.created_at, digests.c.digest_id)
        with reading(self.engine) as connection:
            return [DigestRow(*row) for row in connection.execute(query)]

    def slots(self, digest_id: str, limit: int) -> list[SlotRow]:
        """The last slots of a digest, newest first."""
        query = select(*_SLOT).where(slots.c.digest_id == digest_id)
        return self._slots(query.order_by(slots.c.due_at.desc()).limit(limit))

    def slot(self, key: SlotKey) -> SlotRow | None:
        return next(iter(self._slots(select(*_SLOT).where(_is(key)))), None)

    def untold(self, since: datetime) -> list[SlotRow]:
        """Failed slots due since then of which nobody has been told."""
        failed = and_(slots.c.status == "failed", slots.c.told_at.is_(None), slots.c.due_at >= since)
        return self._slots(select(*_SLOT).where(failed).order_by(slots.c.due_at))

    def open_slots(self, now: datetime) -> list[SlotRow]:
        """Claimed, not posted, and free to be taken over: the lease is over and the next try is due."""
        return self._slots(select(*_SLOT).where(_free(now)).order_by(slots.c.due_at))

    def known_since(self, moment: datetime) -> frozenset[SlotKey]:
        """The slots due at that moment or later that somebody has claimed."""
        keys = select(slots.c.digest_id, slots.c.local_date, slots.c.local_time)
        with reading(self.engine) as connection:
            return frozenset(
                SlotKey(*row) for row in connection.execute(keys.where(slots.c.due_at >= moment))
            )

    def _slots(self, query: Any) -> list[SlotRow]:
        with reading(self.engine) as connection:
            return [_slot(row) for row in connection.execute(query)]

    def claim(self, slot: SlotRow) -> bool:
        """Whether the slot is new and now the worker's: nobody has ever tried to post it."""
        statement = _INSERTS[self.engine.dialect.name](slots).values(**asdict(slot))
        new = statement.on_conflict_do_nothing().returning(slots.c.digest_id)
        with writing(self.engine) as connection:
            return connection.execute(new).first() is not None

    def take_over(self, key: SlotKey, worker: str, now: datetime, lease_until: datetime) -> SlotRow | None:
        """The slot, if it was free to be taken over: a former holder may have posted it, look first."""
        taken = update(slots).where(_is(key), _free(now)).returning(*_SLOT)
        values = {"worker": worker, "lease_until": lease_until, "attempts": slots.c.attempts + 1}
        with writing(self.engine) as connection:
            row = connection.execute(taken.values(**values)).first()
        return None if row is None else _slot(row)

    def note(self, key: SlotKey, worker: str, **facts: Any) -> bool:
        """Writes down what became of a slot; False, and nothing written, if it is no longer the worker's."""
        held = and_(_is(key), slots.c.worker == worker, slots.c.status == "claimed")
        with writing(self.engine) as connection:
            return connection.execute(update(slots).where(held).values(**facts)).rowcount == 1

    def tell_once(self, key: SlotKey, now: datetime) -> bool:
        """Whether it is for the caller to tell the creator: true once."""
        untold = and_(_is(key), slots.c.told_at.is_(None))
        with writing(self.engine) as connection:
            return connection.execute(update(slots).where(untold).values(told_at=now)).rowcount == 1

    def untell(self, key: SlotKey) -> None:
        """The creator could not be told now: it is for whoever comes next."""
        with writing(self.engine) as connection:
            connection.execute(update(slots).where(_is(key)).values(told_at=None))


def slot_claim(
    key: SlotKey, due_at: datetime, channel: str, worker: str, now: datetime, lease_until: datetime
) -> SlotRow:
    """The row that claims a slot."""
    day, clock = key.local_date, key.local_time
    return SlotRow(key.digest_id, day, clock, due_at, now, lease_until, "claimed", worker, channel)


def _is(key: SlotKey) -> ColumnElement[bool]:
    return and_(*(slots.c[name] == value for name, value in asdict(key).items()))


def _free(now: datetime) -> ColumnElement[bool]:
    due = or_(slots.c.next_try_at.is_(None), slots.c.next_try_at <= now)
    return and_(slots.c.status == "claimed", slots.c.lease_until <= now, due)


def _slot(row: Row[Any]) -> SlotRow:
    return SlotRow(*row)
