# ruff: noqa: E501, DTZ001
"""The same records in every format, encoding and shape end in the same store."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from looking import counts, kind_of, stored
from sqlalchemy import (
    Column,
    Date,
    DateTime,
    Float,
    Integer,
    MetaData,
    Numeric,
    String,
    Table,
    create_engine,
    insert,
)
from sqlalchemy.engine import Engine

from storage.ingest.rejects import Rejects
from storage.ingest.run import Wish, ingest
from storage.readers import UnreadableError, database_table, open_file

RUSSIAN = "contact_id;started_at;outcome;queue;reason;wait_s;cost\n" + "".join(
    f"к{n};2025-10-13T10:00Z;handled;Служба поддержки;Возврат денег;12,5;1,25\n" for n in range(3)
)
EXPECTED = [(f"к{n}", "Служба поддержки", "Возврат денег", 12.5, Decimal("1.25")) for n in range(3)]
COLUMNS = ("contact_id", "queue", "reason", "wait_s", "cost")

ENCODED = {
    "UTF-8": RUSSIAN.encode(),
    "UTF-8 with a mark": RUSSIAN.encode("utf-8-sig"),
    "UTF-16": RUSSIAN.encode("utf-16"),
    "UTF-16, big end first": b"\xfe\xff" + RUSSIAN.encode("utf-16-be"),
    "UTF-16 without a mark": RUSSIAN.encode("utf-16-le"),
    "cp1251": RUSSIAN.encode("cp1251"),
    "Windows line ends": RUSSIAN.replace("\n", "\r\n").encode(),
    "old Mac line ends": RUSSIAN.replace("\n", "\r").encode(),
    "tabs": RUSSIAN.replace(";", "\t").encode(),
    "bars": RUSSIAN.replace(";", "|").encode(),
    "commas and quotes": "\n".join('"' + line.replace(";", '","') + '"' for line in RUSSIAN.splitlines()).encode(),
    "blank lines": RUSSIAN.replace("\n", "\n\n  \n").encode(),
    "no end of the last line": RUSSIAN.rstrip("\n").encode(),
    "empty cells at the end": RUSSIAN.replace("\n", ";;\n").encode(),
    "other case of names": RUSSIAN.replace("contact_id", "Contact ID").replace("wait_s", "WAIT-S").encode(),
}  # fmt: skip


@pytest.mark.parametrize("shape", ENCODED)
def test_every_shape_of_csv_is_the_same_records(into: Any, sqlite_engine: Engine, shape: str) -> None:
    [report] = into(sqlite_engine, "contacts", "a.csv", ENCODED[shape])
    assert [str(one) for one in report.refusals] == []
    assert stored(sqlite_engine, "contacts", *COLUMNS) == EXPECTED


WORDS = {
    "cp1251": (
        "Да",
        "Продажби",
        "Клиент не доволен",
        "Возврат",
        "София",
        "ЖАЛБА",
        "доставка",
        "Рекламация",
        "ТП",
    ),
    "cp1252": ("Rückgabe", "Müller", "Crédit refusé", "Zürich", "Reclamación", "Größe"),
    "cp1250": ("Vrácení peněz", "Łódź", "Książka"),
}


@pytest.mark.parametrize(("page", "word"), [(page, word) for page, words in WORDS.items() for word in words])
def test_a_code_page_is_found_from_one_word(into: Any, sqlite_engine: Engine, page: str, word: str) -> None:
    text = f"contact_id,started_at,outcome,reason\nc,2025-10-13T10:00Z,handled,{word}\n"
    [report] = into(sqlite_engine, "contacts", "a.csv", text.encode(page))
    assert stored(sqlite_engine, "contacts", "reason") == [(word,)], report.about


def test_one_broken_byte_does_not_make_utf8_another_code_page(into: Any, sqlite_engine: Engine) -> None:
    broken = RUSSIAN.encode() + b"x;2025-10-13T10:00Z;handled;Caf\xe9;;;\n"
    [report] = into(sqlite_engine, "contacts", "a.csv", broken)
    assert report.about == "CSV with semicolons, UTF-8"
    assert [str(one) for one in report.refusals] == [
        "a.csv, line 5, column queue: holds bytes that are no text in this file's encoding"
    ]
    assert stored(sqlite_engine, "contacts", *COLUMNS) == EXPECTED


def test_blank_is_unknown_and_never_zero(into: Any, sqlite_engine: Engine) -> None:
    text = "contact_id,started_at,outcome,wait_s,talk_s,hold_s,resolved,cost\nc,2025-10-13T10:00Z,handled,, ,NULL,,\\N\n"
    into(sqlite_engine, "contacts", "a.csv", text)
    known = ("wait_s", "talk_s", "hold_s", "resolved", "cost", "channel", "direction")
    assert stored(sqlite_engine, "contacts", *known) == [(None, None, None, None, None, "voice", "inbound")]


def test_columns_that_nothing_reads_are_named(into: Any, sqlite_engine: Engine) -> None:
    [report] = into(sqlite_engine, "contacts", "a.csv", "contact_id,Notes,started_at,outcome,mood\n")
    assert report.unread == ("Notes", "mood")
    assert (report.rows, report.clean) == (0, True)


def test_json_lines(into: Any, sqlite_engine: Engine) -> None:
    lines = [
        {"contact_id": "1", "started_at": "2025-10-13T10:00:00Z", "outcome": "handled", "cost": 0.1, "transfers": 2},
        {"outcome": "abandoned", "contact_id": 2, "started_at": "2025-10-13T10:00:00Z", "wait_s": 7, "resolved": False},
        {"contact_id": "3", "started_at": "2025-10-13T10:00:00Z", "outcome": "handled", "queue": None, "extra": {"a": 1}},
    ]  # fmt: skip
    text = "\n".join(json.dumps(line) for line in lines)
    [report] = into(sqlite_engine, "contacts", "a.jsonl", text)
    assert report.unread == ("extra.a",)
    found = stored(sqlite_engine, "contacts", "contact_id", "cost", "transfers", "wait_s", "resolved")
    assert found == [
        ("1", Decimal("0.1"), 2, None, None),
        ("2", None, None, 7.0, False),
        ("3", None, None, None, None),
    ]


def test_the_decimal_mark_of_a_map_is_not_for_numbers(into: Any, sqlite_engine: Engine) -> None:
    lines = [
        {"contact_id": "1", "started_at": "2025-10-13T10:00Z", "outcome": "handled", "talk_s": 1.5, "cost": 2},
        {"contact_id": "2", "started_at": "2025-10-13T10:00Z", "outcome": "handled", "talk_s": "1,5", "cost": 0.25},
    ]  # fmt: skip
    into(sqlite_engine, "contacts", "a.jsonl", "\n".join(map(json.dumps, lines)), map='decimal = ","')
    found = stored(sqlite_engine, "contacts", "contact_id", "talk_s", "cost")
    assert found == [("1", 1.5, Decimal(2)), ("2", 1.5, Decimal("0.25"))]


def test_a_name_that_only_the_last_json_line_has_is_read(into: Any, sqlite_engine: Engine) -> None:
    lines = [{"contact_id": n, "started_at": "2025-10-13T10:00Z", "outcome": "handled"} for n in range(2_000)]
    lines[-1]["queue"] = "Sales"
    into(sqlite_engine, "contacts", "a.jsonl", "\n".join(map(json.dumps, lines)))
    assert ("Sales",) in stored(sqlite_engine, "contacts", "queue")


MOMENTS = [datetime(2025, 10, 13, 10), datetime(2025, 10, 26, 2, 30), datetime(2025, 3, 30, 2, 30)]


# None of them is read; they are told from the others by what pyarrow can do with them.
BESIDE = {
    "agent.id": pa.array([{"id": "a"}, {"id": "b"}, None]),
    "tags": pa.array([["a"], [], None]),
    "told": pa.array([[("a", 1)], [], None], pa.map_(pa.string(), pa.int64())),
    "note": pa.array(["a", "b", None]),
}


@pytest.mark.parametrize("beside", BESIDE)
def test_parquet_with_its_own_types(tmp_path: Path, sqlite_engine: Engine, beside: str) -> None:
    table = pa.table(
        {
            "contact_id": pa.array([1, 2, 3], pa.int64()),
            "started_at": pa.array(MOMENTS, pa.timestamp("us")),
            "outcome": pa.array(["handled"] * 3).dictionary_encode(),
            "wait_s": pa.array([1.5, None, 3], pa.float64()),
            "talk_s": pa.array([timedelta(minutes=1)] * 3, pa.duration("ms")),
            "cost": pa.array([Decimal("1.25"), None, Decimal("3")], pa.decimal128(10, 2)),
            "resolved": pa.array([True, False, None]),
            beside.partition(".")[0]: BESIDE[beside],
        }
    )
    pq.write_table(table, tmp_path / "x.parquet")
    wish = Wish(kind_of("contacts"), zone="Europe/Berlin")
    with Rejects(tmp_path / "r.csv") as rejects:
        [report] = ingest(sqlite_engine, [("x", partial(open_file, tmp_path / "x.parquet"))], wish, rejects)
    assert [str(one) for one in report.refusals] == [
        "x.parquet, row 3, column started_at: '2025-03-30 02:30:00' does not exist in Europe/Berlin: "
        "clocks went forward over it"
    ]
    assert report.unread == (beside,)
    found = stored(
        sqlite_engine, "contacts", "contact_id", "started_at", "wait_s", "talk_s", "cost", "resolved"
    )
    assert found == [
        ("1", datetime(2025, 10, 13, 8, tzinfo=UTC), 1.5, 60.0, Decimal("1.25"), True),
        ("2", datetime(2025, 10, 26, 0, 30, tzinfo=UTC), None, 60.0, None, False),
    ]


@pytest.fixture
def their_database(bare_url: str) -> str:
    """Another program's database with a table `people`."""
    engine = create_engine(bare_url.replace("postgresql:", "postgresql+psycopg:"))
    people = Table(
        "people",
        MetaData(),
        Column("id", Integer, primary_key=True),
        Column("Team Name", String),
        Column("hired_on", Date),
        Column("left_on", DateTime),
        Column("pay", Numeric(10, 2)),
        Column("grade", Float),
    )
    with engine.begin() as connection:
        people.create(connection)
        rows = [
            {"id": n, "Team Name": "Blue", "hired_on": date(2025, 1, 1), "left_on": left, "pay": Decimal(1), "grade": 1.5}
            for n, left in ((1, None), (2, datetime(2025, 2, 1)), (3, datetime(2024, 2, 1)))
        ]  # fmt: skip
        connection.execute(insert(people), rows)
    engine.dispose()
    return bare_url


