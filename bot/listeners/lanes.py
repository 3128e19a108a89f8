"""Questions of one place take their turns, so that a channel that Slack holds up holds up no other, nor the
acknowledgement of a command, which has three seconds and needs a free worker."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable, Hashable, Mapping
from concurrent.futures import Executor
from threading import Lock
from typing import Any

# Slack takes about one message a second into a channel, so more at once would not be sooner.
AT_ONCE = 6

Task = Callable[[], object]


log = logging.getLogger(__name__)


class Lanes:
    """Runs tasks by `workers`, at most AT_ONCE of each lane; safe from several threads.

    What is waiting when the workers are told to end is still done before they do.
    """

    def __init__(self, workers: Executor) -> None:
        self._workers = workers
        self._running: dict[Hashable, int] = {}
        self._waiting: dict[Hashable, deque[Task]] = {}
        self._lock = Lock()

    def take(self, lane: Hashable, task: Task) -> None:
        with self._lock:
            if self._running.get(lane, 0) >= AT_ONCE:
                self._waiting.setdefault(lane, deque()).append(task)
                return
            self._running[lane] = self._running.get(lane, 0) + 1
        try:
            self._workers.submit(self._run, lane, task)
        except RuntimeError:
            # They take nothing new, and this one has been taken already: it is done here.
            self._run(lane, task)

    def _run(self, lane: Hashable, task: Task | None) -> None:
        while task is not None:
            try:
                task()
            except Exception:
                log.exception("a listener failed")
            task = self._next(lane)

    def _next(self, lane: Hashable) -> Task | None:
        with self._lock:
            waiting = self._waiting.get(lane)
            if waiting:
                return waiting.popleft()
            self._waiting.pop(lane, None)
            self._running[lane] -= 1
            if not self._running[lane]:
                del self._running[lane]
        return None


def lane_of(event: Mapping[str, Any]) -> Hashable:
    """Its conversation's; files have one of their own, for whoever asks does not wait for an analysis."""
    return event.get("channel"), bool(event.get("files"))
