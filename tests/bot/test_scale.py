"""Transcripts heard on a real cluster: what stands in the store is what this machine would have put there,
whichever process is killed; and whatever is wrong is one line."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.engine import Engine
from test_transcripts_in import rows, without_numbers
from typer.testing import CliRunner

from bot import cluster
from bot.cluster import AHEAD, connected
from bot.ear import Ear, HeardBy
from bot.errors import BotError
from bot.partition import Partition, Versions, hear_partition
from bot.transcripts_in import BATCH, Intake, rescore, take_in
from nlp.model import DEFAULT
from nlp.transcripts import RoleSettings
from storage import schema
from storage.database import open_store, reading
from storage.said import Said, SaidTurn
from tests.bot.dask_processes import DaskProcesses, Worker, dask_processes
from tests.bot.hearing import until
from tests.bot.small_model import NAME, WORDS, small_model

CALLS = 4 * BATCH + 7
CARD, MAIL = "4111 1111 1111 1111", "jane.doe@example.com"


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_model(tmp_path_factory.mktemp("model") / "small")


@pytest.fixture(scope="module")
def dask(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DaskProcesses]:
    """A scheduler without workers, which gives up on a partition as soon as one dies over it."""
    with dask_processes(tmp_path_factory.mktemp("dask"), failures=0) as made:
        yield made


@pytest.fixture(scope="module")
def manned(model: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[DaskProcesses]:
    """One with a worker that has loaded the model."""
    with dask_processes(tmp_path_factory.mktemp("manned"), failures=3) as made:
        made.first = made.worker()
        with connected(made.address, str(model)) as ears:
            assert len(list(ears.each([[said("warm")]]))) == 1
        yield made


@pytest.fixture(scope="module")
def calls(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path, random = tmp_path_factory.mktemp("calls") / "calls.jsonl", Random(1)
    path.write_text("".join(f"{call(random, f'c{n}')}\n" for n in range(CALLS)), "utf-8")
    return path


@pytest.fixture(scope="module")
def here(
    calls: Path, model: Path, empty_sqlite: Path, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Any]:
    """What this machine keeps of the calls."""
    file = shutil.copy(empty_sqlite, tmp_path_factory.mktemp("here") / "store.db")
    engine = open_store(f"sqlite:///{file}")
    take_in(engine, [calls], Ear(str(model)), RoleSettings(), lambda _: None)
    found = without_numbers(engine)
    engine.dispose()
    return found


# Over PostgreSQL too in the long form: who dies is the same.
SQLITE_FIRST = pytest.mark.parametrize(
    "store_url", ["sqlite", pytest.param("postgresql", marks=pytest.mark.full)], indirect=True
)


def call(random: Random, contact: str) -> str:
    turns = [
        {"speaker": speaker, "text": " ".join(random.choices(WORDS.split(), k=random.randint(3, 9)))}
        for speaker in ["customer", "agent"] * random.randint(1, 3)
    ]
    return json.dumps({"contact_id": contact, "language": "en", "turns": turns})


def said(contact: str) -> Said:
    turns = (SaidTurn("customer", "my order is late"), SaidTurn("customer", "never again"))
    return Said(contact, "plain", "en", "given", "digest", turns)


def take(engine: Engine, dask: DaskProcesses, model: Path, path: Path, told: Any = lambda _: None) -> Intake:
    with connected(dask.address, str(model), patience_s=5) as ears:
        return take_in(engine, [path], ears, RoleSettings(), told)


def alike(found: dict[str, Any], expected: dict[str, Any]) -> None:
    """Every row and every value, but for the last digit of what the model computed: within a batch of other
    texts the same text's sums are rounded elsewhere."""
    for table, right in expected.items():
        assert len(found[table]) == len(right), table
        for row, other in zip(found[table], right, strict=True):
            assert [close(*pair) for pair in zip(row, other, strict=True)] == list(other), table


def close(value: Any, other: Any) -> Any:
    """The other value, if this one is the same in all that is promised."""
    same = isinstance(value, float) and isinstance(other, float) and abs(value - other) < 2e-4
    return other if same else value


# ---- without a worker: what goes out, how much of it, and when to give up ------------------------------


class Listener:
    """Keeps what it is sent and hears nothing."""

    version = NAME

    def __init__(self) -> None:
        self.sent: list[Said] = []

    def each(self, partitions: Iterable[Sequence[Said]]) -> Iterator[HeardBy]:
        for some in partitions:
            self.sent += some
        yield from ()


