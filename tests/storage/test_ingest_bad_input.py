# ruff: noqa: E501 (tables of messages)
"""What is wrong with a file is said in one line, with file, line and column; the good rows are stored."""

from __future__ import annotations

import shutil
import tracemalloc
from functools import partial
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from looking import kind_of, stored
from sqlalchemy.engine import Engine

from storage.database import open_store
from storage.ingest.rejects import Rejects
from storage.ingest.run import Wish, ingest
from storage.readers import open_file
from storage.readers.source import LONGEST_CELL, LONGEST_LINE

HEAD = "contact_id,started_at,outcome,wait_s,talk_s\n"
GOOD = "g,2025-10-13T10:00Z,handled,5,60\n"
STAFF = "agent_id,hired_on,left_on\n"
SURVEY = "survey_id,kind,contact_id,sent_at,answered_at,score,scale_min,scale_max\n"
STATE = "agent_id,state,started_at,ended_at\n"
TARGET = "metric,value,from,to,channel,weekday,low,high\n"
TIGHT = "contact_id,started_at,outcome,reason\nc,2025-10-13T10:00Z,handled,"

# Files of which nothing can be read.
UNREADABLE: list[tuple[str, str, str | bytes, str]] = [
    ("contacts", "a.csv", b"", "a.csv: the file is empty"),
    ("contacts", "a.csv", b"\xef\xbb\xbf", "a.csv: the file is empty"),
    ("contacts", "a.csv", b" \n\r\n\t\n", "a.csv: the file is empty"),
    ("contacts", "a.csv", ",,,\n1,2,3,4\n", "a.csv: the file has no header"),
    ("contacts", "a.csv", "contact_id,queue\n1,Sales\n", "a.csv, line 1: no column started_at, outcome; there are contact_id, queue (write a map: --suggest-map proposes one)"),
    ("contacts", "a.csv", "contact_id,started_at,WAIT_S,outcome,Wait-S\n", "a.csv, line 1: column 'wait_s' stands twice (columns 3 and 5)"),
    ("contacts", "a.csv", "contact_id,contact_id,started_at,outcome\n", "a.csv, line 1: column 'contact_id' stands twice (columns 1 and 2)"),
    ("contacts", "a.csv", '"contact_id,started_at\n1,2\n', "a.csv, line 1: the header has a quote that is not closed"),
    ("contacts", "a.csv", "x" * (LONGEST_LINE + 5), "a.csv, line 1: a line of more than 4,194,304 characters, no header"),
    ("contacts", "a.xlsx", b"PK\x03\x04xxxx", "a.xlsx: a spreadsheet or a zip archive: save the sheet as CSV, or unpack it"),
    ("contacts", "a.gz", b"\x1f\x8bxxxx", "a.gz: compressed with gzip: unpack it first"),
    ("contacts", "a.db", b"SQLite format 3\x00xxxx", "a.db: an SQLite database: ingest its table with --from and --table"),
    ("contacts", "a.parquet", b"PAR1 and nothing else", "a.parquet: the Parquet file is damaged: "),
    ("contacts", "a.jsonl", '[{"contact_id": "1"}]', "a.jsonl: one JSON list; JSON Lines has one object a line (jq -c '.[]' makes them)"),
]  # fmt: skip

# Rows that are refused, each beside a good one.
REFUSED: list[tuple[str, str, str]] = [
    (HEAD, "c,13/10/2025 10:00,handled,5,60\n", "a.csv, line 3, column started_at: '13/10/2025 10:00' is not an ISO 8601 time (other forms: formats in a map)"),
    (HEAD, "c,2025-03-30T02:30,handled,5,60\n", "a.csv, line 3, column started_at: '2025-03-30T02:30' does not exist in Europe/Berlin: clocks went forward over it"),
    (HEAD, "c,2025-10-13T10:00Z,handled,-5,60\n", "a.csv, line 3, column wait_s: '-5' is negative: a duration is 0 or more"),
    (HEAD, "c,2025-10-13T10:00Z,handled,NaN,60\n", "a.csv, line 3, column wait_s: 'NaN' is not a number"),
    (HEAD, "c,2025-10-13T10:00Z,answered,5,60\n", "a.csv, line 3, column outcome: 'answered' is none of handled, abandoned, missed, callback, voicemail"),
    (HEAD, ",2025-10-13T10:00Z,handled,5,60\n", "a.csv, line 3, column contact_id: is blank"),
    (HEAD, "c,  ,handled,5,60\n", "a.csv, line 3, column started_at: is blank"),
    (HEAD, "c,2025-10-13T10:00Z,handled,5\n", "a.csv, line 3: has 4 cells, the header has 5"),
    (HEAD, "c,2025-10-13T10:00Z,handled,5,60,7\n", "a.csv, line 3: has 6 cells, the header has 5"),
    (HEAD, "c\0,2025-10-13T10:00Z,handled,5,60\n", "a.csv, line 3, column contact_id: holds a NUL character"),
    (HEAD, '"c"x,2025-10-13T10:00Z,handled,5,60\n', "a.csv, line 3: is no CSV: ',' expected after '\"'"),
    (HEAD, 'c,2025-10-13T10:00Z,"handled,5,60\n', "a.csv, line 3: has a quote that is not closed"),
    (HEAD, "c,2025-10-13T10:00Z,handled,99999999,60\n", "a.csv, line 3, column wait_s: '99999999' is longer than a year: is the unit another one (units in a map)?"),
    (HEAD, "g,2025-10-13T10:00Z,handled,6,60\n", "a.csv, line 2, column contact_id: 'g' stands in lines 2, 3 with different wait_s"),
]  # fmt: skip

