"""Records of every kind in any order, in pieces, several times, corrected: the same store as in one pass."""

from __future__ import annotations

import shutil
from pathlib import Path
from random import Random
from typing import Any

import pytest
from demo_stores import NOW
from looking import everything, stored
from sqlalchemy.engine import Engine

from bot.demo.days import Plan
from bot.demo.files import write_files
from bot.demo.records import TRANSCRIPTS
from storage.database import open_store

Store = dict[str, list[tuple[Any, ...]]]  # each table's rows
Piece = tuple[str, str, str]  # kind, a file's name, its text
PIECES = 4
# What was said of these records before: the column, and the values of another row in it.
CORRECTED = {
    "contacts": ("customer_id", "reason", "talk_s", "started_at"),
    "surveys": ("score", "contact_id"),
    "agent_states": ("ended_at",),
    "schedules": ("ended_at",),
}


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[str, list[str]]]:
    """Kind -> header ("" for JSON Lines) and rows of a small demo."""
    found: dict[str, tuple[str, list[str]]] = {}
    paths = write_files(Plan(NOW, 200, days=8), tmp_path_factory.mktemp("files"))
    for kind, path in paths.items():
        if kind == TRANSCRIPTS:  # no records: they are heard
            continue
        lines = path.read_text().splitlines()
        found[kind] = ("", lines) if path.suffix == ".jsonl" else (lines[0], lines[1:])
    return found


def pieces(files: dict[str, tuple[str, list[str]]], random: Random) -> list[Piece]:
    """Every row in one of the pieces of its kind and often in a second one, shuffled inside and between."""
    made: list[Piece] = []
    for kind, (header, rows) in files.items():
        parts: list[list[str]] = [[] for _ in range(PIECES)]
        for row in rows:
            for part in random.sample(parts, random.choice([1, 1, 2])):
                part.append(row)
        for part in parts:
            random.shuffle(part)
            made += [(kind, *written(kind, header, part))] * random.choice([1, 1, 2]) if part else []
    random.shuffle(made)
    return made


def written(kind: str, header: str, rows: list[str]) -> tuple[str, str]:
    name = f"{kind}.csv" if header else f"{kind}.jsonl"
    return name, "\n".join([*([header] if header else []), *rows]) + "\n"


def earlier(files: dict[str, tuple[str, list[str]]], random: Random) -> list[Piece]:
    """A part of the records as they were before somebody corrected them: other rows' values."""
    made: list[Piece] = []
    for kind, columns in CORRECTED.items():
        header, rows = files[kind]
        cells = [row.split(",") for row in random.sample(rows, len(rows) // 3)]
        for place in (header.split(",").index(column) for column in columns):
            values = [row[place] for row in cells]
            if columns == ("ended_at",):  # an interval keeps its direction: another agent's later end
                values = [max(values) for _ in values]
            else:
                random.shuffle(values)
            for row, value in zip(cells, values, strict=True):
                row[place] = value
        made.append((kind, *written(kind, header, [",".join(row) for row in cells])))
    return made


@pytest.fixture(scope="module")
def wanted(files: Any, tmp_path_factory: pytest.TempPathFactory, empty_sqlite: Path, into_once: Any) -> Store:
    """What a store holds after one pass."""
    file = shutil.copy(empty_sqlite, tmp_path_factory.mktemp("once") / "store.db")
    once = open_store(f"sqlite:///{file}")
    for kind, (header, rows) in files.items():
        [report] = into_once(once, kind, *written(kind, header, rows))
        assert report.clean and report.new == len(rows)
    found = everything(once)
    once.dispose()
    return found


@pytest.mark.parametrize("seed", [1, pytest.param(2, marks=pytest.mark.full)])
def test_any_order_is_as_good_as_one_pass(
    engine: Engine, into: Any, files: Any, wanted: Store, seed: int
) -> None:
    random = Random(seed)
    for kind, name, text in earlier(files, random):
        for report in into(engine, kind, name, text):
            assert report.new and report.stored
    assert stored(engine, "contacts") and everything(engine) != wanted
    for kind, name, text in pieces(files, random):
        [report] = into(engine, kind, name, text)
        assert report.clean, report.refusals
    found = everything(engine)
    assert [name for name in wanted if found[name] != wanted[name]] == []
