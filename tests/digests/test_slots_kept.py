"""Claims on slots, on both databases: one owner at a time, and a former owner's word counts no more."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime, timedelta

from sqlalchemy.engine import Engine

from storage.digests import DigestRow, Digests, SlotKey, slot_claim

NOW = datetime(2026, 5, 4, 6, tzinfo=UTC)
KEY = SlotKey("d1", date(2026, 5, 4), "08:00")
LEASE = timedelta(minutes=2)


def claim(store: Digests, worker: str, at: datetime = NOW, key: SlotKey = KEY) -> bool:
    return store.claim(slot_claim(key, NOW, "C1", worker, at, at + LEASE))


def test_a_slot_is_claimed_once(engine: Engine) -> None:
    store = Digests(engine)
    assert claim(store, "a")
    assert not claim(store, "b")
    assert not claim(store, "a")
    assert store.slots("d1", 5)[0].worker == "a"


def test_many_claim_at_once_and_one_gets_it(engine: Engine) -> None:
    store, won = Digests(engine), list[str]()
    start = threading.Barrier(8)

    def run(name: str) -> None:
        start.wait()
        if claim(store, name):
            won.append(name)

    threads = [threading.Thread(target=run, args=(f"w{n}",)) for n in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert len(won) == 1
    assert store.slots("d1", 5)[0].worker == won[0]


def test_an_expired_lease_is_taken_over_once_and_the_former_owner_is_heard_no_more(engine: Engine) -> None:
    store = Digests(engine)
    claim(store, "a")
    assert store.take_over(KEY, "b", NOW + LEASE - timedelta(seconds=1), NOW) is None
    late = NOW + LEASE
    taken = store.take_over(KEY, "b", late, late + LEASE)
    assert taken is not None
    assert (taken.worker, taken.attempts, taken.claimed_at) == ("b", 2, NOW)
    assert store.take_over(KEY, "c", late, late + LEASE) is None
    assert not store.note(KEY, "a", status="posted", message_ts="1.1")
    assert store.note(KEY, "b", status="posted", message_ts="2.2", posted_at=late)
    assert store.slots("d1", 1)[0].message_ts == "2.2"
    assert store.take_over(KEY, "c", late + LEASE, late + 2 * LEASE) is None


def test_a_slot_waits_for_its_next_try(engine: Engine) -> None:
    store = Digests(engine)
    claim(store, "a")
    later = NOW + timedelta(minutes=5)
    store.note(KEY, "a", lease_until=NOW, next_try_at=later, reason="ratelimited")
    assert store.open_slots(later - timedelta(seconds=1)) == []
    assert [one.reason for one in store.open_slots(later)] == ["ratelimited"]


def test_the_creator_is_told_once(engine: Engine) -> None:
    store = Digests(engine)
    claim(store, "a")
    assert store.tell_once(KEY, NOW)
    assert not store.tell_once(KEY, NOW)


def test_digests_are_kept_and_changed(engine: Engine) -> None:
    store = Digests(engine)
    made = DigestRow("d1", "C1", "U1", "Morning", "daily 08:00", "UTC", "{}", "active", NOW, NOW)
    store.put(made)
    changed = DigestRow("d1", "C2", "U1", "Morning", "daily 09:00", "UTC", "{}", "paused", NOW, NOW + LEASE)
    store.put(changed)
    assert store.get("d1") == changed
    assert store.all("active") == []
    assert store.all("active", "paused") == [changed]
    assert store.get("d2") is None
