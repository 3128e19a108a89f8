"""A process that keeps digests begins and ends: also in the middle of its chores."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from time import sleep

from sqlalchemy.engine import Engine

from bot.blocks.parts import Said
from bot.connections import posting_client
from bot.digests.delivery import Delivery
from bot.digests.jobs import Chore
from bot.digests.keeper import keeping
from bot.digests.telling import Messenger, Telling
from storage.database import open_store
from storage.digests import Digests
from tests.digests.digest_store import digest

PATIENCE_SECONDS = 60.0
NOWHERE = "http://127.0.0.1:9/api/"
QUICK = timedelta(milliseconds=20)


def kept(engine: Engine, others: tuple[Chore, ...], meanwhile: float) -> None:
    """Keeps the store's digests for so many seconds."""
    store, client = Digests(engine), posting_client("xoxb-1", NOWHERE)

    def clock() -> datetime:
        return datetime(2026, 11, 18, 12, tzinfo=UTC)

    delivery = Delivery(store, client, clock, lambda one, _slot: Said(one.title))
    with keeping(delivery, Telling(store, Messenger(client), clock), QUICK, others):
        sleep(meanwhile)


def test_it_ends_whatever_its_sweep_is_doing(empty_sqlite: Path, tmp_path: Path) -> None:
    """A sweep asks the scheduler for its jobs; the scheduler's end waited for the sweep."""
    file = tmp_path / "store.db"
    file.write_bytes(empty_sqlite.read_bytes())
    engine, chance = open_store(f"sqlite:///{file}"), Random(5)
    for number in range(100):
        # Never due here: what is looked at is how it ends.
        Digests(engine).put(digest(digest_id=f"d{number}", schedule="monthly 1 03:00"))
    for _ in range(10):
        keeper = threading.Thread(target=kept, args=(engine, (), chance.random()), daemon=True)
        keeper.start()
        keeper.join(PATIENCE_SECONDS)
        assert not keeper.is_alive(), "it does not end"
    engine.dispose()


def test_a_chore_at_work_is_finished_and_none_begins_after(engine: Engine) -> None:
    began, done = threading.Event(), list[str]()

    def slow() -> None:
        began.set()
        sleep(0.5)
        done.append("done")

    kept(engine, (Chore("slow", slow, QUICK),), 0.2)
    count = len(done)
    assert began.is_set() and count
    sleep(0.7)
    assert len(done) == count
