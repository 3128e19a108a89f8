"""Injection is tried through every text that a person can type, over both databases.

Whatever is typed carries a mark. No statement ever holds the mark: names are known, values are bound. The
tables stay as they were, and what is answered is right: the hostile names are names in the store, too.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import (
    Column,
    Engine,
    MetaData,
    String,
    Table,
    create_engine,
    event,
    func,
    insert,
    inspect,
    select,
)
from typer.testing import CliRunner

from bot.cli import app
from bot.desk import open_desk
from bot.settings import read_settings
from storage.database import open_store, reading
from storage.rollups.tables import all_tables
from storage.schema import metadata
from tests.bot.station import NOW, open_station, seen

MARK = "zq7"
HOSTILE = (
    f"{MARK}'; DROP TABLE contacts; --",
    f'{MARK}") OR 1=1; DELETE FROM contacts; --',
    f"{MARK}' UNION SELECT name FROM staff --",
    f"{MARK} %s %(x)s :x ? $1 {{0}}",
    f"{MARK}\\'; SELECT pg_sleep(9); --",
)
PLACES = ("queue", "team", "site", "reason", "stage", "language", "segment", "customer_id", "agent_id")
QUESTIONS = (
    "{}",
    "AHT for {} last week",
    "AHT in the queue {} last week",
    "AHT last week without {}",
    "AHT by {} last week",
    "AHT since {}",
    "AHT last week vs {}",
    "agents with AHT over {} last week",
    "top {} queues by AHT last week",
    "why did AHT change for {} last week?",
    "what is {}?",
    "share of {} by queue last week",
)


def _contacts() -> list[dict[str, Any]]:
    """Two contacts a name, of 100 seconds more a name; every word of theirs is that name."""
    found = list[dict[str, Any]]()
    for number, name in enumerate((*HOSTILE, "Billing")):
        for again in (0, 1):
            times = {
                "started_at": f"2026-11-1{again}T10:00Z",
                "talk_s": 100 * (number + 1),
                "hold_s": 0,
                "acw_s": 0,
            }
            words = dict.fromkeys(PLACES, name)
            found.append({"contact_id": f"{name}{again}", "outcome": "handled", "wait_s": 5} | times | words)
    return found


CONTACTS = _contacts()
STAFF = [{"agent_id": name, "name": f"Ann {name}", "hired_on": "2020-01-01"} for name in HOSTILE]


@dataclass
class Typed:
    """The command line in a folder of its own, at a store of its own."""

    folder: Path
    db: str

    def __call__(self, *words: str) -> tuple[int, str, str]:
        done = CliRunner().invoke(app(), [*words, "--db", self.db])
        return done.exit_code, done.stdout, done.stderr or str(done.exception or "")

    def ask(self, question: str, *options: str) -> dict[str, Any]:
        """The answer; whatever it is, it is one."""
        said = self("ask", question, "--json", "--now", NOW.isoformat(), *options)
        assert said[0] in (0, 3, 4), said
        return json.loads(said[1])

    def write(self, name: str, rows: list[dict[str, Any]]) -> str:
        with (self.folder / name).open("w", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]), quoting=csv.QUOTE_ALL)  # the names hold semicolons
            writer.writeheader()
            writer.writerows(rows)
        return name


@contextmanager
def nothing_reaches_sql() -> Iterator[None]:
    """No statement of anybody holds the mark meanwhile."""
    statements: list[str] = []

    def note(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        statements.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    assert statements
    assert [one for one in statements if MARK in one] == []


def intact(url: str) -> dict[str, int]:
    """The rows of every table of records, and that all tables are still there."""
    engine, derived = open_store(url, create=False), all_tables()
    assert set(inspect(engine).get_table_names()) >= set(metadata.tables)
    with reading(engine) as connection:
        counted = {
            name: connection.execute(select(func.count()).select_from(table)).scalar_one()
            for name, table in metadata.tables.items()
            if table not in derived
        }
    engine.dispose()
    return counted


@pytest.fixture
def typed(store_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Typed:
    monkeypatch.chdir(tmp_path)
    for name in ("HEARTLINE_DB", "HEARTLINE_ZONE", "HEARTLINE_CONFIG"):
        monkeypatch.delenv(name, raising=False)
    made = Typed(tmp_path, store_url)
    with nothing_reaches_sql():
        for kind, rows in (("contacts", CONTACTS), ("staff", STAFF)):
            status, out, err = made("ingest", kind, made.write(f"{kind}.csv", rows))
            assert (status, err) == (0, ""), out
    return made


def handle_time(asked: dict[str, Any]) -> float | None:
    """The mean of the contacts that the query's filters leave, in plain Python."""
    known = {"agent": "agent_id", "channel": "contact_id", "direction": "contact_id"}
    names = {None: None, **{row["name"]: row["agent_id"] for row in STAFF}}
    left = list(CONTACTS)
    for one in asked["filters"]:
        column = known.get(one["dimension"], one["dimension"])
        values = {names.get(value, value) for value in one["values"]}
        left = [row for row in left if (row[column] in values) == (one["op"] == "in")]
    return sum(row["talk_s"] for row in left) / len(left) if left else None


def test_questions(typed: Typed) -> None:
    before, answered = intact(typed.db), 0
    with nothing_reaches_sql():
        for question in QUESTIONS:
            for text in HOSTILE:
                said = typed.ask(question.format(text))
                if said["status"] != "answered" or not said["rows"] or said["query"]["intent"] != "value":
                    continue
                asked, figure = said["query"], said["rows"][0]["metrics"][0]
                if figure["id"] == "average_handle_time" and not asked["group_by"] and not asked["compare"]:
                    answered += 1
                    assert figure["value"] == pytest.approx(handle_time(asked)), question
    assert answered >= len(HOSTILE)
    assert intact(typed.db) == before


