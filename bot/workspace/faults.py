"""Answers that Slack gives on a bad day, asked for by a test: 429 with Retry-After, errors, 500."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Fault:
    """`status` 200 answers `ok: false` with `error`; `retry_after` (seconds) goes out as the header."""

    status: int
    error: str
    retry_after: int | None = None


@dataclass(slots=True)
class Faults:
    """Faults still to be given, per method, first in first out."""

    waiting: list[tuple[str, Fault]] = field(default_factory=list[tuple[str, Fault]])
    lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, method: str, fault: Fault, times: int) -> None:
        with self.lock:
            self.waiting += [(method, fault)] * times

    def take(self, method: str) -> Fault | None:
        with self.lock:
            for index, (name, fault) in enumerate(self.waiting):
                if name == method:
                    del self.waiting[index]
                    return fault
        return None