def test_what_goes_out_is_masked_and_shows_no_word_in_a_log(engine: Engine, tmp_path: Path) -> None:
    turns = [{"speaker": "customer", "text": f"my card is {CARD}, my mail {MAIL}, never again"}]
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps({"contact_id": "c1", "turns": turns}) + "\n", "utf-8")
    listener = Listener()
    take_in(engine, [path], listener, RoleSettings(), lambda _: None)
    went = repr(listener.sent)
    assert "never again" in went and CARD not in went and MAIL not in went
    assert "again" not in repr(Partition(1, listener.sent))


def test_few_partitions_are_under_way_and_no_worker_is_one_line(dask: DaskProcesses) -> None:
    taken: list[int] = []
    endless = (taken.append(n) or [said(f"c{n}")] for n in range(10**9))
    with (
        connected(dask.address, DEFAULT, patience_s=1) as ears,
        pytest.raises(BotError, match="has had no worker for 1 s: start some with `dask worker tcp://"),
    ):
        list(ears.each(endless))
    assert 0 < len(taken) <= AHEAD + 1, "the last one was read, not sent"


def test_a_worker_without_heartline_is_one_line(dask: DaskProcesses) -> None:
    worker = dask.worker(bare=True)
    with pytest.raises(BotError, match=r"the worker at tcp://.* has no Heartline: install"):  # noqa: SIM117
        with connected(dask.address, DEFAULT):
            pass
    worker.kill()


def test_a_worker_without_the_model_is_one_line(dask: DaskProcesses, tmp_path: Path) -> None:
    worker, model = dask.worker(), tmp_path / "model"
    model.mkdir()
    (model / "heartline.json").write_text('{"name": "mine-1"}', "utf-8")
    with connected(dask.address, str(model)) as ears:
        shutil.rmtree(model)
        with pytest.raises(
            BotError, match=f"the worker on .* cannot hear: no emotion model is called {model}"
        ):
            list(ears.each([[said("c1")]]))
    worker.kill()


def test_a_partition_over_which_workers_die_is_named(dask: DaskProcesses) -> None:
    worker = dask.worker()
    with connected(dask.address, DEFAULT) as ears, pytest.raises(BotError) as raised:
        for _ in ears.each(killed_once_sent(dask, worker)):
            pass
    assert "1 workers died over partition 1 (2 transcripts, contacts a to b), the last of them" in str(
        raised.value
    )


def killed_once_sent(dask: DaskProcesses, worker: Worker) -> Iterator[list[Said]]:
    worker.process.send_signal(signal.SIGSTOP)  # it takes the partition, and goes no further
    yield [said("a"), said("b")]
    assert until(lambda: dask.working()[worker.address] > 0, 60)
    worker.kill()


# ---- with workers -------------------------------------------------------------------------------------


@SQLITE_FIRST
def test_a_cluster_keeps_what_this_machine_would(
    engine: Engine, manned: DaskProcesses, model: Path, calls: Path, here: dict[str, Any]
) -> None:
    progress: list[int] = []
    first = take(engine, manned, model, calls, progress.append)
    assert (first.read, first.kept[:4], first.problems) == (CALLS, (CALLS, 0, 0, 0), [])
    assert progress == sorted(progress) and progress[-1] == CALLS
    before = without_numbers(engine)
    alike(before, here)
    second = take(engine, manned, model, calls)
    assert second.kept == (0, 0, 0, CALLS) and not second.scored
    assert without_numbers(engine) == before


def test_stored_transcripts_are_heard_again_by_a_newer_model(
    engine: Engine, manned: DaskProcesses, model: Path, calls: Path, tmp_path: Path
) -> None:
    newer = renamed(shutil.copytree(model, tmp_path / "newer"), "small-2")
    take(engine, manned, model, calls)
    with connected(manned.address, str(newer)) as ears:
        done = rescore(engine, ears, lambda _: None)
    assert (done.read, done.kept.rescored, done.missing) == (CALLS, CALLS, 0)
    figures = {NAME: [], "small-2": []}
    for row in rows(engine, "nev_contacts"):
        figures[row["model"]].append((row["contact_id"], row["not_scored"], round(row["balance"] or 0, 3)))
    assert sorted(figures["small-2"]) == sorted(figures[NAME]) and len(figures[NAME]) == CALLS


def renamed(folder: Path, name: str) -> Path:
    file = folder / "heartline.json"
    file.write_text(json.dumps({**json.loads(file.read_text("utf-8")), "name": name}), "utf-8")
    return folder