# One row alone of other kinds.
ALONE: list[tuple[str, str, str]] = [
    ("staff", STAFF + "a,2025-02-01,2025-01-31\n", "a.csv, line 2, column left_on: is before hired_on"),
    ("staff", STAFF + "a,1969-02-01,\n", "a.csv, line 2, column hired_on: '1969-02-01' is outside the years 1970 to 2200"),
    ("agent_states", STATE + "a,available,2025-10-13T10:00Z,2025-10-13T10:00Z\n", "a.csv, line 2, column ended_at: is not after started_at"),
    ("agent_states", STATE + "a,available,2025-10-13T10:00Z,2025-10-13T09:00Z\n", "a.csv, line 2, column ended_at: is not after started_at"),
    ("agent_states", STATE + "a,available,2025-10-13T10:00Z,2027-10-13T09:00Z\n", "a.csv, line 2, column ended_at: is more than a year after started_at"),
    ("agent_states", STATE + "a,lunch,2025-10-13T10:00Z,2025-10-13T11:00Z\n", "a.csv, line 2, column state: 'lunch' is none of available, handling, break, training, meeting, offline"),
    ("schedules", "agent_id,activity,started_at,ended_at\na,break,2025-10-13T10:00Z,\n", "a.csv, line 2, column ended_at: is blank"),
    ("costs", "cost_id,from,to,amount\nk,2025-10-02,2025-10-01,5\n", "a.csv, line 2, column to: is before from"),
    ("costs", "cost_id,from,to,amount\nk,2025-10-01,2025-10-01,€5\n", "a.csv, line 2, column amount: '€5' is not a number"),
    ("surveys", SURVEY + "s,csat,c,,,5,,\n", "a.csv, line 2, column answered_at: is blank though there is a score: give the answer's time, or map sent_at's column to it"),
    ("surveys", SURVEY + "s,csat,c,,2025-10-13T10:00Z,6,,\n", "a.csv, line 2, column score: 6 is off the scale 1 to 5: see scale_min, scale_max"),
    ("surveys", SURVEY + "s,csat,c,,2025-10-13T10:00Z,0,1,10\n", "a.csv, line 2, column score: 0 is off the scale 1 to 10: see scale_min, scale_max"),
    ("surveys", SURVEY + "s,nps,c,,2025-10-13T10:00Z,5,9,3\n", "a.csv, line 2, column scale_max: 3 is not over scale_min (9)"),
    ("surveys", SURVEY + "s,csat,c,2025-10-13T10:00Z,2025-10-13T09:00Z,5,,\n", "a.csv, line 2, column answered_at: is before sent_at"),
    ("surveys", SURVEY + "s,csat,,2025-10-13T10:00Z,,,,\n", "a.csv, line 2, column contact_id: is blank, and so are customer_id and agent_id: one must be known"),
    ("quality", "review_id,agent_id,reviewed_at,points,possible\nr,a,2025-10-13T10:00Z,6,5\n", "a.csv, line 2, column points: 6 is more than possible (5)"),
    ("quality", "review_id,agent_id,reviewed_at,points,possible\nr,a,2025-10-13T10:00Z,0,0\n", "a.csv, line 2, column possible: '0' is not over 0"),
    ("absences", "absence_id,agent_id,date,hours,approved\nx,a,2025-10-13,25,yes\n", "a.csv, line 2, column hours: '25' is over 24"),
    ("absences", "absence_id,agent_id,date,hours,approved\nx,a,2025-10-13,8,perhaps\n", "a.csv, line 2, column approved: 'perhaps' is neither true nor false"),
    ("customers", "customer_id,since,lost_on\nu,2025-10-13,2025-10-12\n", "a.csv, line 2, column lost_on: is before since"),
    ("digital", "session_id,kind,started_at\nd,visit,2025-10-13T10:00Z\n", "a.csv, line 2, column kind: 'visit' is none of checkout, self_service"),
    ("targets", TARGET + "fcr,80,2025-10-01,2025-09-01,,,,\n", "a.csv, line 2, column to: is before from"),
    ("targets", TARGET + "fcr,80,2025-10-01,,,someday,,\n", "a.csv, line 2, column weekday: 'someday' is no weekday: monday to sunday, or 0 to 6"),
    ("targets", TARGET + "occupancy,80,2025-10-01,,,,85,75\n", "a.csv, line 2, column low: is over high"),
    ("targets", TARGET + "fcr,80,2025-10-01,,phone,,,\n", "a.csv, line 2, column channel: 'phone' is none of voice, chat, email, social, digital"),
    ("holidays", "date,name\n2025-13-01,Nothing\n", "a.csv, line 2, column date: '2025-13-01' is not a date like 2025-10-31 (else: formats in a map)"),
    ("contacts", TIGHT + "x" * 301, "a.csv, line 2, column reason: longer than 300 characters (301)"),
    ("contacts", TIGHT + "x" * (LONGEST_CELL + 1), "a.csv, line 2, column reason: longer than 1,048,576 characters"),
    ("contacts", TIGHT + '"' + ("x" * 999 + "\n") * 1_100 + '"', "a.csv, line 2: has a quote that is not closed"),
    ("contacts", TIGHT + "x" * (LONGEST_LINE * 2), "a.csv, line 2, column reason: longer than 1,048,576 characters"),
]  # fmt: skip

