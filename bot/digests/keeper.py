"""Keeps the digests of a store: wakes when one is due, posts it, and looks after what others left lying.

table of digests ─► jobs ─► wake ─┐
              sweep, every 30 s ──┴─► a round: what is due is claimed and posted
                                  └─► jobs put right, failures told

Every process that serves has one. They know of each other through the store alone.
"""

# apscheduler is not typed.
# pyright: reportMissingTypeStubs=false, reportUnknownMemberType=false

from __future__ import annotations

import logging
import os
import socket
import threading
import uuid
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial

from apscheduler.schedulers.background import BackgroundScheduler

from bot.digests.delivery import Delivery
from bot.digests.due import Grace
from bot.digests.jobs import Chore, add_chores, reconcile, scheduler_over
from bot.digests.rounds import Rounds
from bot.digests.telling import Telling
from bot.digests.wake import on_waking
from storage.digest_rounds import Round, keep_round
from storage.digests import Digests

SWEEP_EVERY = timedelta(seconds=30)
# For the digests' jobs, the sweep and the telling.
THREADS = 3

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Woken:
    """Something done whenever somebody wakes it, by a thread of its own; a fault ends one time alone."""

    do: Callable[[], None]
    _event: threading.Event = field(default_factory=threading.Event)
    _stopped: threading.Event = field(default_factory=threading.Event)

    def wake(self) -> None:
        self._event.set()

    def stop(self) -> None:
        self._stopped.set()
        self._event.set()

    def run(self) -> None:
        while self._event.wait() and not self._stopped.is_set():
            self._event.clear()
            attempted("round", self.do)


@contextmanager
def keeping(
    delivery: Delivery,
    telling: Telling,
    every: timedelta = SWEEP_EVERY,
    others: tuple[Chore, ...] = (),
    worker: str | None = None,
) -> Generator[Rounds]:
    """Keeps the store's digests as long as it is open; what is being posted at the end is finished first.

    `others` are chores beside it, such as looking at alerts.
    """
    store, rounds = delivery.store, Rounds(delivery, worker or worker_name())
    woken = Woken(rounds.go)
    rounds.free = woken.wake
    scheduler = scheduler_over(store.engine, threads=THREADS + len(others))
    put_right = partial(_put_right, scheduler, store, delivery.grace)
    sweep = _Sweep(delivery, rounds, woken.wake, put_right, delivery.clock())
    chores = (
        Chore("sweep", lambda: attempted("sweep", sweep.go), every),
        Chore("telling", lambda: attempted("telling", telling.tell_all), every),
        *others,
    )
    ending = _Ending()
    add_chores(scheduler, [ending.of(one) for one in chores])
    thread = threading.Thread(target=woken.run, name="digests", daemon=True)
    no_more = on_waking(woken.wake)
    thread.start()
    scheduler.start()
    try:
        yield rounds
    finally:
        no_more()
        ending.wait()
        scheduler.shutdown(wait=True)
        woken.stop()
        thread.join()
        rounds.close()


@dataclass(slots=True)
class _Ending:
    """Chores end before their scheduler does. Its shutdown waits for them while it holds the lock under which
    it tells its jobs: a sweep that asks for them just then would wait for ever."""

    _over: threading.Event = field(default_factory=threading.Event)
    _at_work: list[threading.Lock] = field(default_factory=list[threading.Lock])

    def of(self, chore: Chore) -> Chore:
        """The chore, until it is over; it is never at work twice at once."""
        lock = threading.Lock()
        self._at_work.append(lock)

        def do() -> None:
            with lock:
                if not self._over.is_set():
                    chore.do()

        return replace(chore, do=do)

    def wait(self) -> None:
        """Until no chore is at work; none begins after it."""
        self._over.set()
        for lock in self._at_work:
            with lock:
                pass


def attempted(what: str, do: Callable[[], object]) -> str | None:
    """Does it; a fault is logged, and its one line given back: the next time may be better."""
    try:
        do()
    except Exception as error:
        log.exception("digests: a %s failed", what)
        return " ".join(f"{type(error).__name__}: {error}".split())[:300]
    return None


def worker_name() -> str:
    """The process's name in what it claims; another one every time."""
    return f"{socket.gethostname()}:{os.getpid()}:{uuid.uuid4().hex[:6]}"


def _put_right(scheduler: BackgroundScheduler, store: Digests, grace: Grace) -> None:
    reconcile(scheduler, store.all("active"), grace)


@dataclass(frozen=True, slots=True)
class _Sweep:
    """Looks for what nobody was woken for, puts the jobs right, and keeps that it did."""

    delivery: Delivery
    rounds: Rounds
    wake: Callable[[], None]
    put_right: Callable[[], None]
    started_at: datetime

    def go(self) -> None:
        self.wake()
        reason = attempted("look at the jobs", self.put_right)
        now, worker = self.delivery.clock(), self.rounds.worker
        done = Round(worker, self.started_at, now, self.rounds.posted, reason)
        keep_round(self.delivery.store.engine, done)
