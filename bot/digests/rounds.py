"""A round: every slot that is due and nobody's yet, and every one that its holder has left lying.

Any number of processes go their rounds at once; who gets a slot is decided by its row alone. A slot is
claimed only when there is a hand free for it, and a channel has one hand at a time: a slow one does not hold
the others, and Slack wants a second between the posts into one channel anyway.
"""

from __future__ import annotations

import logging
import threading
import uuid
import zlib
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import groupby

from bot.digests.delivery import Delivery
from bot.digests.due import RUN, due_slot
from bot.digests.posting import Posted
from bot.digests.schedule import ScheduleError
from storage.digests import DigestRow, SlotKey, SlotRow, slot_claim

HANDS = 4
# The time in the key of a failure that no slot has: a schedule or zone that cannot be read.
UNREADABLE = "unreadable"

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Due:
    """A slot to be claimed, or (not `fresh`) to be taken over."""

    key: SlotKey
    due_at: datetime
    channel: str
    fresh: bool


@dataclass(slots=True)
class Rounds:
    """`worker` names the process in what it claims. `free` is called when a channel's hand is free again and
    something was left for it. `close` when done."""

    delivery: Delivery
    worker: str
    free: Callable[[], None] = lambda: None
    posted: int = 0
    _busy: set[str] = field(default_factory=set[str])
    _waiting: set[str] = field(default_factory=set[str])
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _closed: threading.Event = field(default_factory=threading.Event)
    _hands: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(HANDS, "digest"))

    def go(self) -> None:
        """Sets hands to everything that is due now, and does not wait for them."""
        if self._closed.is_set():
            return
        found = sorted((*self._new(), *self._left()), key=self._turn)
        for channel, dues in groupby(found, key=lambda one: one.channel):
            self._hand_to(channel, list(dues))

    def run(self, digest: DigestRow, key: SlotKey) -> SlotRow | None:
        """Posts the digest now under that key, and says what became of it; None for a key used before."""
        now = self.delivery.clock()
        row = self._claimed(Due(key, now, digest.channel, fresh=True))
        if row is None:
            return None
        self.delivery.deliver(row, fresh=True)
        return self.delivery.store.slot(key)

    def finish(self) -> None:
        """Waits until everything that hands were set to is done; there is no round after it."""
        self._hands.shutdown(wait=True)

    def close(self) -> None:
        """What is being posted is finished, nothing else is begun."""
        self._closed.set()
        self._hands.shutdown(wait=True, cancel_futures=True)

    def _turn(self, due: Due) -> tuple[str, int]:
        """By channel; in each channel in another order in each process, so that they seldom meet."""
        return due.channel, zlib.crc32(f"{self.worker} {due.key}".encode())

    def _new(self) -> Iterator[Due]:
        store, now = self.delivery.store, self.delivery.clock()
        found = [due for digest in store.all("active") if (due := self._due(digest, now))]
        known = store.known_since(min((one.due_at for one in found), default=now))
        return (one for one in found if one.key not in known)

    def _due(self, digest: DigestRow, now: datetime) -> Due | None:
        try:
            slot = due_slot(digest, now, self.delivery.grace)
        except ScheduleError as error:
            self._unreadable(digest, str(error), now)
            return None
        if slot is None:
            return None
        key = SlotKey(digest.digest_id, slot.day, slot.local_time)
        return Due(key, slot.due_at, digest.channel, fresh=True)

    def _unreadable(self, digest: DigestRow, reason: str, now: datetime) -> None:
        """Kept as a failed slot, once for each change of the digest; the others go on."""
        day = digest.changed_at.astimezone(UTC)
        key = SlotKey(digest.digest_id, day.date(), f"{UNREADABLE} {day.time().replace(tzinfo=None)}")
        if self.delivery.store.slot(key) is None:
            row = slot_claim(key, now, digest.channel, self._name(), now, now + self.delivery.lease)
            if self.delivery.store.claim(row):
                self.delivery.store.note(key, row.worker, status="failed", reason=reason)

    def _left(self) -> Iterator[Due]:
        rows = self.delivery.store.open_slots(self.delivery.clock())
        return (Due(row.key, row.due_at, row.channel, fresh=False) for row in rows)

    def _hand_to(self, channel: str, dues: Sequence[Due]) -> None:
        with self._lock:
            if channel in self._busy:
                self._waiting.add(channel)
                return
            self._busy.add(channel)
        self._hands.submit(self._work, channel, dues)

    def _work(self, channel: str, dues: Sequence[Due]) -> None:
        for due in dues:
            if not self._closed.is_set():
                self._one(due)
        with self._lock:
            self._busy.discard(channel)
            again = channel in self._waiting
            self._waiting.discard(channel)
        if again:
            self.free()

    def _one(self, due: Due) -> None:
        """A fault here is this slot's alone: its claim runs out and somebody takes it over."""
        try:
            row = self._claimed(due)
            if row is not None and isinstance(self.delivery.deliver(row, fresh=due.fresh), Posted):
                self.posted += 1
        except Exception:
            log.exception("digest %s of %s was left lying", due.key.digest_id, due.key.local_date)

    def _claimed(self, due: Due) -> SlotRow | None:
        store, now, name = self.delivery.store, self.delivery.clock(), self._name()
        until = now + self.delivery.lease
        if not due.fresh:
            return store.take_over(due.key, name, now, until)
        row = slot_claim(due.key, due.due_at, due.channel, name, now, until)
        return row if store.slot(due.key) is None and store.claim(row) else None

    def _name(self) -> str:
        """Another name for each claim: this process may take over from itself, and then the slower is out."""
        return f"{self.worker}/{uuid.uuid4().hex[:12]}"


def run_key(digest: DigestRow, local: datetime) -> SlotKey:
    """The key of a digest that somebody asked for at a local moment: never that of a slot. One a second."""
    return SlotKey(digest.digest_id, local.date(), f"{RUN} {local.time():%H:%M:%S}")
