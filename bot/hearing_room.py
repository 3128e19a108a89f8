"""The hearing room: the emotion model in a process of its own, so that no question ever waits for it.

One job at a time, in the order in which they came; a worker that dies is replaced, and what it was doing is
tried once more. The process that asks imports neither torch nor transformers.
"""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Protocol

from bot.hearing_process import GoneError, HearingProcess, TooLongError, begin
from bot.hearing_values import Outcome, Sorry, Work
from bot.phrases import say

# Our own, by its name in nlp.model.
MODEL = "heartline"
WAITING = 8
SECONDS = 300.0
# Long: a busy machine is slow to load, and to begin again would only take longer.
LOADING_SECONDS = 600.0
ATTEMPTS = 2
LOOK_SECONDS = 1.0

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Ticket:
    """A job's place in the queue: how many are `before` it, and what came of it."""

    before: int
    coming: Future[Outcome]

    def outcome(self) -> Outcome:
        """Waits for it. BotError for a fault of ours, which names no word of what was heard."""
        return self.coming.result()


class Room(Protocol):
    """What the bot needs of a hearing room."""

    @property
    def ready(self) -> bool:
        """Whether the model is loaded, so that a job begins as soon as it is its turn."""
        ...

    def hear(self, work: Work) -> Ticket: ...


class HearingRoom:
    """Hears from `open` to `close`. `model` is a name or a folder; it is loaded at once, in the background.

    Safe from several threads. At most `waiting` jobs wait; `seconds` is what one may take.
    """

    def __init__(self, model: str = MODEL, waiting: int = WAITING, seconds: float = SECONDS) -> None:
        self.model, self.waiting, self.seconds = model, waiting, seconds
        self._jobs: deque[tuple[Work, Future[Outcome]]] = deque()
        self._changed = threading.Condition()
        self._busy = self._closed = False
        self._process: HearingProcess | None = None
        self._thread = threading.Thread(target=self._serve, name="hearing room", daemon=True)

    def open(self) -> None:
        self._thread.start()

    def close(self) -> None:
        """Ends the worker, also in the middle of a job; who still waits is told so."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
            process = self._process
        if process is not None:
            process.kill()
        if self._thread.is_alive():
            self._thread.join(10)

    @property
    def ready(self) -> bool:
        process = self._process
        return process is not None and process.ready and process.alive

    @property
    def worker_pid(self) -> int | None:
        """The process that hears now."""
        process = self._process
        return process.pid if process is not None and process.alive else None

    def hear(self, work: Work) -> Ticket:
        coming: Future[Outcome] = Future()
        with self._changed:
            before = len(self._jobs) + self._busy
            if self._closed or before > self.waiting:
                coming.set_result(Sorry(say("en", "hear_closing" if self._closed else "hear_full")))
            else:
                self._jobs.append((work, coming))
                self._changed.notify_all()
        return Ticket(before, coming)

    # In the room's own thread

    def _serve(self) -> None:
        self._guarded(self._prepare)
        while not self._closed:
            with self._changed:
                self._changed.wait_for(lambda: self._closed or bool(self._jobs), LOOK_SECONDS)
                job = self._jobs.popleft() if self._jobs and not self._closed else None
                self._busy = job is not None
            if job is None:
                self._guarded(self._replace_the_dead)
            else:
                self._do(*job)
        for _, coming in self._jobs:
            coming.set_result(Sorry(say("en", "hear_closing")))

    def _do(self, work: Work, coming: Future[Outcome]) -> None:
        try:
            outcome = self._tried(work)
        except Exception as error:
            outcome = error
        with self._changed:
            self._busy = False
        if isinstance(outcome, Exception):
            coming.set_exception(outcome)
        else:
            coming.set_result(outcome)

    def _tried(self, work: Work) -> Outcome:
        """The job's outcome; a worker that dies over it is replaced once."""
        for _ in range(ATTEMPTS):
            try:
                return self._prepare() or self._at_work(work)
            except TooLongError:
                return Sorry(say("en", "hear_too_long", seconds=f"{self.seconds:.0f}"))
            except GoneError:
                if self._closed:
                    return Sorry(say("en", "hear_closing"))
        return Sorry(say("en", "hear_died"))

    def _at_work(self, work: Work) -> Outcome:
        process = self._process
        if process is None:
            raise GoneError
        return process.do(work, self.seconds)

    def _prepare(self) -> Sorry | None:
        """A living worker with the model loaded; what to say where there can be none."""
        process = self._process
        if process is None or not process.alive:
            process = begin(self.model)
            with self._changed:
                self._process = process
                if self._closed:
                    process.kill()
        return process.load(LOADING_SECONDS)

    def _replace_the_dead(self) -> None:
        """So that the next one need not wait for the model; one that never got ready is not tried again
        before somebody asks."""
        process = self._process
        if process is not None and process.ready and not process.alive:
            self._prepare()

    def _guarded(self, do: Callable[[], object]) -> None:
        """Nobody waits for this yet: whoever asks next meets the same trouble and is told."""
        try:
            do()
        except Exception as error:
            log.warning("the emotion model could not be loaded: %s %s", type(error).__name__, error)
