"""What one process remembers by itself, while the store cannot be told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from threading import Lock

RECENT = 10_000


@dataclass(frozen=True, slots=True)
class Thread:
    """A thread where the bot was asked: by whom last, and what."""

    user: str
    question: str


class Recent:
    """The last events that this process has claimed, whether or not the store could be told."""

    def __init__(self) -> None:
        self._claimed: dict[str, datetime] = {}
        self._lock = Lock()

    def claim(self, names: Sequence[str], now: datetime) -> bool:
        """Whether none of them was claimed before; then all of them are now."""
        with self._lock:
            if not self._claimed.keys().isdisjoint(names):
                return False
            self._claimed.update(dict.fromkeys(names, now))
            while len(self._claimed) > RECENT:
                del self._claimed[next(iter(self._claimed))]
        return True

    def forget(self, before: datetime) -> None:
        with self._lock:
            self._claimed = {name: at for name, at in self._claimed.items() if at >= before}


class Unwritten:
    """Threads that the store could not be told of yet."""

    def __init__(self) -> None:
        self._threads: dict[tuple[str, str], tuple[Thread, datetime]] = {}
        self._lock = Lock()

    def keep(self, place: tuple[str, str], thread: Thread, now: datetime) -> None:
        with self._lock:
            self._threads[place] = thread, now
            while len(self._threads) > RECENT:
                del self._threads[next(iter(self._threads))]

    def get(self, place: tuple[str, str]) -> Thread | None:
        with self._lock:
            kept = self._threads.get(place)
        return None if kept is None else kept[0]

    def every(self) -> list[tuple[tuple[str, str], tuple[Thread, datetime]]]:
        with self._lock:
            return list(self._threads.items())

    def drop(self, place: tuple[str, str], told: Thread | None = None) -> None:
        """Whatever is kept of it, or, with `told`, that alone: it may have been asked in again since."""
        with self._lock:
            if place in self._threads and (told is None or self._threads[place][0] is told):
                del self._threads[place]