JSON: list[tuple[str, str]] = [
    ("{broken", "a.jsonl, line 2: is no JSON: Expecting property name enclosed in double quotes (column 2)"),
    ('"text"', "a.jsonl, line 2: is no JSON object"),
    ("[1, 2]", "a.jsonl, line 2: is a JSON list: JSON Lines has one object a line"),
    ("[" * 100_000, "a.jsonl, line 2: is no JSON: nested too deeply (column 1)"),
    ('{"contact_id": "c", "started_at": "2025-10-13T10:00Z", "outcome": "handled", "wait_s": NaN}', "a.jsonl, line 2, column wait_s: 'NaN' is not a number"),
    ('{"contact_id": "c\\u0000", "started_at": "2025-10-13T10:00Z", "outcome": "handled"}', "a.jsonl, line 2, column contact_id: holds a NUL character"),
    ('{"contact_id": "c\\ud800", "started_at": "2025-10-13T10:00Z", "outcome": "handled"}', "a.jsonl, line 2, column contact_id: holds bytes that are no text in this file's encoding"),
    ('{"contact_id": ["c"], "started_at": "2025-10-13T10:00Z", "outcome": "handled"}', "a.jsonl, line 2, column contact_id: is blank"),
    ('{"started_at": "2025-10-13T10:00Z", "outcome": "handled"}', "a.jsonl, line 2, column contact_id: is blank"),
    ("{" + " " * (LONGEST_LINE + 1) + "}", "a.jsonl, line 2: longer than 4,194,304 characters"),
]  # fmt: skip
GOOD_JSON = '{"contact_id": "g", "started_at": "2025-10-13T10:00Z", "outcome": "handled", "wait_s": 5}\n'


@pytest.mark.parametrize(("kind", "name", "content", "problem"), UNREADABLE, ids=range(len(UNREADABLE)))
def test_a_file_that_cannot_be_read(
    into, sqlite_engine, kind: str, name: str, content: str | bytes, problem: str
) -> None:
    [report] = into(sqlite_engine, kind, name, content)
    assert report.problem is not None
    assert report.problem.startswith(problem)
    assert "\n" not in report.problem
    assert (report.problem == problem) or name == "a.parquet"
    assert not report.stored
    assert not report.clean