@pytest.mark.parametrize(
    "dimension", ["queue", "team", "site", "reason", "stage", "language", "segment", "agent"]
)
def test_names_in_records_are_names(typed: Typed, dimension: str) -> None:
    with nothing_reaches_sql():
        said = typed.ask(f"AHT by {dimension} last week")
    rows = {row["slice"][dimension]: row["metrics"][0]["value"] for row in said["rows"]}
    called = {row["agent_id"]: row["name"] for row in STAFF} if dimension == "agent" else {}
    assert rows == {
        called.get(name, name): 100 * (number + 1) for number, name in enumerate((*HOSTILE, "Billing"))
    }


@pytest.mark.parametrize("text", HOSTILE)
def test_options(typed: Typed, text: str) -> None:
    before, question = intact(typed.db), "AHT last week"
    with nothing_reaches_sql():
        assert typed("ask", question, "--zone", text)[0] == 2
        assert typed("ask", question, "--now", text)[0] == 2
        assert replace(typed, db=text)("ask", question)[0] == 1
        assert replace(typed, db=f"sqlite:///{text}")("ask", question)[0] == 1
        thread = typed.folder / text
        thread.write_text(text)
        assert typed.ask(question, "--thread", str(thread))["rows"][0]["metrics"][0]["value"] == 350
        assert json.loads(thread.read_text())["last"]["query"]["period"]["said"] == "last week"
        assert typed("ingest", text, "contacts.csv")[0] == 2
        assert typed("ingest", "contacts", "contacts.csv", "--map", text)[0] == 2
        assert typed("ingest", "contacts", "contacts.csv", "--zone", text)[0] == 2
        assert typed("ingest", "contacts", "contacts.csv", "--rejects", f"{text}.csv")[0] == 0
    assert intact(typed.db) == before


def test_mappings_and_headers(typed: Typed) -> None:
    """Their columns, their values and their files' names."""
    before = intact(typed.db)
    theirs = {"contact_id": HOSTILE[0], "started_at": HOSTILE[1], "outcome": HOSTILE[2], "queue": HOSTILE[3]}
    rows = [{theirs[name]: row[name] for name in theirs} for row in CONTACTS]
    for row in rows:
        row[HOSTILE[2]] = HOSTILE[4]
    file = typed.write(f"{HOSTILE[0]}.csv", rows)
    columns = "\n".join(f"{ours} = {json.dumps(name)}" for ours, name in theirs.items())
    values = f"[values.outcome]\n{json.dumps(HOSTILE[4])} = 'handled'\n"
    (typed.folder / "map.toml").write_text(f"[columns]\n{columns}\n{values}")
    with nothing_reaches_sql():
        assert typed("ingest", "contacts", file, "--suggest-map")[0] == 0
        status, out, err = typed("ingest", "contacts", file, "--map", "map.toml")
        assert (status, err) == (0, ""), out
        (typed.folder / "bad.toml").write_text(f"[columns]\n{json.dumps(HOSTILE[0])} = 'queue'\n")
        assert typed("ingest", "contacts", file, "--map", "bad.toml")[0] == 2
    assert intact(typed.db) == before


@pytest.mark.parametrize("text", HOSTILE)
def test_tables_to_take_from(bare_url: str, empty_sqlite: Path, tmp_path: Path, text: str) -> None:
    """A table that is there under such a name is read, one that is not is said, and none is lost."""
    theirs = create_engine(bare_url)
    names = ("contact_id", "started_at", "outcome", "queue")
    table = Table(text, MetaData(), *(Column(name, String) for name in names), Column(text, String))
    table.create(theirs)
    with theirs.begin() as connection:
        connection.execute(insert(table), [{name: row[name] for name in names} for row in CONTACTS])
    typed = Typed(tmp_path, f"sqlite:///{tmp_path / 'store.db'}")
    status, out, err = typed("ingest", "contacts", "--from", bare_url, "--table", text)
    assert (status, err) == (0, ""), out
    assert typed("ingest", "contacts", "--from", bare_url, "--table", f"{text}.{text}")[0] == 1
    assert typed("ingest", "contacts", "--from", text, "--table", text)[0] == 1
    assert intact(typed.db)["contacts"] == len(CONTACTS)
    assert inspect(theirs).get_table_names() == [text]
    theirs.dispose()


def test_slack(typed: Typed) -> None:
    before = intact(typed.db)
    desk = open_desk(read_settings({"HEARTLINE_DB": typed.db}))
    with nothing_reaches_sql(), open_station(desk, typed.db, "socket") as station:
        for text in HOSTILE:
            ann, ops = station.people()
            station.workspace.command(ann, ops, "/kpi", f"AHT in the queue {text} last week")
            assert station.workspace.answers(ops, ann, timeout=20)
            asked = station.workspace.mention(ann, ops, text)
            assert station.workspace.answers(ops, ann, after=asked.ts, timeout=20)
        ann, ops = station.people()
        station.workspace.command(ann, ops, "/kpi", "AHT in the queue Billing last week")
        assert "10m 00s" in seen(station.workspace.answers(ops, ann, timeout=20)[0])
    after = intact(typed.db)
    kept = {"contacts", "staff", "dimension_values"}
    assert {name: after[name] for name in kept} == {name: before[name] for name in kept}
