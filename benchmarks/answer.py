"""How long an answer takes: the twelve question types, in words through the whole engine, beside plain SQL.

    python -m benchmarks.answer                       # a million contacts over a year, SQLite
    python -m benchmarks.answer --contacts 100000
    python -m benchmarks.answer --db postgresql://user:password@host/empty_database

The store is made at the first run and kept in .demo/. Both sides must give the same figures: exit status 1
where they do not.
"""

from __future__ import annotations

import argparse
import os
import platform
import sqlite3
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

from rich.console import Console
from rich.table import Table
from sqlalchemy import Engine, func, select, text

from benchmarks.cases import CASES, NOW, Bound, Counted
from benchmarks.filling import fill
from benchmarks.same import differs
from bot.desk import Desk
from bot.settings import db_url, read_settings
from kpi_engine.result import Result
from storage.database import open_store, reading
from storage.schema import contacts, micros
from storage.store import Store

REPEATS = 7
CONSOLE = Console(width=150)


def main() -> None:
    """Measures and prints; exits 1 where a figure differs."""
    said = _arguments()
    engine = _filled(said.db or f"sqlite:///.demo/benchmark-{said.contacts}.db", said.contacts)
    desk = Desk(Store(engine), read_settings({}))
    table = Table("#", "question", "in words, ms", "as SQL, ms", "ratio", "figures")
    wrong, agents = 0, desk.names().values.get("agent", {})
    for number, case in enumerate(CASES, 1):
        asked, result = _timed(lambda case=case: desk.ask(case.question, NOW), said.repeats)
        bound = {name: _number(value, result) for name, value in case.bound.items()}
        queried, rows = _timed(lambda sql=case.sql, bound=bound: _rows(engine, sql, bound), said.repeats)
        difference = differs(case, result, rows, agents)
        wrong += difference is not None
        ratio = f"{asked / queried:.2f}"
        table.add_row(str(number), case.name, f"{asked:.1f}", f"{queried:.1f}", ratio, difference or "same")
    CONSOLE.print(_measured_on(engine, said.repeats))
    CONSOLE.print(table)
    sys.exit(int(wrong > 0))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Milliseconds from a question in words to its Result.")
    parser.add_argument("--contacts", type=int, default=1_000_000)
    parser.add_argument("--repeats", type=int, default=REPEATS)
    parser.add_argument("--db", type=db_url, help="an empty database, or one that this program filled")
    return parser.parse_args()


def _filled(url: str, count: int) -> Engine:
    Path(".demo").mkdir(exist_ok=True)
    engine = open_store(url)
    with reading(engine) as connection:
        found = connection.execute(select(func.count()).select_from(contacts)).scalar_one()
    if not found:
        CONSOLE.print(f"Filling {engine.url.render_as_string()} with {count:,} contacts …")
        begun = perf_counter()
        made = fill(engine, count)
        CONSOLE.print(f"{made:,} contacts in {perf_counter() - begun:.0f} s")
    return engine


def _timed(work: Callable[[], Any], repeats: int) -> tuple[float, Any]:
    """Median milliseconds after one run that warms the caches, and what came out."""
    result, times = work(), list[float]()
    for _ in range(repeats):
        begun = perf_counter()
        result = work()
        times.append((perf_counter() - begun) * 1000)
    return median(times), result


def _rows(engine: Engine, sql: str, bound: dict[str, int | str]) -> list[tuple[Any, ...]]:
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


def _measured_on(engine: Engine, repeats: int) -> str:
    with reading(engine) as connection:
        count = connection.execute(select(func.count()).select_from(contacts)).scalar_one()
        version = (
            f"SQLite {sqlite3.sqlite_version}"
            if engine.dialect.name == "sqlite"
            else f"PostgreSQL {connection.execute(text('SHOW server_version')).scalar_one()}"
        )
    cores, python = os.cpu_count(), platform.python_version()
    return f"{count:,} contacts, {version}, Python {python}, {cores} cores; median of {repeats}"


if __name__ == "__main__":
    main()
