"""One scheduler process of the digest storm: as `heartline serve` keeps digests, but for what they say and
the clock. Its one argument is a JSON text, the fields of `Orders`. Runs until SIGTERM, or until killed."""

from __future__ import annotations

import json
import random
import signal
import sys
import threading
import time
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta, tzinfo

import apscheduler.schedulers.base  # pyright: ignore[reportMissingTypeStubs]
from slack_sdk import WebClient

from bot.blocks.parts import Said
from bot.digests.delivery import Delivery
from bot.digests.keeper import keeping
from bot.digests.telling import Messenger, Telling
from storage.database import open_store
from storage.digests import DigestRow, Digests, SlotRow

WORKER = "x-storm-worker"
TIMEOUT_SECONDS = 2
# Three times the client's patience; short, so that a storm is.
LEASE = timedelta(seconds=6)
SWEEP = timedelta(seconds=0.5)
BACK_OFF = timedelta(seconds=3)


@dataclass(frozen=True, slots=True)
class Orders:
    """`ahead_s`: by how much the storm's clock is ahead of the computer's."""

    name: str
    db_url: str
    api_url: str
    token: str
    ahead_s: float

    def text(self) -> str:
        return json.dumps(asdict(self))


def composed(digest: DigestRow, slot: SlotRow) -> Said:
    time.sleep(random.random() * 0.02)
    return Said(f"{digest.title}, {slot.local_date} {slot.local_time}")


def work(orders: Orders) -> None:
    ahead = timedelta(seconds=orders.ahead_s)
    shift_scheduler(ahead)
    client = WebClient(
        token=orders.token,
        base_url=orders.api_url,
        timeout=TIMEOUT_SECONDS,
        retry_handlers=[],
        headers={WORKER: orders.name},
    )
    client.proxy = None
    store = Digests(open_store(orders.db_url, create=False))

    def clock() -> datetime:
        return datetime.now(UTC) + ahead

    stopped = threading.Event()
    signal.signal(signal.SIGTERM, lambda _number, _frame: stopped.set())
    delivery = Delivery(store, client, clock, composed, lease=LEASE, attempts=99, back_off=BACK_OFF)
    with keeping(delivery, Telling(store, Messenger(client), clock), every=SWEEP, worker=orders.name):
        stopped.wait()


def shift_scheduler(ahead: timedelta) -> None:
    """APScheduler reads the computer's clock and takes no other: here it reads the storm's."""

    class Shifted(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:
            return datetime.now(tz) + ahead

    apscheduler.schedulers.base.datetime = Shifted


if __name__ == "__main__":
    work(Orders(**json.loads(sys.argv[1])))
