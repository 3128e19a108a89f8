"""How long an answer takes: the twelve question types, in words through the whole engine, beside plain SQL.

    python -m benchmarks.answer                                   # a million contacts over a year, SQLite
    python -m benchmarks.answer --contacts 1000000 10000000       # and how the times grow
    python -m benchmarks.answer --database postgresql://user:password@host/empty_database

The stores are made at the first run and kept in .demo/. Beside each question stands the same in SQL over
rows: on the store's own engine, and on DuckDB where that is installed. All must give the same figures, and
the bounds below must hold: exit status 1 where they do not.
"""

from __future__ import annotations

import argparse
import os
import platform
import sqlite3
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

from rich.console import Console
from rich.table import Table
from sqlalchemy import Engine, func, select, text

from benchmarks.cases import CASES, NOW, Bound, Case, Counted
from benchmarks.columnar import Columns, columns
from benchmarks.filling import fill
from benchmarks.same import differs
from bot.desk import Desk
from bot.settings import db_url, read_settings
from kpi_engine.result import Result
from storage.database import open_store, reading
from storage.schema import contacts, micros
from storage.store import Store

REPEATS = 7
# The bounds: an answer in ms; how many times faster than SQL over rows that takes long; its growth with the
# store.
LONGEST, LONG, TIMES, GROWTH = 60.0, 500.0, 25.0, 1.5
FEW, SLOW = 3, 2_000.0  # what takes seconds is repeated less
FOLDER = Path(".demo")
CONSOLE = Console(width=150)


@dataclass(frozen=True, slots=True)
class Timed:
    """Medians of one question in ms, and what is wrong with its figures."""

    case: Case
    words: float
    sql: float
    columnar: float | None
    wrong: str | None

    def missed(self) -> Iterator[str]:
        """What is not as it must be, in words."""
        if self.wrong is not None:
            yield self.wrong
        if self.words > LONGEST:
            yield f"over {LONGEST:g} ms"
        if self.sql > LONG and self.sql < TIMES * self.words:
            yield f"less than {TIMES:g} times as fast as rows"

    def cells(self) -> list[str]:
        beside = "–" if self.columnar is None else f"{self.columnar:.1f}"
        times, said = f"{self.sql / self.words:.1f}", "; ".join(self.missed()) or "same"
        return [self.case.name, f"{self.words:.1f}", f"{self.sql:.1f}", times, beside, said]


def main() -> None:
    """Measures and prints; exits 1 where a figure differs or a bound is missed."""
    said = _arguments()
    sizes = [_measured(said.database, count, said.repeats) for count in said.contacts]
    missed = [one for size in sizes for one in size if any(one.missed())]
    if len(sizes) > 1:
        missed += _grown(sizes[0], sizes[-1])
    sys.exit(int(bool(missed)))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Milliseconds from a question in words to its Result.")
    parser.add_argument("--contacts", type=int, nargs="+", default=[1_000_000])
    parser.add_argument("--repeats", type=int, default=REPEATS)
    parser.add_argument("--database", type=db_url, help="an empty database, or one that this program filled")
    return parser.parse_args()


def _measured(url: str | None, count: int, repeats: int) -> list[Timed]:
    engine = _filled(url or f"sqlite:///{FOLDER}/benchmark-{count}.db", count)
    desk, beside = (
        Desk(Store(engine), read_settings({})),
        columns(engine, FOLDER / f"benchmark-{count}.duckdb"),
    )
    table = Table(
        "#", "question", "in words, ms", "SQL over rows, ms", "times", "DuckDB, ms", "figures, bounds"
    )
    found = [_question(engine, desk, beside, case, repeats) for case in CASES]
    for number, one in enumerate(found, 1):
        table.add_row(str(number), *one.cells())
    CONSOLE.print(_measured_on(engine, beside, repeats))
    CONSOLE.print(table)
    engine.dispose()
    return found


