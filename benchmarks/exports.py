"""Files of contacts as other programs export them: CSV and Parquet, a row a contact, nearly in time's order.

The contacts are those of the demo's generator over a year; where more are asked for, each of them stands
several times, some seconds apart, under other names (another centre of the same kind).
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Any

from benchmarks.filling import DAYS, END, GENERATED
from bot.demo.days import Plan
from bot.demo.records import COLUMNS, batches

HEADER = COLUMNS["contacts"]
APART = 7
_ID, _AT, _AGENT, _CUSTOMER = (
    HEADER.index(name) for name in ("contact_id", "started_at", "agent_id", "customer_id")
)
_CHUNK = 100_000
Row = list[object]


def csv_file(folder: Path, contacts: int) -> Path:
    """A CSV file of about so many contacts; made once."""
    file = folder / f"contacts-{contacts}.csv"
    if not file.exists():
        folder.mkdir(parents=True, exist_ok=True)
        beside = file.with_suffix(".part")
        with beside.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream)
            writer.writerow(HEADER)
            writer.writerows(rows(contacts))
        beside.rename(file)
    return file


def parquet_file(source: Path) -> Path:
    """The same file as Parquet, its columns typed."""
    # Imported by name: pyarrow has no types.
    arrow: Any = import_module("pyarrow")
    columns: Any = import_module("pyarrow.csv")
    files: Any = import_module("pyarrow.parquet")
    file = source.with_suffix(".parquet")
    if not file.exists():
        # Not as the first rows look: all of theirs may be whole.
        seconds = {name: arrow.float64() for name in HEADER if name.endswith("_s")}
        reader = columns.open_csv(source, convert_options=columns.ConvertOptions(column_types=seconds))
        beside = file.with_suffix(".part")
        with files.ParquetWriter(beside, reader.schema) as writer:
            for batch in reader:
                writer.write_batch(batch)
        beside.rename(file)
    return file


def rows(contacts: int, seed: int = 1) -> Iterator[Row]:
    """Rows in the order of `HEADER`, moments in ISO 8601."""
    copies = max(1, contacts // GENERATED)
    for kind, found in batches(Plan(END, contacts // copies, DAYS, seed)):
        if kind == "contacts":
            for row in found:
                yield from (_copied(row, number) for number in range(copies))


def _copied(row: tuple[object, ...], number: int) -> Row:
    found = list(row)
    at = float(str(row[_AT])) - number * APART
    found[_AT] = datetime.fromtimestamp(at, UTC).isoformat(timespec="seconds")
    for place in (_ID, _CUSTOMER, _AGENT):
        if number and found[place] is not None:
            found[place] = f"{found[place]}~{number % 12 if place == _AGENT else number}"
    return found
