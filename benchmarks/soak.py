"""An hour of everything at once: one bot process with digests due, questions, transcripts dropped to hear,
and new records taken into the same store beside it.

    python -m benchmarks.soak                       # an hour
    python -m benchmarks.soak --minutes 4

A line of what the process holds for each tenth of the time. Exit status 1 unless every question and every
transcript was answered once, every due digest was posted once, no log has an error, every file of records was
taken in, and memory, threads, open files, temporary files and the write-ahead log did not grow.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median

import psutil

from benchmarks.load import MANIFEST, bot_process, filled, questions_of
from benchmarks.load_crowd import Crowd
from bot.digests.values import Content, write_content
from bot.workspace import Message, User, Workspace
from storage.database import open_store
from storage.digests import DigestRow, Digests

CONTACTS = 5_000
RATE = 0.5
SAMPLE_S, INGEST_S, DROP_S, DIGEST_MINUTES = 5.0, 30.0, 45.0, 2
ROWS = 60
HEARTLINE = "from bot.cli import main; main()"
PATIENCE_S = 120.0
# What may be there at the end beside what was there in the first quarter.
GROWTH, MORE = 1.05, 3
WAL_MB = 64.0
SPEECH = (
    "WEBVTT\n\n1\n00:00:01.000 --> 00:00:04.000\n<v Agent>Good morning, how can I help?\n\n"
    "2\n00:00:05.000 --> 00:00:09.000\n<v Customer>I have waited {number} days, this is awful.\n\n"
    "3\n00:00:10.000 --> 00:00:13.000\n<v Agent>I am sorry. It is on its way now.\n\n"
    "4\n00:00:14.000 --> 00:00:18.000\n<v Customer>Thank you, that is a relief!\n"
)


@dataclass(frozen=True, slots=True)
class Held:
    """What the process holds at a moment; memory and the write-ahead log in MB."""

    memory: float
    threads: int
    open_files: int
    temporary: int
    wal: float


@dataclass(slots=True)
class Soak:
    """What happened besides questions."""

    workspace: Workspace
    folder: Path
    store: Path
    until: float
    held: list[Held] = field(default_factory=list[Held])
    dropped: list[Message] = field(default_factory=list[Message])
    refused: list[str] = field(default_factory=list[str])
    taken: int = 0

    def every(self, seconds: float, do: Callable[[], None]) -> threading.Thread:
        def go() -> None:
            while time.monotonic() < self.until:
                began = time.monotonic()
                do()
                time.sleep(max(0.0, min(began + seconds, self.until) - time.monotonic()))

        thread = threading.Thread(target=go, daemon=True)
        thread.start()
        return thread

    def sample(self, process: psutil.Process) -> None:
        memory, wal = process.memory_info().rss / 1e6, Path(f"{self.store}-wal")
        log = wal.stat().st_size / 1e6 if wal.exists() else 0.0
        temporary = sum(len(files) for _, _, files in os.walk(self.folder / "tmp"))
        self.held.append(Held(memory, process.num_threads(), process.num_fds(), temporary, log))

    def drop(self, user: User) -> None:
        text = SPEECH.format(number=len(self.dropped) + 2).encode()
        direct = self.workspace.direct(user)
        self.dropped.append(self.workspace.upload(user, direct, f"call-{len(self.dropped)}.vtt", text))

    def take_in(self) -> None:
        """New contacts, as an export of the last minutes would have them."""
        self.taken += 1
        file = self.folder / f"new-{self.taken}.csv"
        file.write_text(_contacts(self.taken))
        command = [sys.executable, "-c", HEARTLINE, "ingest", "contacts", str(file), "--db", str(self.store)]
        done = subprocess.run(command, check=False, cwd=self.folder, capture_output=True, text=True)
        if done.returncode:
            self.refused.append((done.stderr or done.stdout).strip())

    def unheard(self) -> int:
        """Transcripts without an analysis below them; only an analysis has more than one block."""
        messages = [one for one in self.workspace.team.messages if one.user == self.workspace.team.bot.id]
        heard = {(one.channel, one.thread_ts) for one in messages if len(one.blocks) > 1}
        return sum((one.channel, one.ts) not in heard for one in self.dropped)


def _contacts(number: int) -> str:
    head = (
        "contact_id,started_at,channel,direction,queue,customer_id,reason,outcome,wait_s,talk_s,hold_s,acw_s"
    )
    now = datetime.now(UTC)
    rows = (
        f"soak-{number}-{row},{(now - timedelta(seconds=10 * row)).isoformat()},voice,inbound,Billing,"
        f"soak-{row},Invoice question,handled,{row % 40},{200 + row},{row % 9},30"
        for row in range(ROWS)
    )
    return "\n".join([head, *rows, ""])


def _digests(store: Digests, channel: str, user: str, minutes: int) -> list[str]:
    """One every other minute; the ids of those that are due before the end."""
    now, made = datetime.now(UTC), datetime.now(UTC) - timedelta(days=1)
    ids: list[str] = []
    for minute in range(2, minutes, DIGEST_MINUTES):
        due = now + timedelta(minutes=minute)
        name, content = f"soak-{due:%d-%H%M}", write_content(Content())
        store.put(
            DigestRow(name, channel, user, name, f"daily {due:%H:%M}", "UTC", content, "active", made, made)
        )
        ids.append(name)
    return ids


def soak(minutes: int) -> int:
    folder = Path(tempfile.mkdtemp(prefix="soak-"))
    (folder / "tmp").mkdir()
    store = folder / "store.db"
    filled(f"sqlite:///{store}", CONTACTS)
    os.environ["TMPDIR"] = str(folder / "tmp")
    with Workspace(MANIFEST) as workspace, (folder / "log").open("w+") as log:
        with bot_process(workspace, "hearing", "socket", f"sqlite:///{store}", log, ahead=0.0) as process:
            crowd = Crowd(workspace)
            place = workspace.add_channel("digests", *crowd.people)
            engine = open_store(f"sqlite:///{store}", create=False)
            wanted = _digests(Digests(engine), place.id, crowd.people[0].id, minutes)
            engine.dispose()
            it = Soak(workspace, folder, store, time.monotonic() + 60 * minutes)
            threads = [
                it.every(SAMPLE_S, lambda: it.sample(psutil.Process(process.pid))),
                it.every(INGEST_S, it.take_in),
                it.every(DROP_S, lambda: it.drop(crowd.people[1])),
            ]
            crowd.ask(questions_of(f"sqlite:///{store}", 1), RATE, 60 * minutes)
            for thread in threads:
                thread.join()
            crowd.answered(PATIENCE_S)
            _until(lambda: not it.unheard() and not _not_once(workspace, wanted), PATIENCE_S)
            crowd.close()
        log.seek(0)
        lines = log.read().splitlines()
    return _judged(it, crowd, wanted, lines)


def _until(true: Callable[[], bool], patience: float) -> None:
    until = time.monotonic() + patience
    while time.monotonic() < until and not true():
        time.sleep(0.5)


def _not_once(workspace: Workspace, wanted: list[str]) -> list[str]:
    """The digests that were posted never, or more than once."""
    marks = [one.metadata["event_payload"] for one in workspace.team.messages if one.metadata]
    posted = Counter(str(mark.get("digest")) for mark in marks)
    return [one for one in wanted if posted[one] != 1]


def _judged(it: Soak, crowd: Crowd, wanted: list[str], lines: list[str]) -> int:
    print(_table(it.held))
    print(
        f"{len(crowd.asked)} questions, {len(it.dropped)} transcripts, {it.taken} files of {ROWS} contacts, "
        f"{len(wanted)} digests"
    )
    errors = [line for line in lines if " ERROR " in line or line.startswith("Traceback")]
    answers = Counter(len(one.answers) for one in crowd.asked)
    never, more = answers[0], len(crowd.asked) - answers[0] - answers[1]
    faults = [
        *(f"{never} questions never answered" for _ in range(bool(never))),
        *(f"{more} questions answered more than once" for _ in range(bool(more))),
        *(f"{it.unheard()} transcripts not analysed" for _ in range(bool(it.unheard()))),
        *(f"digest {one} not posted once" for one in _not_once(it.workspace, wanted)),
        *(f"not taken in: {one}" for one in it.refused),
        *_grown(it.held),
        *errors,
    ]
    print("\n".join([*faults, *(line for line in lines if " WARNING " in line)]))
    print("not met" if faults else "met")
    return 1 if faults else 0


def _grown(held: list[Held]) -> list[str]:
    """Of each thing the median of the last quarter against the first's; the log by its largest size."""
    first, last = _quarter(held, 1), _quarter(held, 3)
    found = [
        f"{name} grew from {before:.0f} to {after:.0f}"
        for name, before, after in ((one, first[one], last[one]) for one in first)
        if name != "wal" and after > max(before * GROWTH, before + MORE * (name != "memory"))
    ]
    largest = max(one.wal for one in held)
    return found + [f"the write-ahead log was {largest:.0f} MB"] * (largest > WAL_MB)


def _quarter(held: list[Held], number: int) -> dict[str, float]:
    """The first one begins after a tenth: what is loaded once is loaded then."""
    begin = len(held) // 10 if number == 1 else 3 * len(held) // 4
    part = held[begin : begin + max(1, len(held) // 4)]
    return {one.name: median(getattr(each, one.name) for each in part) for one in fields(Held)}


def _table(held: list[Held]) -> str:
    head = ["part", *(one.name.replace("_", " ") for one in fields(Held))]
    rows = [f"| {' | '.join(head)} |", "|---" * len(head) + "|"]
    for tenth in range(10):
        part = held[tenth * len(held) // 10 : max(1, (tenth + 1) * len(held) // 10)]
        cells = (
            [f"{median(getattr(each, one.name) for each in part):.0f}" for one in fields(Held)]
            if part
            else []
        )
        rows.append(f"| {tenth + 1} | {' | '.join(cells)} |")
    return "\n".join(rows)


def main() -> int:
    parser = argparse.ArgumentParser(description="Everything at once, for long.")
    parser.add_argument("--minutes", type=int, default=60)
    return soak(parser.parse_args().minutes)


if __name__ == "__main__":
    sys.exit(main())