def _question(engine: Engine, desk: Desk, beside: Columns | None, case: Case, repeats: int) -> Timed:
    first = desk.ask(case.question, NOW)
    bound = {name: _number(value, first) for name, value in case.bound.items()}
    (words, result), (sql, rows) = _in_turns(
        repeats, lambda: desk.ask(case.question, NOW), lambda: _rows(engine, case.sql, bound)
    )
    agents = desk.names().values.get("agent", {})
    wrong, columnar = differs(case, result, rows, agents), None
    if beside is not None:
        # Not in those turns: it takes every core, and what came right after would wait for them.
        ((columnar, theirs),) = _in_turns(repeats, lambda: beside.rows(case.sql, bound))
        there = differs(case, result, theirs, agents)
        wrong = wrong or (None if there is None else f"DuckDB: {there}")
    return Timed(case, words, sql, columnar, wrong)


def _grown(small: Sequence[Timed], large: Sequence[Timed]) -> list[Timed]:
    """Prints by how much each answer takes longer in the larger store; those over the bound."""
    table = Table("question", "smaller, ms", "larger, ms", "growth")
    for one, other in zip(small, large, strict=True):
        growth = f"{other.words / one.words:.2f}"
        table.add_row(one.case.name, f"{one.words:.1f}", f"{other.words:.1f}", growth)
    middle = median(one.words for one in large) / median(one.words for one in small)
    table.add_row("median of the twelve", "", "", f"{middle:.2f}")
    CONSOLE.print(table)
    return list(large) if middle > GROWTH else []


def _filled(url: str, count: int) -> Engine:
    FOLDER.mkdir(exist_ok=True)
    engine = open_store(url)
    with reading(engine) as connection:
        found = connection.execute(select(func.count()).select_from(contacts)).scalar_one()
    if not found:
        CONSOLE.print(f"Filling {engine.url.render_as_string()} with {count:,} contacts …")
        begun = perf_counter()
        made = fill(engine, count)
        CONSOLE.print(f"{made:,} contacts in {perf_counter() - begun:.0f} s")
    return engine


def _in_turns(repeats: int, *ways: Callable[[], Any]) -> list[tuple[float, Any]]:
    """Median milliseconds of each way after one run that warms the caches, and what came out.

    They take turns, since a machine's speed changes from one second to the next.
    """
    found = [way() for way in ways]
    times: list[list[float]] = [[] for _ in ways]
    for _ in range(repeats):
        for place, way in enumerate(ways):
            if len(times[place]) >= FEW and times[place][0] > SLOW:
                continue
            begun = perf_counter()
            found[place] = way()
            times[place].append((perf_counter() - begun) * 1000)
    return [(median(seen), out) for seen, out in zip(times, found, strict=True)]


def _rows(engine: Engine, sql: str, bound: Mapping[str, int | str]) -> list[tuple[Any, ...]]:
    with reading(engine) as connection:
        return [tuple(row) for row in connection.execute(text(sql), bound)]


def _number(value: Bound, result: Result) -> int | str:
    """Moments as the store keeps them. The newest record itself is counted, so the end is just after it."""
    if isinstance(value, Counted):
        figure = result.rows[0].metrics[value.metric]
        used = figure.compare.used if value.compared and figure.compare else figure.used
        assert used is not None
        return micros(used.end) + 1
    return micros(value) if isinstance(value, datetime) else value


def _measured_on(engine: Engine, beside: Columns | None, repeats: int) -> str:
    with reading(engine) as connection:
        count = connection.execute(select(func.count()).select_from(contacts)).scalar_one()
        version = (
            f"SQLite {sqlite3.sqlite_version}"
            if engine.dialect.name == "sqlite"
            else f"PostgreSQL {connection.execute(text('SHOW server_version')).scalar_one()}"
        )
    cores, python = os.cpu_count(), platform.python_version()
    witness = "" if beside is None else f", {beside.version}"
    times = f"words and rows in turns, median of {repeats} after one to warm up"
    return f"{count:,} contacts, {version}{witness}, Python {python}, {cores} cores; {times}"


if __name__ == "__main__":
    main()