@pytest.mark.full
def test_a_worker_with_another_version_is_one_line(
    manned: DaskProcesses, model: Path, tmp_path: Path
) -> None:
    """The folder was changed after the worker had loaded what stood in it."""
    folder = shutil.copytree(model, tmp_path / "model")
    with connected(manned.address, str(folder)) as ears:
        assert len(list(ears.each([[said("c1")]]))) == 1
    renamed(folder, "small-9")
    with (
        connected(manned.address, str(folder)) as ears,
        pytest.raises(BotError, match="small-1, and small-9"),
    ):
        list(ears.each([[said("c2")]]))
    with pytest.raises(BotError, match=r"has Heartline .*, and 0\.0\.0 is asked for"):
        hear_partition(Partition(1, [said("c3")]), str(model), Versions("0.0.0", NAME))


@SQLITE_FIRST
def test_a_killed_worker_loses_nothing_and_doubles_nothing(
    store_url: str, manned: DaskProcesses, model: Path, calls: Path, here: dict[str, Any]
) -> None:
    """It dies over a partition."""
    engine, victim = open_store(store_url), manned.worker()
    had: list[int] = []

    def kill(_: int) -> None:
        if not had and (working := manned.working()[victim.address]):
            had.append(working)
            victim.kill()

    found = take(engine, manned, model, calls, kill)
    assert had, "nothing was ever under way on the worker"
    assert (found.read, found.kept[:4]) == (CALLS, (CALLS, 0, 0, 0))
    alike(without_numbers(engine), here)
    engine.dispose()


@SQLITE_FIRST
def test_a_killed_submitter_goes_on_where_it_was(
    store_url: str, manned: DaskProcesses, model: Path, calls: Path, here: dict[str, Any]
) -> None:
    engine, worker = open_store(store_url), manned.first.process
    words = ("ingest", "transcripts", str(calls), "--db", store_url, "--scheduler", manned.address)
    command = [sys.executable, "-c", "from bot.cli import main; main()", *words, "--model", str(model)]
    submitter = subprocess.Popen(command)
    try:
        assert until(lambda: kept(engine) > 0, 60)
        worker.send_signal(signal.SIGSTOP)  # so that it is the middle
    finally:
        submitter.kill()
        submitter.wait()
        worker.send_signal(signal.SIGCONT)
    count = kept(engine)
    assert 0 < count < CALLS and count % BATCH == 0
    found = take(engine, manned, model, calls)
    assert (found.kept.new, found.kept.known) == (CALLS - count, count)
    alike(without_numbers(engine), here)
    engine.dispose()


def kept(engine: Engine) -> int:
    with reading(engine) as connection:
        return connection.execute(select(func.count()).select_from(schema.nev_contacts)).scalar_one()


# ---- as a person types it -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("tcp://127.0.0.1:9", "no Dask scheduler answers at tcp://127.0.0.1:9 within 1 s: start one with"),
        ("somewhere", "'somewhere' is no address of a Dask scheduler, such as tcp://host:8786"),
    ],
)
def test_no_scheduler_is_one_line_and_makes_no_store(
    calls: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, address: str, said: str
) -> None:
    from bot.cli import app

    monkeypatch.setattr(cluster, "CONNECT_S", 1.0)
    words = ["ingest", "transcripts", str(calls), "--db", str(tmp_path / "s.db"), "--scheduler", address]
    done = CliRunner().invoke(app(("ingest",)), words)
    assert isinstance(done.exception, BotError) and str(done.exception).startswith(said)
    assert not (tmp_path / "s.db").exists()


WITHOUT = """
import sys
class Missing:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in ("dask", "distributed"):
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
sys.meta_path.insert(0, Missing())
from bot.cli import main
main()
"""


def test_without_the_extra_it_says_what_to_install(calls: Path, tmp_path: Path) -> None:
    words = ["ingest", "transcripts", str(calls), "--db", str(tmp_path / "s.db"), "--scheduler", "tcp://h:1"]
    done = python(WITHOUT, *words)
    line = (
        "heartline: --scheduler needs Dask (No module named 'distributed'): pip install 'heartline[scale]'\n"
    )
    assert (done.returncode, done.stderr) == (1, line)


def test_dask_costs_nobody_who_does_not_ask_for_it() -> None:
    ways = "bot.commands.ask, bot.commands.ingest_transcripts, bot.transcripts_in, bot.ear"
    done = python(f"import sys, {ways}; print({{'dask', 'distributed'}} & set(sys.modules))")
    assert done.stdout == "set()\n", done.stderr


def python(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", *words], capture_output=True, text=True, check=False)