@pytest.mark.parametrize(("head", "row", "message"), REFUSED, ids=range(len(REFUSED)))
def test_a_bad_row_is_refused_and_the_others_are_stored(
    into, sqlite_engine: Engine, head: str, row: str, message: str
) -> None:
    last = "z,2025-10-13T11:00Z,handled,5,60\n"
    [report] = into(sqlite_engine, "contacts", "a.csv", head + GOOD + row + last, zone="Europe/Berlin")
    assert str(report.refusals[0]) == message
    same_id = row.startswith("g")
    assert report.refused == (2 if same_id else 1)
    assert stored(sqlite_engine, "contacts", "contact_id") == ([("z",)] if same_id else [("g",), ("z",)])


@pytest.mark.parametrize(("kind", "text", "message"), ALONE, ids=range(len(ALONE)))
def test_a_bad_row_of_any_kind(into, sqlite_engine: Engine, kind: str, text: str, message: str) -> None:
    [report] = into(sqlite_engine, kind, "a.csv", text)
    assert str(report.refusals[0]) == message
    assert stored(sqlite_engine, kind) == []


@pytest.mark.parametrize(("line", "message"), JSON, ids=range(len(JSON)))
def test_a_bad_line_of_json(into, sqlite_engine: Engine, line: str, message: str) -> None:
    [report] = into(
        sqlite_engine, "contacts", "a.jsonl", GOOD_JSON + line + "\n" + GOOD_JSON.replace("g", "z", 1)
    )
    assert [str(one) for one in report.refusals] == [message]
    assert stored(sqlite_engine, "contacts", "contact_id") == [("g",), ("z",)]


def test_a_quote_that_swallows_lines_costs_its_own_line_alone(into, sqlite_engine: Engine) -> None:
    rows = [f"c{n},2025-10-13T10:00Z,handled,5,60\n" for n in range(500)]
    rows[10] = 'c10,2025-10-13T10:00Z,"handled,5,60\n'
    rows[20] = 'c20,2025-10-13T10:00Z,handled,5",60\n'
    [report] = into(sqlite_engine, "contacts", "a.csv", HEAD + "".join(rows))
    assert [one.line for one in report.refusals] == [12, 22]
    assert report.new == 498


def test_rows_behind_a_huge_line_keep_their_numbers(into, sqlite_engine: Engine) -> None:
    huge = "c,2025-10-13T10:00Z,handled,5," + "9" * (LONGEST_LINE * 2) + "\n"
    bad = "d,2025-10-13T10:00Z,handled,x,60\n"
    [report] = into(sqlite_engine, "contacts", "a.csv", HEAD + huge + "\n" + bad + GOOD)
    assert [(one.line, one.column) for one in report.refusals] == [(2, "talk_s"), (4, "wait_s")]
    assert report.new == 1


def test_memory_stays_flat_whatever_a_line_holds(tmp_path: Path, sqlite_engine: Engine) -> None:
    file = tmp_path / "long.csv"
    with file.open("w") as out:
        out.write(HEAD + GOOD + "c,2025-10-13T10:00Z,handled,5,")
        for _ in range(120):
            out.write("9" * (1 << 20))
    tracemalloc.start()
    with Rejects(tmp_path / "rejects.csv") as rejects:
        [report] = ingest(
            sqlite_engine, [(file.name, partial(open_file, file))], Wish(kind_of("contacts")), rejects
        )
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert [str(one) for one in report.refusals] == [
        "long.csv, line 3, column talk_s: longer than 1,048,576 characters"
    ]
    assert peak < 60 << 20
    assert (tmp_path / "rejects.csv").stat().st_size < 10_000


CELLS = st.text('abc019.,;:"\t\n\r\0 -é\ud800', max_size=12)
ANY_FILE = st.one_of(
    st.binary(max_size=300),
    st.binary(max_size=200).map(lambda rest: HEAD.encode() + rest),
    st.lists(st.lists(CELLS, min_size=5, max_size=5), max_size=6).map(
        lambda rows: (HEAD + "\n".join(",".join(row) for row in rows)).encode(errors="surrogatepass")
    ),
    st.binary(max_size=200).map(lambda rest: b'{"contact_id": "1"' + rest),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=80)
@given(ANY_FILE)
def test_any_bytes_end_in_a_report(tmp_path: Path, empty_sqlite: Path, content: bytes) -> None:
    shutil.copy(empty_sqlite, tmp_path / "any.db")
    engine = open_store(f"sqlite:///{tmp_path}/any.db")
    (tmp_path / "any").write_bytes(content)
    with Rejects(tmp_path / "rejects.csv") as rejects:
        [report] = ingest(
            engine, [("any", partial(open_file, tmp_path / "any"))], Wish(kind_of("contacts")), rejects
        )
    assert report.problem is not None or report.rows == report.new + report.repeated + report.refused
    engine.dispose()
