"""Processes that start together on an older schema, while others read and write with the older code."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from alembic import command
from sqlalchemy import create_engine, inspect, text
from sqlalchemy.engine import Engine

from storage.addresses import store_address
from storage.begin import HOW, LOCK_SECONDS, SCHEMA
from storage.database import schema_version
from storage.engines import engine_of
from storage.errors import StorageError
from storage.limits import LIMITS
from storage.migrations import run
from storage.migrations.run import migrate, settings

BEFORE = "0003"
STARTS = "import sys; from storage.database import open_store; open_store(sys.argv[1]); print('open')"
# As the code of that schema wrote and read.
WRITES = text("INSERT INTO surveys (survey_id, kind, contact_id, answered_at, score) VALUES (:id, 'csat', 'c', 1, 5)")  # fmt: skip # noqa: E501
READS = text("SELECT count(*), max(answered_at) FROM surveys LEFT JOIN contacts USING (contact_id)")


@pytest.fixture
def old_url(bare_url: str) -> str:
    """A store of the schema before."""
    engine = engine_of(store_address(bare_url), LIMITS)
    run._journal(engine)  # pyright: ignore[reportPrivateUsage]
    with engine.execution_options(**{HOW: "migrates"}).begin() as connection:
        command.upgrade(settings(connection), BEFORE)
    engine.dispose()
    return bare_url


class OldCode:
    """Engines that look at no schema, each thread with its own; what went wrong, and the longest wait."""

    def __init__(self, url: str) -> None:
        self.address = store_address(url)
        self.faults: list[str] = []
        self.longest = 0.0
        self.written = 0

    def write(self, engine: Engine) -> None:
        with engine.begin() as connection:
            connection.execute(WRITES, {"id": f"s{self.written}"})
        self.written += 1

    def read(self, engine: Engine) -> None:
        with engine.connect() as connection:
            connection.execute(READS).one()

    @contextmanager
    def at_work(self) -> Iterator[None]:
        stop = threading.Event()

        def over_and_over(do: Callable[[Engine], None]) -> None:
            waits: dict[str, Any] = {"timeout": 60} if self.address.drivername == "sqlite" else {}
            engine = create_engine(self.address, connect_args=waits)
            while not stop.wait(0.02):
                started = time.monotonic()
                try:
                    do(engine)
                except Exception as error:
                    self.faults.append(str(error))
                self.longest = max(self.longest, time.monotonic() - started)
            engine.dispose()

        threads = [threading.Thread(target=over_and_over, args=(do,)) for do in (self.write, self.read)]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            stop.set()
            for thread in threads:
                thread.join()


def started(url: str, count: int) -> list[subprocess.Popen[str]]:
    start = [sys.executable, "-c", STARTS, url]
    return [
        subprocess.Popen(start, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(count)
    ]


def test_processes_that_start_together_migrate_once_while_others_work(old_url: str) -> None:
    old = OldCode(old_url)
    with old.at_work():
        for process in started(old_url, 2):
            out, err = process.communicate(timeout=60)
            assert out == "open\n", err
    assert old.faults == [] and old.written > 0
    engine = engine_of(store_address(old_url), LIMITS)
    assert schema_version(engine) == SCHEMA
    assert "ix_surveys_answered_at_sent_at" in {one["name"] for one in inspect(engine).get_indexes("surveys")}
    engine.dispose()


@pytest.mark.parametrize("bare_url", ["postgresql"], indirect=True)
def test_a_migration_that_waits_for_a_long_intake_makes_nobody_else_wait_for_long(old_url: str) -> None:
    old, intake = OldCode(old_url), create_engine(store_address(old_url))
    engine = engine_of(store_address(old_url), LIMITS)
    with intake.begin() as connection:
        connection.execute(WRITES, {"id": "long"})
        with old.at_work():
            migrating = threading.Thread(target=migrate, args=(engine,))
            migrating.start()
            migrating.join(LOCK_SECONDS + 2)
            assert migrating.is_alive() and schema_version(engine) == BEFORE
    migrating.join(30)
    assert schema_version(engine) == SCHEMA
    assert old.faults == [] and 0.9 * LOCK_SECONDS < old.longest < LOCK_SECONDS + 1.5
    engine.dispose()
    intake.dispose()


@pytest.mark.parametrize("bare_url", ["postgresql"], indirect=True)
def test_a_table_that_is_never_free_is_one_line(old_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "PATIENCE_SECONDS", 0)
    intake, engine = create_engine(store_address(old_url)), engine_of(store_address(old_url), LIMITS)
    with intake.begin() as connection:
        connection.execute(WRITES, {"id": "long"})
        with pytest.raises(StorageError, match="others keep its tables busy"):
            migrate(engine)
    assert schema_version(engine) == BEFORE
    engine.dispose()
    intake.dispose()
