"""kill -9 in the middle of an ingest, and the same command again: the same store as without the kill."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from looking import everything

from storage.database import open_store

HEAD = "contact_id,started_at,outcome,queue,customer_id,reason,agent_id,talk_s\n"

# The real command in a process of its own, which kills itself at the chosen statement: nothing is cleaned up,
# no transaction is ended, no connection is closed.
COMMAND = """
import os, signal, sys
from sqlalchemy import Engine, event
point, arguments = sys.argv[1], sys.argv[2:]

def kill_before(connection, cursor, statement, *rest):
    if statement.startswith(point):
        os.kill(os.getpid(), signal.SIGKILL)

def kill_before_commit(connection, stored=[]):
    stored.append(connection)
    if point == "COMMIT" and len(stored) == 2:
        os.kill(os.getpid(), signal.SIGKILL)

event.listen(Engine, "before_cursor_execute", kill_before)
event.listen(Engine, "commit", kill_before_commit)
sys.argv = ["heartline", "ingest", "contacts", *arguments]
from bot.cli import main
main()
"""
POINTS = (
    "DELETE FROM incoming",  # the file lies aside, its repetitions are being looked for
    "INSERT INTO contacts",
    "INSERT INTO dimension_values",  # the contacts are written
    "UPDATE contacts",  # … and their gaps are being derived
    "COMMIT",  # everything is written (the first commit ends the laying aside)
)


def _contacts(first: int, last: int, talk: int) -> str:
    lines: list[str] = []
    for n in range(first, last):
        people = f"q{n % 7},u{n % 90},{'abc'[n % 3]},a{n % 9}"
        lines.append(f"c{n},2025-10-{n % 28 + 1:02}T10:{n % 60:02}Z,handled,{people},{talk}\n")
    return HEAD + "".join(lines)


FIRST = _contacts(0, 300, talk=60)
AGAIN = _contacts(200, 600, talk=61)  # a part changes, a part is new


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory, empty_sqlite: Path, into_once: Any) -> object:
    """What a store holds after both without a kill."""
    file = shutil.copy(empty_sqlite, tmp_path_factory.mktemp("undisturbed") / "store.db")
    engine = open_store(f"sqlite:///{file}")
    into_once(engine, "contacts", "first.csv", FIRST, "second.csv", AGAIN)
    found = everything(engine)
    engine.dispose()
    return found


@pytest.mark.parametrize("point", POINTS)
def test_a_killed_ingest_leaves_no_half(
    store_url: str, into: Any, tmp_path: Path, undisturbed: object, point: str
) -> None:
    engine = open_store(store_url)
    into(engine, "contacts", "first.csv", FIRST)
    before = everything(engine)
    (tmp_path / "second.csv").write_text(AGAIN)

    command = [sys.executable, "-c", COMMAND, point, "second.csv", "--db", store_url]
    assert subprocess.run(command, cwd=tmp_path, check=False).returncode == -signal.SIGKILL
    assert everything(engine) == before

    into(engine, "contacts", "second.csv", AGAIN)
    assert everything(engine) == undisturbed
    engine.dispose()
