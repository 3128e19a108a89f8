"""The demo's records as its files hold them, read by the standard library alone: no store, no ingest."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from centre import Record, World

from bot.demo.days import Plan
from bot.demo.files import write_files

TRUTH = {"true": True, "false": False}
READ: dict[str, Callable[[str], Any]] = {
    **dict.fromkeys(
        ("started_at", "ended_at", "sent_at", "answered_at", "reviewed_at"), datetime.fromisoformat
    ),
    **dict.fromkeys(("from", "to", "hired_on", "left_on", "date", "since", "lost_on"), date.fromisoformat),
    **dict.fromkeys(("cost", "sale_amount", "amount"), Decimal),
    **dict.fromkeys(("wait_s", "talk_s", "hold_s", "acw_s", "first_response_s", "points", "possible"), float),
    **dict.fromkeys(("score", "scale_min", "scale_max", "hours", "transfers"), float),
    **dict.fromkeys(("resolved", "sales_contact", "critical_error", "approved"), TRUTH.__getitem__),
}


def demo_world(plan: Plan, folder: Path) -> World:
    """Every record of the plan, blank as None; what KPIs do not rest on is left out."""
    world = World()
    for kind, path in write_files(plan, folder).items():
        if hasattr(world, kind) and kind != "targets":
            getattr(world, kind).extend(_records(path))
    for row in world.agent_states:
        row["paid"] = row["state"] != "offline"
    return world


def _records(path: Path) -> Iterator[Record]:
    with path.open(encoding="utf-8", newline="") as file:
        if path.suffix == ".jsonl":
            for line in file:
                row = json.loads(line)
                cells = {"channel": None, "completed": None, "failed": None} | row
                yield cells | {"started_at": datetime.fromisoformat(row["started_at"])}
            return
        for row in csv.DictReader(file):
            yield {name: READ.get(name, str)(cell) if cell else None for name, cell in row.items()}
