"""The process of the hearing room as its owner sees it: begun, asked, and ended if need be."""

from __future__ import annotations

import multiprocessing
import time
from dataclasses import dataclass
from multiprocessing.connection import wait
from multiprocessing.context import SpawnProcess
from typing import Any

from bot.errors import BotError
from bot.hearing_values import Outcome, Sorry, Work
from bot.hearing_worker import AnyPipe, Broken, Ready, serve


class GoneError(Exception):
    """The worker died before it answered."""


class TooLongError(Exception):
    """The worker took longer than it may, and was ended for it."""


@dataclass(slots=True)
class HearingProcess:
    """A process and the pipe to it. `ready` once its model is loaded."""

    process: SpawnProcess
    pipe: AnyPipe
    ready: bool = False

    @property
    def alive(self) -> bool:
        return self.process.is_alive()

    @property
    def pid(self) -> int | None:
        return self.process.pid

    def load(self, seconds: float) -> Sorry | None:
        """Waits until the model is loaded; what to say where it cannot be, and then the worker has ended."""
        if self.ready:
            return None
        answer = self._answer(seconds)
        if isinstance(answer, Sorry):
            self.kill()
            return answer
        self.ready = isinstance(answer, Ready)
        return None

    def do(self, work: Work, seconds: float) -> Outcome:
        """GoneError, TooLongError, or a BotError for a fault of ours."""
        try:
            self.pipe.send(work)
        except OSError:
            raise self._gone() from None
        answer = self._answer(seconds)
        if isinstance(answer, Broken):
            raise BotError(f"an analysis failed: {answer.where}")
        return answer

    def kill(self) -> None:
        self.process.kill()
        self.process.join(5)

    def _answer(self, seconds: float) -> Any:
        """The next thing that it says. The end of the process is heard even where the pipe stays open."""
        until = time.monotonic() + seconds
        while not self.pipe.poll():
            left = until - time.monotonic()
            if left <= 0:
                self.kill()
                raise TooLongError
            heard = wait([self.pipe, self.process.sentinel], left)
            if self.process.sentinel in heard and not self.pipe.poll():
                raise self._gone()
        try:
            return self.pipe.recv()
        except (EOFError, OSError):
            raise self._gone() from None

    def _gone(self) -> GoneError:
        """A dying process closes its pipe before it counts as dead: nobody shall take it for alive."""
        self.kill()
        return GoneError()


def begin(model: str) -> HearingProcess:
    """A new worker that loads the model. Spawned, not forked: no lock that a thread holds goes along."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=serve, args=(theirs, model), name="hearing", daemon=True)
    process.start()
    theirs.close()
    return HearingProcess(process, ours)
