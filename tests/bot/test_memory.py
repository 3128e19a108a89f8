"""What is remembered, over both databases and between processes."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic

import pytest
from sqlalchemy import select

from bot.memory import LEASE, Memory
from storage.database import open_store, writing
from storage.schema import feedback, threads

NOW = datetime(2026, 11, 18, 10, 0, tzinfo=UTC)


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, empty_sqlite: Path, tmp_path: Path) -> Iterator[str]:
    if request.param == "sqlite":
        shutil.copy(empty_sqlite, tmp_path / "store.db")
        yield f"sqlite:///{tmp_path / 'store.db'}"
        return
    new_database: Callable[[bool], AbstractContextManager[str]] = request.getfixturevalue("new_database")
    with new_database(True) as made:
        yield made


@pytest.fixture
def memory(url: str) -> Iterator[Memory]:
    opened = Memory.at(url)
    yield opened
    opened.close()


def test_an_event_is_claimed_by_exactly_one(memory: Memory, url: str) -> None:
    other = Memory.at(url)
    with ThreadPoolExecutor(8) as pool:
        claims = list(pool.map(lambda n: (memory, other)[n % 2].first_time(["Ev1"], NOW), range(16)))
    other.close()
    assert claims.count(True) == 1


def test_an_event_under_another_name_is_the_same_event(memory: Memory) -> None:
    assert memory.first_time(["Ev1", "C1:1.2"], NOW)
    assert not memory.first_time(["Ev2", "C1:1.2"], NOW)
    assert memory.first_time(["Ev2", "C1:1.3"], NOW), "a claim that failed leaves nothing behind"


def test_what_a_killed_process_was_answering_is_anothers_after_a_while(memory: Memory, url: str) -> None:
    dead = Memory.at(url)
    assert dead.first_time(["Ev1", "C1:1.2"], NOW)
    assert not memory.first_time(["Ev1", "C1:1.2"], NOW) and memory.held_until(["Ev1"], NOW) == NOW + LEASE
    later = NOW + LEASE
    assert memory.held_until(["Ev1"], later) is None
    with ThreadPoolExecutor(8) as pool:
        claims = list(pool.map(lambda _: memory.first_time(["Ev1", "C1:1.2"], later), range(8)))
    assert claims.count(True) == 1
    assert not dead.first_time(["Ev1", "C1:1.2"], later), "it is answering still, only slowly"
    dead.close()


def test_what_is_answered_is_never_taken_again(memory: Memory, url: str) -> None:
    other = Memory.at(url)
    assert memory.first_time(["Ev1", "C1:1.2"], NOW)
    memory.done(["Ev1", "C1:1.2"], NOW)
    for names in (["Ev1"], ["Ev2", "C1:1.2"]):
        assert other.held_until(names, NOW) is None
        assert not other.first_time(names, NOW + 10 * LEASE)
    other.close()


def test_while_others_write_what_is_answered_is_told_later(empty_sqlite: Path, tmp_path: Path) -> None:
    url = f"sqlite:///{shutil.copy(empty_sqlite, tmp_path / 'held.db')}"
    memory, other, holder = Memory.at(url), Memory.at(url), open_store(url)
    assert memory.first_time(["Ev1"], NOW)
    with writing(holder):
        memory.done(["Ev1"], NOW)
        assert memory.first_time(["Ev2"], NOW)
        memory.done(["Ev2"], NOW)
    memory.forget_old(NOW)
    for name in ("Ev1", "Ev2"):
        assert not other.first_time([name], NOW + 10 * LEASE)
    for one in (memory, other):
        one.close()
    holder.dispose()


def test_a_damaged_store_keeps_nobody_from_an_answer(tmp_path: Path) -> None:
    file = tmp_path / "damaged.db"
    file.write_bytes(b"no database at all" * 1000)
    memory = Memory.at(f"sqlite:///{file}")
    assert memory.first_time(["Ev1"], NOW) and not memory.first_time(["Ev1"], NOW)
    memory.asked("C1", "1.2", "U1", NOW)
    assert memory.asker("C1", "1.2") == "U1"
    memory.done(["Ev1"], NOW)
    memory.close()


def test_while_others_write_an_event_is_claimed_at_once_and_only_once(
    empty_sqlite: Path, tmp_path: Path
) -> None:
    """A big ingest holds the store; Slack sends the event again."""
    url = f"sqlite:///{shutil.copy(empty_sqlite, tmp_path / 'held.db')}"
    memory, holder = Memory.at(url), open_store(url)
    with writing(holder):
        began = monotonic()
        assert memory.first_time(["Ev1"], NOW)
        assert monotonic() - began < 2
        assert not memory.first_time(["Ev1"], NOW)
    memory.close()
    holder.dispose()


def test_while_others_write_a_thread_is_known_and_the_store_is_told_later(
    empty_sqlite: Path, tmp_path: Path
) -> None:
    """A reply in it must not be taken for talk among others."""
    url = f"sqlite:///{shutil.copy(empty_sqlite, tmp_path / 'held.db')}"
    memory, other, holder = Memory.at(url), Memory.at(url), open_store(url)
    with writing(holder):
        began = monotonic()
        memory.asked("C1", "1.2", "U1", NOW)
        memory.asked("C1", "1.2", "U1", NOW)
        memory.asked("C2", "3.4", "U2", NOW)
        assert monotonic() - began < 3
        assert memory.asker("C1", "1.2") == "U1"
        assert other.asker("C1", "1.2") is None
    memory.forget_old(NOW)
    assert other.asker("C1", "1.2") == memory.asker("C1", "1.2") == "U1"
    assert other.asker("C2", "3.4") == "U2"
    for one in (memory, other):
        one.close()
    holder.dispose()


def test_while_others_write_an_opinion_is_kept_and_the_last_one_counts(
    empty_sqlite: Path, tmp_path: Path
) -> None:
    url = f"sqlite:///{shutil.copy(empty_sqlite, tmp_path / 'held.db')}"
    memory, holder = Memory.at(url), open_store(url)
    memory.rate("C1", "1.2", "U1", True, NOW)
    with writing(holder):
        memory.rate("C1", "1.2", "U1", False, NOW)
        memory.rate("C1", "1.2", "U2", True, NOW)
    memory.close()
    with holder.connect() as connection:
        kept = {row.user: row.good for row in connection.execute(select(feedback))}
    holder.dispose()
    assert kept == {"U1": False, "U2": True}


@pytest.mark.parametrize("nasty", ["a\0b", "\ud83d half a face"])
def test_what_no_store_takes_stands_in_nobodys_way(memory: Memory, nasty: str) -> None:
    memory.asked("C1", "1.2", f"U1{nasty}", NOW)
    memory.asked("C2", "3.4", "U2", NOW)
    assert memory.asker("C2", "3.4") == "U2"
    memory.forget_old(NOW)


def test_what_no_store_takes_is_not_tried_for_ever(empty_sqlite: Path, tmp_path: Path) -> None:
    url = f"sqlite:///{shutil.copy(empty_sqlite, tmp_path / 'held.db')}"
    memory, holder = Memory.at(url), open_store(url)
    with writing(holder):
        memory.asked("C1", "1.2", "U1\ud83d half a face", NOW)
        memory.asked("C2", "3.4", "U2", NOW)
    memory.asked("C2", "5.6", "U2", NOW)
    assert memory.asker("C1", "1.2") is None
    other = Memory.at(url)
    assert other.asker("C2", "3.4") == "U2"
    for one in (memory, other):
        one.close()
    holder.dispose()


def test_old_claims_are_forgotten(memory: Memory) -> None:
    assert memory.first_time(["Ev1"], NOW)
    memory.forget_old(NOW + timedelta(days=1))
    assert not memory.first_time(["Ev1"], NOW)
    memory.forget_old(NOW + timedelta(days=3))
    assert memory.first_time(["Ev1"], NOW)


def test_a_thread_remembers_who_asked_last(memory: Memory) -> None:
    assert memory.asker("C1", "1.2") is None
    memory.asked("C1", "1.2", "U1", NOW)
    memory.asked("C1", "1.2", "U2", NOW)
    assert memory.asker("C1", "1.2") == "U2"


def test_texts_are_values_and_never_sql(memory: Memory) -> None:
    nasty = "'; drop table threads; --"
    memory.asked(nasty, nasty, nasty, NOW)
    assert memory.asker(nasty, nasty) == nasty


def test_what_was_asked_is_not_kept_and_who_asked_not_for_ever(memory: Memory) -> None:
    memory.asked("C1", "1.2", "U1", NOW)
    with memory.engine.connect() as connection:
        assert connection.execute(select(threads.c.question)).scalar_one() == ""
    memory.forget_old(NOW + timedelta(days=89))
    assert memory.asker("C1", "1.2") is not None
    memory.forget_old(NOW + timedelta(days=91))
    assert memory.asker("C1", "1.2") is None
