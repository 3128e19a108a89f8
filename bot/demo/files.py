"""The generated records as files, as a telephone system or a survey tool would export them."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import IO, cast
from zoneinfo import ZoneInfo

from bot.demo.days import Plan
from bot.demo.records import COLUMNS, TRANSCRIPTS, Value, batches
from bot.demo.talks import Talk

# One kind comes as JSON Lines, so that a demo shows both.
JSON_LINES = frozenset({"digital"})
FLAGS = frozenset({"resolved", "sales_contact", "critical_error", "approved", "completed", "failed"})

Write = Callable[[Sequence[tuple[Value, ...]]], None]


def write_files(plan: Plan, folder: Path) -> dict[str, Path]:
    """Kind -> the file that holds its records, in the order in which they are best taken in."""
    paths = {kind: folder / f"{kind}.{'jsonl' if kind in JSON_LINES else 'csv'}" for kind in COLUMNS}
    paths[TRANSCRIPTS] = folder / f"{TRANSCRIPTS}.jsonl"
    with ExitStack() as stack:
        opened = {
            kind: stack.enter_context(path.open("w", encoding="utf-8", newline=""))
            for kind, path in paths.items()
        }
        writes = {kind: _writer(kind, file, plan.zone) for kind, file in opened.items() if kind in COLUMNS}
        writes[TRANSCRIPTS] = _teller(opened[TRANSCRIPTS], plan.zone)
        for kind, rows in batches(plan):
            writes[kind](rows)
    return paths


def _writer(kind: str, file: IO[str], zone: ZoneInfo) -> Write:
    columns = COLUMNS[kind]
    shaped = _shape(columns, zone, words=kind not in JSON_LINES)
    if kind in JSON_LINES:
        return lambda rows: file.writelines(_json_line(columns, shaped(row)) for row in rows)
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(columns)
    return lambda rows: writer.writerows(map(shaped, rows))


def _teller(file: IO[str], zone: ZoneInfo) -> Write:
    """Transcripts in our interchange format, each marked as nobody's."""
    return lambda rows: file.writelines(_told(cast("Talk", row), zone) for row in rows)


def _told(talk: Talk, zone: ZoneInfo) -> str:
    turns = [
        {name: value for name, value in turn._asdict().items() if value is not None} for turn in talk.turns
    ]
    started = datetime.fromtimestamp(talk.started_at, zone).isoformat()
    known = {"contact_id": talk.contact_id, "language": talk.language, "started_at": started}
    return json.dumps({**known, "synthetic": True, "turns": turns}, ensure_ascii=False) + "\n"


def _shape(
    columns: tuple[str, ...], zone: ZoneInfo, words: bool
) -> Callable[[tuple[Value, ...]], list[Value]]:
    """Moments become ISO 8601 with the zone's offset, flags (in `words`) true and false; the rest stays."""
    moments = [place for place, name in enumerate(columns) if name.endswith("_at")]
    flags = [place for place, name in enumerate(columns) if words and name in FLAGS]

    def shaped(row: tuple[Value, ...]) -> list[Value]:
        cells = list(row)
        for place in moments:
            if (moment := cells[place]) is not None:
                cells[place] = datetime.fromtimestamp(cast("float", moment), zone).isoformat()
        for place in flags:
            if (flag := cells[place]) is not None:
                cells[place] = "true" if flag else "false"
        return cells

    return shaped


def _json_line(columns: tuple[str, ...], cells: list[Value]) -> str:
    known = {name: cell for name, cell in zip(columns, cells, strict=True) if cell is not None}
    return json.dumps(known, default=str) + "\n"
