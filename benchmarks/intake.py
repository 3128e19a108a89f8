"""How fast contacts come in: validated, with rollups and gaps kept, beside what the bare database takes.

    python -m benchmarks.intake                                   # a million contacts, SQLite
    python -m benchmarks.intake --contacts 1000000 10000000       # and whether memory grows with the file
    python -m benchmarks.intake --database postgresql://user:password@host/empty_database

The peer puts the cells of the same CSV file, unchecked, into a table with the same columns, key and indexes:
sqlite3's `executemany` in one transaction, or PostgreSQL's COPY of the file. Each way runs in a process
of its own, in turn, and a figure is the median over the rounds. Exit status 1 where a bound is missed.
"""

from __future__ import annotations

import argparse
import multiprocessing
import resource
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median
from time import perf_counter

from rich.console import Console
from rich.table import Table

from benchmarks.bare import copied, emptied, is_empty, many
from benchmarks.exports import csv_file, parquet_file
from bot.settings import db_url
from storage.database import open_store
from storage.ingest.rejects import Rejects
from storage.ingest.run import Wish, ingest
from storage.readers import open_file
from storage.records import CONTACTS

FOLDER = Path(".demo") / "intake"
# The bounds: of the peer's speed, and the growth of the peak of memory from the smallest file to the largest.
OF_EXECUTEMANY, OF_COPY, GROWTH = 0.15, 0.25, 1.3
CONSOLE = Console(width=120)


@dataclass(frozen=True, slots=True)
class Way:
    """One way of taking a file in: contacts a second (median) and the peak of its process in MB."""

    name: str
    speed: float
    peak: float


def main() -> None:
    """Measures and prints; exits 1 where a bound is missed."""
    said = _arguments()
    if said.database and not is_empty(said.database):
        sys.exit("the database has tables: this program empties it, name another one")
    sizes = [_measured(said.database, count, said.rounds) for count in said.contacts]
    least = OF_COPY if said.database else OF_EXECUTEMANY
    missed = [
        f"{way.name} takes {way.speed / bare.speed:.3f} of {bare.name}'s speed, to be {least}"
        for bare, *ours in sizes
        for way in ours
        if way.speed < least * bare.speed
    ]
    missed += _grown(sizes)
    for one in missed:
        CONSOLE.print(f"MISSED: {one}")
    sys.exit(int(bool(missed)))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Contacts a second from a file into the store.")
    parser.add_argument("--contacts", type=int, nargs="+", default=[1_000_000])
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--database", type=db_url, help="an empty PostgreSQL database; it is emptied again")
    return parser.parse_args()


def _measured(url: str | None, contacts: int, rounds: int) -> Sequence[Way]:
    """The peer first, then ours by format."""
    file = csv_file(FOLDER, contacts)
    with file.open("rb") as lines:
        count = sum(1 for _ in lines) - 1
    ways: dict[str, Callable[[], float]] = {
        "bare COPY" if url else "bare executemany": partial(
            copied if url else many, file, url or _fresh("bare")
        ),
        "ours, CSV": partial(_ours, file, url),
        "ours, Parquet": partial(_ours, parquet_file(file), url),
    }
    runs: dict[str, list[tuple[float, float]]] = {name: [] for name in ways}
    for _ in range(rounds):
        for name, way in ways.items():
            runs[name].append(_apart(way))
    found = [
        Way(name, count / median(seconds for seconds, _ in some), max(peak for _, peak in some))
        for name, some in runs.items()
    ]
    _print(count, rounds, found)
    return found


def _apart(way: Callable[[], float]) -> tuple[float, float]:
    """Seconds and peak memory (MB) of a process that does this alone."""
    with multiprocessing.get_context("spawn").Pool(1) as one:
        return one.apply(_watched, (way,))


def _watched(way: Callable[[], float]) -> tuple[float, float]:
    return way(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _ours(file: Path, url: str | None) -> float:
    if url:
        emptied(url)
    engine = open_store(url or _fresh("ours"))
    began = perf_counter()
    with Rejects(FOLDER / "rejects.csv") as rejects:
        (report,) = ingest(engine, [(file.name, partial(open_file, file))], Wish(CONTACTS), rejects)
    took = perf_counter() - began
    engine.dispose()
    if url:
        emptied(url)
    if report.new != report.rows:
        sys.exit(f"{file.name}: of {report.rows:,} rows {report.new:,} were stored")
    return took


def _fresh(name: str) -> str:
    """A new SQLite file's URL."""
    file = FOLDER / f"{name}.db"
    for ending in ("", "-wal", "-shm"):
        file.with_name(file.name + ending).unlink(missing_ok=True)
    return f"sqlite:///{file}"


def _print(contacts: int, rounds: int, ways: Sequence[Way]) -> None:
    table = Table("way", "contacts/s", "of the peer's speed", "peak memory, MB")
    for way in ways:
        table.add_row(way.name, f"{way.speed:,.0f}", f"{way.speed / ways[0].speed:.3f}", f"{way.peak:,.0f}")
    CONSOLE.print(f"{contacts:,} contacts; median of {rounds}")
    CONSOLE.print(table)


def _grown(sizes: Sequence[Sequence[Way]]) -> list[str]:
    """By how much more memory the largest file takes than the smallest, where that is too much."""
    found: list[str] = []
    for small, large in zip(sizes[0][1:], sizes[-1][1:], strict=True):
        growth = large.peak / small.peak
        if len(sizes) > 1:
            CONSOLE.print(f"{large.name}: peak memory {growth:.2f} times that of the smaller file")
        if growth > GROWTH:
            found.append(f"{large.name}: peak memory grew {growth:.2f} times, to be {GROWTH}")
    return found


if __name__ == "__main__":
    main()