def test_a_table_of_a_database(tmp_path: Path, sqlite_engine: Engine, into: Any, their_database: str) -> None:
    from storage.mapping import parse_mapping

    kind = kind_of("staff")
    mapping = parse_mapping('[columns]\nagent_id = "id"\nteam = "Team Name"', "m.toml", kind)
    with Rejects(tmp_path / "r.csv") as rejects:
        opener = partial(database_table, their_database, "people")
        [report] = ingest(sqlite_engine, [("people", opener)], Wish(kind, mapping=mapping), rejects)
    assert counts(report) == (2, 0, 0, 1)
    assert [str(one) for one in report.refusals] == ["people, row 3, column left_on: is before hired_on"]
    assert report.unread == ("pay", "grade")
    assert stored(sqlite_engine, "staff", "agent_id", "team", "left_on") == [
        ("1", "Blue", None),
        ("2", "Blue", date(2025, 2, 1)),
    ]


@pytest.mark.parametrize(
    ("url", "table", "problem"),
    [
        ("sqlite:////nowhere.db", "people", "sqlite:////nowhere.db: there is no such file"),
        ("THEIRS", "peple", "no table 'peple'; there are people"),
        ("oracle://x/y", "t", "no driver for this database is installed"),
        ("nonsense://x/y", "t", "no driver for this database is installed"),
    ],
)
def test_a_table_that_cannot_be_read(their_database: str, url: str, table: str, problem: str) -> None:
    with pytest.raises(UnreadableError) as caught:
        database_table(url.replace("THEIRS", their_database), table)
    assert problem in str(caught.value)
    assert "\n" not in str(caught.value)
