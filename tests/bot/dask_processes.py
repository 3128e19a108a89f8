"""A scheduler and workers of Dask as real processes, as `dask scheduler` and `dask worker` start them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import distributed
from distributed import Client

from tests.bot.hearing import until

# What a nanny sets for its workers; these have none, so that one that is killed stays away.
ENVIRONMENT = {"OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
WORKER = ("--nthreads=1", "--no-nanny", "--no-dashboard", "--death-timeout=30")


@dataclass(frozen=True, slots=True)
class Worker:
    process: subprocess.Popen[bytes]
    address: str

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()


class DaskProcesses:
    """A scheduler's address, and workers to be started there."""

    def __init__(self, folder: Path, failures: int) -> None:
        self.folder = folder
        self._failures = str(failures)
        self.address = ""
        self.first: Worker
        self._running: list[subprocess.Popen[bytes]] = []

    def start(self) -> None:
        """The scheduler; over a partition so many workers may die before it gives up on it."""
        file = self.folder / "scheduler.json"
        said = ("--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", str(file))
        self._run("scheduler", *said, DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES=self._failures)
        assert until(lambda: file.is_file() and file.read_text("utf-8").endswith("}"), 60)
        self.address = json.loads(file.read_text("utf-8"))["address"]

    def worker(self, *, bare: bool = False) -> Worker:
        """A worker with one thread; a bare one's environment has all that this has but Heartline."""
        before = set(self.working())
        words = ("worker", self.address, *WORKER)
        made = self._run(*words, PYTHONPATH=str(self._bare())) if bare else self._run(*words)
        assert until(lambda: set(self.working()) > before, 60)
        (address,) = set(self.working()) - before
        return Worker(made, address)

    def working(self) -> dict[str, int]:
        """How many partitions each worker has, by its address."""
        with Client(self.address, set_as_default=False) as client:
            return {address: len(keys) for address, keys in client.processing().items()}

    def stop(self) -> None:
        for one in reversed(self._running):
            one.kill()
            one.wait()

    def _bare(self) -> Path:
        folder = self.folder / "bare"
        folder.mkdir()
        for one in Path(distributed.__file__).parents[1].iterdir():
            if "heartline" not in one.name:
                (folder / one.name).symlink_to(one)
        return folder

    def _run(self, *words: str, **environment: str) -> subprocess.Popen[bytes]:
        # Without site-packages where another path is given.
        alone = ["-S"] if "PYTHONPATH" in environment else []
        command = [sys.executable, *alone, "-m", "dask", *words]
        log = (self.folder / f"{words[0]}-{time.time_ns()}.log").open("wb")
        with log:
            made = subprocess.Popen(
                command, env={**os.environ, **ENVIRONMENT, **environment}, cwd=self.folder, stderr=log
            )
        self._running.append(made)
        return made


@contextmanager
def dask_processes(folder: Path, failures: int) -> Iterator[DaskProcesses]:
    made = DaskProcesses(folder, failures)
    try:
        made.start()
        yield made
    finally:
        made.stop()
