"""Answers of one round: what two digests ask alike is computed once."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import datetime, timedelta

from bot.desk import Desk
from kpi_engine.result import Result
from kpi_engine.values import Names, Query, Viewer

# A round over many digests takes minutes, and new records may come in meanwhile.
KEEP = timedelta(minutes=5)
MOST = 5_000
Key = tuple[Query, datetime, str, Viewer]


class Answers:
    """Safe to use from several threads; two that ask alike at the same moment may both compute.

    `clock` is the moment for which a question is answered, `now` the moment at which it is asked.
    """

    def __init__(self, desk: Desk, keep: timedelta = KEEP) -> None:
        self.desk = desk
        self.asked = 0
        self.computed = 0
        self._keep = keep
        self._found: dict[Key, Result] = {}
        self._names: Names | None = None
        self._until: datetime | None = None
        self._lock = threading.Lock()

    def ask(self, query: Query, clock: datetime, zone: str, viewer: Viewer, now: datetime) -> Result:
        # Who made a digest changes nothing about what its channel may see.
        key = (query, clock, zone, replace(viewer, user="digest"))
        with self._lock:
            self._forget(now)
            self.asked += 1
            found, names = self._found.get(key), self._names
        if found is not None:
            return found
        made = self.desk.answer(query, clock, key[3], zone, names)
        with self._lock:
            self.computed += 1
            if len(self._found) < MOST:
                self._found[key] = made
        return made

    def names(self, now: datetime) -> Names:
        """The names that the store knows, read once a round too."""
        with self._lock:
            self._forget(now)
            if self._names is None:
                self._names = self.desk.names()
            return self._names

    def _forget(self, now: datetime) -> None:
        if self._until is None or now >= self._until:
            self._found.clear()
            self._names = None
            self._until = now + self._keep
