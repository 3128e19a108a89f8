"""A round: every slot that is due and nobody's yet, and every one that its holder has left lying.

Any number of processes go their rounds at once, woken by the scheduler at each slot's time and by a sweep in
between; who gets a slot is decided by its row alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from bot.digests.delivery import Delivery
from bot.digests.schedule import Schedule, ScheduleError, read_schedule
from bot.digests.slots import Slot, latest_slot
from storage.digests import DigestRow, SlotKey, SlotRow, slot_claim

# How late a digest may still come.
GRACE = {"daily": 12, "weekdays": 12, "weekly": 24, "monthly": 24, "cron": 12}


@dataclass(frozen=True, slots=True)
class Rounds:
    delivery: Delivery

    def go(self, digest_ids: Iterable[str] | None = None) -> int:
        """Delivers what is due now, of these digests or of all; how many slots it took upon itself."""
        now = self.delivery.clock()
        wanted = None if digest_ids is None else frozenset(digest_ids)
        taken = 0
        for slot, fresh in self._due(now, wanted):
            self.delivery.deliver(slot, fresh=fresh)
            taken += 1
        return taken

    def _due(self, now: datetime, wanted: frozenset[str] | None) -> Iterator[tuple[SlotRow, bool]]:
        yield from ((slot, True) for slot in self._new(now, wanted))
        yield from ((slot, False) for slot in self._left(wanted))

    def _new(self, now: datetime, wanted: frozenset[str] | None) -> Iterator[SlotRow]:
        store, worker = self.delivery.store, self.delivery.worker
        due = [
            (digest, slot)
            for digest in store.all("active")
            if (wanted is None or digest.digest_id in wanted) and (slot := due_slot(digest, now))
        ]
        known = store.known_since(min((slot.due_at for _, slot in due), default=now))
        for digest, slot in due:
            key = SlotKey(digest.digest_id, slot.day, slot.local_time)
            until = self.delivery.clock() + self.delivery.lease
            row = slot_claim(key, slot.due_at, digest.channel, worker, self.delivery.clock(), until)
            if key not in known and store.claim(row):
                yield row

    def _left(self, wanted: frozenset[str] | None) -> Iterator[SlotRow]:
        store, delivery = self.delivery.store, self.delivery
        for slot in store.open_slots(delivery.clock()):
            now = delivery.clock()
            if wanted is not None and slot.digest_id not in wanted:
                continue
            taken = store.take_over(slot.key, delivery.worker, now, now + delivery.lease)
            if taken is not None:
                yield taken


def due_slot(digest: DigestRow, now: datetime) -> Slot | None:
    """The slot that should have been posted by now and still may be; none from before the digest was made."""
    try:
        schedule = _schedule(digest.schedule)
        zone = ZoneInfo(digest.zone)
    except (ScheduleError, ValueError, OSError, LookupError):
        return None
    reach = timedelta(hours=GRACE[schedule.text.split()[0]])
    slot = latest_slot(schedule, zone, now, reach)
    return slot if slot is not None and slot.due_at >= digest.changed_at else None


@lru_cache(maxsize=1024)
def _schedule(text: str) -> Schedule:
    return read_schedule(text)
