"""Questions by the clock, whether or not earlier ones were answered, to one bot over a million contacts.

    python -m benchmarks.load                                  # 15 a second for 60 s, Socket Mode
    python -m benchmarks.load --rate 5 --seconds 20 --contacts 20000 --mode http

Beside it a bare Bolt app that answers a constant, over the same local Slack, for what Slack's own machinery
costs here. The local Slack and the people are one process, the bot another, which alone is measured. Exit
status 1 unless every question was answered once, with its figure, and the bounds were kept.

The first 30 seconds are not counted: by then what is kept of questions (statements, pages of the store, words
of each language) is full, and memory stays as it is, for as long as one asks.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import IO

import psutil

from benchmarks.cases import NOW
from benchmarks.filling import fill
from benchmarks.load_crowd import Asked, Crowd, Timed
from benchmarks.load_questions import Question, questions
from benchmarks.load_worker import Orders
from bot.settings import db_url
from bot.workspace import Workspace
from bot.workspace.delivery import HttpDelivery
from storage.database import open_store
from storage.store import Store

ROOT = Path(__file__).parents[1]
MANIFEST = ROOT / "manifest.json"
ACK_P95_S, ANSWER_P95_S, GROWTH = 0.3, 2.0, 1.05
WARM_S = 30.0
PATIENCE_S = 30.0
SAMPLE_S = 0.25
HEAD = (
    "| | asked | unanswered | ack p50 / p95 / max, ms | answer p50 / p95 / max, ms | memory, MB | processor |"
)
STORE = "sqlite:///.demo/benchmark-{}.db"


@dataclass(slots=True)
class Watch:
    """The bot process's memory (MB) over time; the processor's seconds that it took."""

    process: psutil.Process
    memory: list[float] = field(default_factory=list[float])
    busy: float = 0.0
    seconds: float = 0.0

    @contextmanager
    def watching(self) -> Generator[None]:
        ended, began, busy = threading.Event(), time.monotonic(), self._busy()
        thread = threading.Thread(target=self._sample, args=(ended,), daemon=True)
        thread.start()
        yield
        ended.set()
        thread.join()
        self.seconds, self.busy = time.monotonic() - began, self._busy() - busy

    def _busy(self) -> float:
        times = self.process.cpu_times()
        return times.user + times.system

    def _sample(self, ended: threading.Event) -> None:
        while not ended.wait(SAMPLE_S):
            self.memory.append(self.process.memory_info().rss / 1e6)

    @property
    def growth(self) -> float:
        """The last quarter's median over the first's."""
        quarter = max(1, len(self.memory) // 4)
        return median(self.memory[-quarter:]) / median(self.memory[:quarter])


@dataclass(frozen=True, slots=True)
class Outcome:
    kind: str
    asked: list[Asked]
    acks: list[float]
    watch: Watch
    errors: list[str]

    def faults(self) -> list[str]:
        """What was not as it must be, in words; of the bare app only that it answers."""
        missing = sum(not one.answers for one in self.asked)
        twice = sum(len(one.answers) > 1 for one in self.asked)
        found = [(missing, "unanswered"), (twice, "answered twice"), (len(self.errors), "lines in the log")]
        if self.kind == "bot":
            other = sum(bool(one.answers) and one.has_figure != one.question.figure for one in self.asked)
            slow_ack = quantile(self.acks, 0.95) >= ACK_P95_S
            slow = quantile([one.seconds for one in self.asked], 0.95) >= ANSWER_P95_S
            grew = self.watch.growth > GROWTH
            found += [(other, "with a figure where there is none, or none where there is one")]
            found += [(slow_ack, f"ack p95 over {ACK_P95_S} s"), (slow, f"answer p95 over {ANSWER_P95_S} s")]
            found += [(grew, f"memory grew by more than {GROWTH - 1:.0%}")]
        return [f"{self.kind}: {int(number)} {what}" for number, what in found if number]


def quantile(values: list[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def load(
    kind: str,
    url: str,
    rate: float,
    seconds: float,
    *,
    warm: float = WARM_S,
    mode: str = "socket",
    seed: int = 1,
) -> Outcome:
    """One run over a store that is there. The first `warm` seconds are not counted."""
    with Workspace(MANIFEST) as workspace, tempfile.TemporaryFile("w+") as log:
        with bot_process(workspace, kind, mode, url, log) as process:
            crowd, acks = Crowd(workspace), Timed(workspace.delivery)
            workspace.delivery = acks
            asking = questions_of(url, seed)
            crowd.ask(asking, rate, warm)
            crowd.answered(PATIENCE_S)
            before, began, watch = len(crowd.asked), time.monotonic(), Watch(psutil.Process(process.pid))
            with watch.watching():
                crowd.ask(asking, rate, seconds)
            crowd.answered(PATIENCE_S)
            workspace.settle(1.0)
            crowd.close()
        log.seek(0)
        counted = [taken for moment, taken in acks.acks if moment >= began]
        return Outcome(kind, crowd.asked[before:], counted, watch, log.read().splitlines())


def questions_of(url: str, seed: int) -> Iterator[Question]:
    engine = open_store(url, create=False)
    names = {dimension: list(values) for dimension, values in Store(engine).names().items()}
    engine.dispose()
    return questions(names, seed)


@contextmanager
def bot_process(
    workspace: Workspace, kind: str, mode: str, url: str, log: IO[str], ahead: float | None = None
) -> Generator[subprocess.Popen[str]]:
    """Connected to the workspace. Its clock is so many seconds ahead; without them it stands at the end of
    the store's year."""
    team = workspace.team
    ahead = (NOW - datetime.now(UTC)).total_seconds() if ahead is None else ahead
    tokens = (team.bot_token, team.app_token, team.signing_secret)
    orders = Orders(kind, mode, url, workspace.api_url, *tokens, ahead)
    command = [sys.executable, "-m", "benchmarks.load_worker", orders.text()]
    process = subprocess.Popen(command, cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=log)
    try:
        door = (process.stdout.readline().split() or ["", ""])[1] if process.stdout else ""
        if not door:
            raise RuntimeError("the bot's process did not come up")
        if mode == "http":
            workspace.delivery = HttpDelivery(door, team.signing_secret)
        else:
            workspace.sockets.count(1)
        yield process
    finally:
        process.terminate()
        process.wait(60)


