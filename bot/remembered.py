"""What one process remembers by itself, while the store cannot be told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from threading import Lock
from typing import Any

from sqlalchemy import ColumnElement, Table

RECENT = 10_000

# A table, and the values of its key: one row has this place.
Place = tuple[Table, tuple[tuple[str, str], ...]]
Facts = Mapping[str, Any]


def at(place: Place) -> list[ColumnElement[bool]]:
    """What is true of the row there."""
    table, key = place
    return [table.c[name] == value for name, value in key]


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

    def release(self, names: Sequence[str]) -> None:
        """They are somebody else's, who may yet give them up."""
        with self._lock:
            for name in names:
                self._claimed.pop(name, None)

    def forget(self, before: datetime) -> None:
        with self._lock:
            self._claimed = {name: at for name, at in self._claimed.items() if at >= before}


class Unwritten:
    """Rows that the store could not be told of yet; a later one takes the place of an earlier."""

    def __init__(self) -> None:
        self._rows: dict[Place, Facts] = {}
        self._lock = Lock()

    def keep(self, place: Place, facts: Facts) -> None:
        with self._lock:
            self._rows[place] = facts
            while len(self._rows) > RECENT:
                del self._rows[next(iter(self._rows))]

    def get(self, place: Place) -> Facts | None:
        with self._lock:
            return self._rows.get(place)

    def every(self) -> list[tuple[Place, Facts]]:
        with self._lock:
            return list(self._rows.items())

    def drop(self, place: Place, told: Facts | None = None) -> None:
        """Whatever is kept of it, or, with `told`, that alone: there may be a later one since."""
        with self._lock:
            if place in self._rows and (told is None or self._rows[place] is told):
                del self._rows[place]
