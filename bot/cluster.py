"""A cluster that hears: partitions of masked transcripts go out to Dask's workers and come back heard.

What a worker that died had is sent to another, by Dask. The store is not known to the cluster at all: whoever
submits writes what comes back, each partition in a transaction of its own, so that nothing is lost or counted
twice whichever process is killed. The only module that imports distributed.
"""

from __future__ import annotations

import logging
from collections.abc import Generator, Iterable, Iterator, Sequence
from concurrent.futures import CancelledError
from contextlib import contextmanager
from importlib.metadata import version
from time import monotonic
from typing import Any

import distributed

from bot.ear import Ear, HeardBy
from bot.errors import BotError
from bot.partition import Partition, Versions, hear_partition, installed
from nlp.model.finding import from_anywhere
from storage.said import Said

_dask: Any = distributed  # its types say little
CONNECT_S = 20.0
# How long the scheduler may be without any worker: a nanny's new one takes seconds, a new machine's a minute.
PATIENCE_S = 60.0
LOOK_S = 2.0
# Partitions for each thread of a worker: one is heard, one lies ready. So memory is bounded by the cluster's
# size, whatever the number of transcripts.
AHEAD = 2
KEPT = "what came back is kept: run the same again and it goes on from there"


@contextmanager
def connected(address: str, model: str, patience_s: float = PATIENCE_S) -> Generator[Cluster]:
    """The cluster of the scheduler at this address. BotError in one line where none answers."""
    for name in ("distributed", "distributed.client"):
        logging.getLogger(name).setLevel(logging.CRITICAL)  # what went wrong is said once, in our line
    dask = _connected(address)
    try:
        _check_workers(dask)
        yield Cluster(dask, address, model, patience_s)
    finally:
        dask.close()


class Cluster:
    """Hears as `Ear` does, on many machines. `each` raises BotError, in one line, for whatever goes wrong."""

    def __init__(self, dask: Any, address: str, model: str, patience_s: float) -> None:
        self._dask = dask
        self._address = address
        # Workers have other working directories.
        self._model = from_anywhere(model)
        # The name that figures carry, and that every worker's model must have as well.
        self.version = Ear(self._model).version
        self._patience_s = patience_s
        self._alone_since: float | None = None

    def each(self, partitions: Iterable[Sequence[Said]]) -> Iterator[HeardBy]:
        """What was heard in each partition, in the order in which they come back."""
        sent: dict[Any, Partition] = {}
        wanted = Versions(installed(), self.version)
        for number, said in enumerate(partitions, 1):
            while len(sent) >= AHEAD * max(1, self._threads()):
                yield from self._back(sent)
            partition = Partition(number, list(said))
            # With the task, not scattered: what is scattered to a worker is lost with it.
            task = self._dask.submit(hear_partition, partition, self._model, wanted, pure=False)
            sent[task] = partition
        while sent:
            yield from self._back(sent)

    def _back(self, sent: dict[Any, Partition]) -> Iterator[HeardBy]:
        """What has come back, once anything has."""
        for task in self._done(list(sent)):
            yield _heard(task, sent.pop(task))

    def _done(self, tasks: Sequence[Any]) -> Iterable[Any]:
        while True:
            try:
                return _dask.wait(tasks, timeout=LOOK_S, return_when="FIRST_COMPLETED").done
            except TimeoutError:
                self._threads()
            except CancelledError:
                raise self._lost() from None

    def _threads(self) -> int:
        """The threads of the workers that are there now: they come and go.

        BotError where there has been none for too long, or the scheduler is gone.
        """
        count: int | None = self._dask.scheduler_info(n_workers=0).get("total_threads")
        if count is None:
            raise self._lost()
        now = monotonic()
        self._alone_since = None if count else self._alone_since or now
        if self._alone_since is not None and now - self._alone_since > self._patience_s:
            raise BotError(
                f"the scheduler at {self._address} has had no worker for {self._patience_s:.0f} s: start some"
                f" with `dask worker {self._address}`; {KEPT}"
            )
        return count

    def _lost(self) -> BotError:
        return BotError(f"the scheduler at {self._address} is gone: start it and its workers; {KEPT}")


def _connected(address: str) -> Any:
    try:
        return _dask.Client(address, timeout=CONNECT_S, name="heartline")
    except ValueError as error:
        raise BotError(f"{address!r} is no address of a Dask scheduler, such as tcp://host:8786") from error
    except OSError as error:
        raise BotError(
            f"no Dask scheduler answers at {address} within {CONNECT_S:.0f} s: start one with `dask"
            " scheduler` and give the address that it prints, such as tcp://host:8786"
        ) from error


def _check_workers(dask: Any) -> None:
    """Every worker has our very Heartline; those that come later find out when they hear.

    Asked with Python's own means: to one without Heartline nothing of ours can be sent.
    """
    for address, found in dask.run(version, "heartline", on_error="return").items():
        if found != installed():
            has = "has no Heartline" if isinstance(found, Exception) else f"has Heartline {found}"
            raise BotError(
                f"the worker at {address} {has}: install {installed()} there, with the extras nlp and"
                " scale, and start it again"
            )


def _heard(task: Any, partition: Partition) -> HeardBy:
    try:
        return task.result()
    except BotError as error:
        raise BotError(f"{error}; {KEPT}") from error
    except ModuleNotFoundError as error:
        raise BotError(
            f"a worker has no whole Heartline ({error}): pip install 'heartline[nlp,scale]' there, and"
            f" start it again; {KEPT}"
        ) from error
    except _dask.KilledWorker as error:
        last = error.last_worker.address
        raise BotError(
            f"{error.allowed_failures + 1} workers died over {partition}, the last of them {last}: its log"
            f" says more, often that memory was short; {KEPT}"
        ) from error
    except Exception as error:
        said = f"{type(error).__name__}: {error}"
        raise BotError(f"{partition} could not be heard on a worker: {said}; {KEPT}") from error
