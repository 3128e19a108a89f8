"""Transcripts a second: heard on this machine, and by workers of a Dask cluster beside it, one run.

    python -m benchmarks.scale                    # 1,000 transcripts
    python -m benchmarks.scale --transcripts 200 --model FOLDER

Every way starts with its model loaded and nothing remembered, takes the same file into an SQLite store of
its own, and does all of it: reading, masking, hearing, keeping. Exit status 1 where a way keeps other figures
than this machine, beyond the last digit of a probability.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import sys
import tempfile
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from distributed import Client, LocalCluster
from rich.console import Console
from rich.table import Table
from sqlalchemy import select

from benchmarks.turns import STAR
from bot.cluster import connected
from bot.ear import Ear
from bot.transcripts_in import Hears, take_in
from nlp.model import DEFAULT
from nlp.transcripts import RoleSettings
from storage.database import open_store, reading
from storage.said import Said, SaidTurn
from storage.schema import nev_contacts

CONSOLE = Console(width=130)
# Workers as processes × threads; None: this machine.
WAYS = {
    "this machine": None,
    "1 worker": (1, 1),
    "2 workers": (2, 1),
    "1 worker of 2 threads": (1, 2),
}
DIGIT = 2e-4  # of a figure on the scale of ±100 that is made of probabilities of six digits
WARM = (SaidTurn("customer", "where is it"), SaidTurn("customer", "it has come"))


@dataclass(frozen=True, slots=True)
class Measured:
    """`own_s` is the processor time of the process that submits, for all transcripts; `kept` its figures."""

    seconds: float
    own_s: float
    memory_mb: float
    kept: dict[str, float | None]


def main() -> None:
    """Measures and prints; exits 1 where figures differ."""
    said = _arguments()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "calls.jsonl"
        source = _write(file, said.transcripts)
        measured = {name: _measure(name, file, said.model) for name in WAYS}
    CONSOLE.print(
        f"{source}; {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at the end (other work included)"
    )
    CONSOLE.print(_table(measured))
    first, *others = measured.values()
    differ = [name for name, one in zip(list(WAYS)[1:], others, strict=True) if not _same(one, first)]
    for name in differ:
        CONSOLE.print(f"MISSED: {name} kept other figures than this machine")
    sys.exit(int(bool(differ)))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Transcripts a second, here and on a cluster.")
    parser.add_argument("--transcripts", type=int, default=1_000)
    parser.add_argument("--model", default=DEFAULT)
    return parser.parse_args()


def _write(file: Path, count: int) -> str:
    """STAR's dialogues, played by a crowd: no two alike, unlike the demo's."""
    with gzip.open(STAR, "rt", encoding="utf-8") as lines, file.open("w", encoding="utf-8") as out:
        for number, line in zip(range(count), lines, strict=False):
            turns = [_turn(who, text) for _, who, text in json.loads(line)["turns"]]
            out.write(json.dumps({"contact_id": f"c{number}", "language": "en", "turns": turns}) + "\n")
    return f"{count:,} dialogues of STAR"


def _turn(who: str, text: str) -> dict[str, str]:
    return {"speaker": who if who in ("customer", "agent") else "other", "text": text}


def _measure(name: str, file: Path, model: str) -> Measured:
    shape = WAYS[name]
    if shape is None:
        ear = Ear(model)
        ear.heard(_warm(0))
        return _taken(file, ear, _memory([os.getpid()]))
    workers, threads = shape
    with _cluster(workers, threads) as (address, pids), connected(address, model) as ears:
        list(ears.each(_warm(n) for n in range(8 * workers * threads)))
        return _taken(file, ears, _memory(pids))


@contextmanager
def _cluster(workers: int, threads: int) -> Generator[tuple[str, list[int]]]:
    """As `dask worker --nworkers … --nthreads …` starts them, each under a nanny."""
    shape = {"n_workers": workers, "threads_per_worker": threads, "dashboard_address": None}
    made: Any = LocalCluster(**shape)  # pyright: ignore[reportArgumentType]  # None is no dashboard
    client: Any
    with made, Client(made.scheduler_address, set_as_default=False) as client:
        yield made.scheduler_address, list(client.run(os.getpid).values())


def _warm(number: int) -> list[Said]:
    return [Said(f"warm-{number}", "plain", "en", "given", "warm", WARM)]


def _taken(file: Path, ears: Hears, memory_mb: float) -> Measured:
    with tempfile.TemporaryDirectory() as folder:
        engine = open_store(f"sqlite:///{folder}/store.db")
        begun, own = time.perf_counter(), time.process_time()
        take_in(engine, [file], ears, RoleSettings(), lambda _: None)
        seconds, own = time.perf_counter() - begun, time.process_time() - own
        with reading(engine) as connection:
            rows = connection.execute(select(nev_contacts.c.contact_id, nev_contacts.c.balance)).all()
        engine.dispose()
    return Measured(seconds, own, memory_mb, {row[0]: row[1] for row in rows})


def _memory(pids: list[int]) -> float:
    """Megabytes in memory, of these processes together, once the model is loaded."""
    import psutil  # distributed brings it

    return sum(psutil.Process(pid).memory_info().rss for pid in pids) / 1e6


def _same(one: Measured, other: Measured) -> bool:
    pairs = [(one.kept.get(name), value) for name, value in other.kept.items()]
    return len(one.kept) == len(pairs) and all(
        (a is None) == (b is None) and abs((a or 0) - (b or 0)) < DIGIT for a, b in pairs
    )


def _table(measured: dict[str, Measured]) -> Table:
    table = Table("way", "transcripts/s", "seconds", "CPU s of who submits", "memory of who hears, MB")
    for name, one in measured.items():
        figures = f"{len(one.kept) / one.seconds:,.1f}", f"{one.seconds:,.1f}", f"{one.own_s:,.1f}"
        table.add_row(name, *figures, f"{one.memory_mb:,.0f}")
    return table


if __name__ == "__main__":
    main()
