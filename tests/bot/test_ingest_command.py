# ruff: noqa: E501 (tables of messages)
"""`heartline ingest` as a person types it: what it prints, what it writes, how it ends."""

from __future__ import annotations

import csv
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import app
from storage.database import open_store

HEAD = "contact_id,started_at,outcome,reason,wait_s\n"
GOOD = "1,2025-10-13T10:00Z,handled,refund,5\n"
BAD = "2,2025-10-13T10:00Z,handled,refund,-5\n"


class Typed:
    """The command line in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.db = f"sqlite:///{folder / 'store.db'}"

    def __call__(self, *words: str) -> tuple[int, str, str]:
        done = CliRunner().invoke(app(("ingest",)), ["ingest", *words, "--db", self.db])
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            raise done.exception
        return done.exit_code, done.stdout, done.stderr

    def write(self, name: str, text: str) -> str:
        (self.folder / name).write_text(text)
        return name


@pytest.fixture
def typed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Typed:
    monkeypatch.chdir(tmp_path)
    for name in ("HEARTLINE_DB", "HEARTLINE_ZONE", "HEARTLINE_CONFIG"):
        monkeypatch.delenv(name, raising=False)
    return Typed(tmp_path)


def test_all_taken_ends_with_0(typed: Typed) -> None:
    status, out, err = typed("contacts", typed.write("a.csv", HEAD + GOOD))
    assert (status, err) == (0, "")
    assert out == "a.csv: 1 new, 0 changed, 0 unchanged, 0 refused (1 rows; CSV with commas, UTF-8)\n"


def test_some_refused_ends_with_1_and_a_rejects_file(typed: Typed) -> None:
    status, out, err = typed("contacts", typed.write("a.csv", HEAD + GOOD + BAD))
    assert status == 1
    assert out == "a.csv: 1 new, 0 changed, 0 unchanged, 1 refused (2 rows; CSV with commas, UTF-8)\n"
    assert err.splitlines() == [
        "a.csv, line 3, column wait_s: '-5' is negative: a duration is 0 or more",
        "refused rows: contacts.rejects.csv",
    ]
    with (typed.folder / "contacts.rejects.csv").open(newline="") as file:
        assert list(csv.reader(file)) == [
            ["file", "line", "column", "reason", "contact_id", "started_at", "outcome", "reason", "wait_s"],
            ["a.csv", "3", "wait_s", "'-5' is negative: a duration is 0 or more", *BAD.strip().split(",")],
        ]


def test_a_mended_rejects_file_goes_in_as_it_is(typed: Typed) -> None:
    typed("contacts", typed.write("a.csv", HEAD + GOOD + BAD))
    rejects = typed.folder / "contacts.rejects.csv"
    rejects.write_text(rejects.read_text().replace("refund,-5", "refund,6"))
    status, out, err = typed("contacts", rejects.name)
    assert (status, err) == (0, "")
    assert out.startswith("contacts.rejects.csv: 1 new, 0 changed, 0 unchanged, 0 refused")


def test_a_rejects_file_is_never_written_over_while_it_is_read(typed: Typed) -> None:
    typed("contacts", typed.write("a.csv", HEAD + GOOD + BAD))
    old = (typed.folder / "contacts.rejects.csv").read_text()
    status, _, err = typed("contacts", "contacts.rejects.csv")
    assert status == 1
    assert err.endswith("refused rows: contacts.rejects-1.csv\n")
    assert (typed.folder / "contacts.rejects.csv").read_text() == old


def test_rows_under_another_header_are_rejected_into_a_second_file(typed: Typed) -> None:
    first = typed.write("a.csv", HEAD + BAD)
    second = typed.write("b.csv", "contact_id,started_at,outcome\nx,never,handled\n")
    status, _, err = typed("contacts", first, second, "--rejects", "bad.csv")
    assert status == 1
    assert err.endswith("refused rows: bad.csv, bad.2.csv\n")


def test_remarks_about_columns_and_rows(typed: Typed) -> None:
    _, out, _ = typed("contacts", typed.write("a.csv", HEAD.replace("reason", "mood") + GOOD + GOOD))
    assert out.splitlines()[1:] == [
        "  1 rows repeat another row of the file",
        "  columns that nothing reads: mood",
    ]


def test_a_dry_run_without_a_store_leaves_none(typed: Typed) -> None:
    status, out, _ = typed("contacts", typed.write("a.csv", HEAD + GOOD), "--dry-run")
    assert status == 0
    assert out.endswith("  nothing stored (dry run)\n")
    assert [path.name for path in typed.folder.iterdir()] == ["a.csv"]


def test_strict_says_that_nothing_is_stored(typed: Typed) -> None:
    status, out, _ = typed("contacts", typed.write("a.csv", HEAD + GOOD + BAD), "--strict")
    assert status == 1
    assert out == "a.csv: 1 refused (2 rows; CSV with commas, UTF-8)\n  nothing stored (strict)\n"
    with sqlite3.connect(typed.folder / "store.db") as store:
        assert store.execute("SELECT count(*) FROM contacts").fetchone() == (0,)


def test_a_zone_for_times_without_an_offset(typed: Typed) -> None:
    typed("contacts", typed.write("a.csv", HEAD + GOOD.replace("Z,", ",")), "--zone", "Asia/Kathmandu")
    with sqlite3.connect(typed.folder / "store.db") as store:
        assert store.execute("SELECT started_at FROM contacts").fetchone() == (1760328900000000,)


def test_a_table_of_another_database(typed: Typed) -> None:
    with sqlite3.connect(typed.folder / "theirs.db") as theirs:
        theirs.execute("CREATE TABLE calls (contact_id, started_at, outcome)")
        theirs.execute("INSERT INTO calls VALUES (1, '2025-10-13T10:00Z', 'handled'), (2, 'soon', 'handled')")
    status, out, err = typed("contacts", "--from", "sqlite:///theirs.db", "--table", "calls")
    assert status == 1
    assert out == "calls: 1 new, 0 changed, 0 unchanged, 1 refused (2 rows; table of sqlite:///theirs.db)\n"
    assert err.startswith("calls, row 2, column started_at: 'soon' is not an ISO 8601 time")


def test_a_suggested_map_goes_to_standard_output_and_the_rows_beside_it(typed: Typed) -> None:
    name = typed.write("a.csv", "Call ID,Start,Outcome\n1,2025-10-13T10:00Z,Answered\n")
    status, out, err = typed("contacts", name, "--suggest-map")
    assert status == 0
    typed.write("map.toml", out)
    assert "handled" in err
    assert not (typed.folder / "store.db").exists()
    status, out, _ = typed("contacts", name, "--map", "map.toml")
    assert (status, out[:12]) == (0, "a.csv: 1 new")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("transcripts",), "give a file or a folder"),
        (("transcripts", "a.txt", "--rescore"), "--rescore hears what is stored: give no files"),
        (("transcripts", "a.txt", "--map", "genesys"), "--map does not go with transcripts"),
        (("contacts", "a.csv", "--model", "x"), "--model does not go with contacts"),
        (("contacts", "a.csv", "--rescore"), "--rescore does not go with contacts"),
        (("contacts", "a.csv", "--scheduler", "x"), "--scheduler does not go with contacts"),
        (("calls", "a.csv"), "'calls' is no kind of record: contacts, surveys, agent_states, schedules, quality, "
         "costs, staff, absences, customers, digital, targets, holidays, transcripts"),
        (("contacts",), "give a file, or --from URL --table NAME"),
        (("contacts", "a.csv", "--table", "x"), "--from and --table go together: --from URL --table NAME"),
        (("contacts", "a.csv", "--from", "sqlite:///x.db", "--table", "x"), "give files, or --from and --table, not both"),
        (("staff", "a.csv", "--legs"), "--legs is for contacts: other records have no legs"),
        (("contacts", "a.csv", "--map", "none.toml"), "map none.toml: No such file or directory; built in are acd-cdr, "
         "amazon-connect, genesys, zendesk"),
        (("contacts", "a.csv", "--rejects", "a.csv"), "--rejects a.csv: that is one of the files to read"),
    ],
)  # fmt: skip
def test_bad_arguments_end_with_2(typed: Typed, words: tuple[str, ...], said: str) -> None:
    typed.write("a.csv", HEAD + GOOD)
    assert typed(*words) == (2, "", f"heartline ingest: {said}\n")


@pytest.mark.parametrize(("words", "status"), [(("ingest", "contacts", "none.csv"), 1), (("ingest",), 2)])
def test_a_fault_is_one_line_and_no_traceback(typed: Typed, words: tuple[str, ...], status: int) -> None:
    run = [sys.executable, "-c", "from bot.cli import main; main()", *words]
    done = subprocess.run(run, capture_output=True, text=True, cwd=typed.folder, check=False)
    assert done.returncode == status
    assert "Traceback" not in done.stderr
    assert status == 2 or done.stderr == "none.csv: there is no such file\n"


def test_a_store_that_cannot_be_opened_is_one_line(typed: Typed) -> None:
    typed.write("a.csv", HEAD + GOOD)
    run = [
        sys.executable,
        "-c",
        "from bot.cli import main; main()",
        "ingest",
        "contacts",
        "a.csv",
        "--db",
        "mysql://x/y",
    ]
    done = subprocess.run(run, capture_output=True, text=True, cwd=typed.folder, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith("heartline: mysql://x/y: a store is kept in SQLite or PostgreSQL")


def test_help_names_every_kind_and_map() -> None:
    from storage.mapping import built_in
    from storage.records import KINDS

    shown = CliRunner().invoke(app(("ingest",)), ["ingest", "--help"], env={"COLUMNS": "400"}).stdout
    for name in (*(kind.name for kind in KINDS), *built_in()):
        assert name in shown


def test_the_store_is_made_by_itself(typed: Typed) -> None:
    typed("holidays", typed.write("h.csv", "date,name\n2025-12-25,Christmas\n"))
    open_store(typed.db, create=False).dispose()
