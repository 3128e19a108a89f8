"""Keeps the rollups right: days that a change touches are summed again in the transaction that changes them.

Where no rollups are kept, nothing is done here, and nothing is read from them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from sqlalchemy import Connection, Table

from storage.rollups import state
from storage.rollups.days import all_days, days_of
from storage.rollups.fill import fill
from storage.rollups.shape import SOURCES
from storage.rollups.shift import Shift
from storage.rollups.touch import AFTER, BEFORE, Touch
from storage.schema import contacts
from storage.sources import micros_of


class Keeping:
    """The days that one transaction touches, until `settle` sums them again."""

    def __init__(self, connection: Connection) -> None:
        state.taking_turns(connection)
        self._connection = connection
        self._zone = state.kept_in(connection)
        if self._zone is None:
            # What other code has summed is from now on not right any more, also for that other code.
            state.forget(connection)
        self._days: dict[str, set[int]] = {source: set() for source in SOURCES}

    def before(self, kind: str, rows: Table) -> None:
        """What these rows of a file will touch, as it stands before they are stored."""
        self._mark(BEFORE.get(kind, ()), rows)

    def after(self, kind: str, rows: Table) -> None:
        self._mark(AFTER.get(kind, ()), rows)

    def gaps(self, fresh: Table) -> Callable[[], None]:
        """Contacts whose gaps are about to change to those of `fresh`; to be called again once they have."""
        if self._zone is None:
            return lambda: None
        passed = set[int].intersection(*self._days.values())
        moving = Shift(self._connection, fresh, self._zone, passed)
        moving.by(-1)

        def changed() -> None:
            moving.by(1)
            moving.done()

        return changed

    def contacts(self, ids: Sequence[str], sources: Iterable[str]) -> None:
        """Contacts by their id, few at a time."""
        if self._zone is None or not ids:
            return
        found = days_of(self._connection, self._zone, _started, contacts, (contacts.c.contact_id.in_(ids),))
        for source in sources:
            self._days[source] |= found

    def everything(self, source: str) -> None:
        """Every day that has rows of a source, as it stands."""
        if self._zone is not None:
            self._days[source] |= all_days(self._connection, source, self._zone)

    def settle(self) -> None:
        """Sums again what was touched, from the rows as they now stand."""
        for source, days in self._days.items():
            if self._zone is not None and days:
                fill(self._connection, source, self._zone, days)
            days.clear()

    def _mark(self, touches: Iterable[Touch], rows: Table) -> None:
        if self._zone is None:
            return
        for sources, find in touches:
            found = days_of(self._connection, self._zone, *find(rows))
            for source in sources:
                self._days[source] |= found


_started = micros_of(contacts.c.started_at)