def table(outcomes: list[Outcome]) -> str:
    return "\n".join([HEAD, "|---|---|---|---|---|---|---|", *(_row(one) for one in outcomes)])


def _row(one: Outcome) -> str:
    missing = sum(not asked.answers for asked in one.asked)
    memory, watch = one.watch.memory, one.watch
    quarters = [f"{memory[round(part * (len(memory) - 1) / 4)]:.0f}" for part in range(5)]
    acks, answers = _three(one.acks), _three([asked.seconds for asked in one.asked])
    share = f"{watch.busy / watch.seconds:.0%}"
    cells = (one.kind, len(one.asked), missing, acks, answers, " → ".join(quarters), share)
    return f"| {' | '.join(map(str, cells))} |"


def _three(seconds: list[float]) -> str:
    return " / ".join(f"{1000 * quantile(seconds, share):,.0f}" for share in (0.5, 0.95, 1.0))


def filled(url: str, contacts: int) -> None:
    """Fills the store where it is empty."""
    Path(".demo").mkdir(exist_ok=True)
    engine = open_store(url)
    if Store(engine).earliest() is None:
        print(f"Filling {url} …", file=sys.stderr)
        fill(engine, contacts)
    engine.dispose()


def main() -> int:
    parser = argparse.ArgumentParser(description="Questions by the clock to one bot process.")
    parser.add_argument("--rate", type=float, default=15)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--contacts", type=int, default=1_000_000)
    parser.add_argument("--database", help="a store's URL or SQLite file; filled where it is empty")
    parser.add_argument("--mode", choices=("socket", "http"), default="socket")
    said = parser.parse_args()
    url = db_url(said.database) if said.database else STORE.format(said.contacts)
    filled(url, said.contacts)
    outcomes = [load(kind, url, said.rate, said.seconds, mode=said.mode) for kind in ("bot", "bare")]
    print(f"{said.rate:g} questions a second for {said.seconds:g} s, {said.mode} mode")
    print(table(outcomes))
    faults = [fault for one in outcomes for fault in one.faults()]
    print("\n".join([*faults, *(line for one in outcomes for line in one.errors[:20])]))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
