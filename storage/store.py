"""The store as the engine sees it: sums, histograms, freshness, names, targets. Reading blocks nobody.

It fits the engine's port by its shape alone; times are aware datetimes, everything else is primitives.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Engine, RowMapping, func, select

from storage import freshness as reach
from storage.database import asking
from storage.emotion_models import answering
from storage.histograms import histogram
from storage.names import named_days, names
from storage.request import ConditionRef, Key, MeasureRef, SpanRef, request
from storage.rollups.state import kept_in
from storage.schema import contacts, targets
from storage.sums import sums

_EARLIEST = select(func.min(contacts.c.started_at))
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class Target(NamedTuple):
    """One target; `start` and `end` are local dates, end included, None = open; weekday 0 = Monday."""

    metric: str
    variant: str | None
    value: float
    start: date
    end: date | None
    queue: str | None
    channel: str | None
    weekday: int | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Seen:
    """A snapshot to read from; `days` is the zone of the days that rollups are kept in there, if they are."""

    connection: Connection

    @cached_property
    def days(self) -> ZoneInfo | None:
        return kept_in(self.connection)


class Store:
    """Questions to one database: each a short read transaction, those of a `snapshot` one together.

    StorageError in one line for every fault; a BusyError where the same question may be answered later.
    """

    def __init__(self, engine: Engine, within: Seen | None = None) -> None:
        self._engine = engine
        self._within = within

    @contextmanager
    def snapshot(self) -> Generator[Store]:
        """The store as it is now, for one thread: figures that belong together, whatever comes in."""
        with self._seen() as seen:
            yield Store(self._engine, seen)

    @contextmanager
    def _seen(self) -> Generator[Seen]:
        if self._within is not None:
            yield self._within
            return
        with asking(self._engine) as connection:
            yield Seen(connection)

    def sums(
        self,
        measures: Sequence[MeasureRef],
        span: SpanRef,
        by: Sequence[str],
        where: Sequence[ConditionRef],
    ) -> Mapping[Key, Sequence[float | None]]:
        """Per slice one figure a measure, in their order; see `storage.sums.sums`."""
        return self.sums_of_each(measures, [span], by, where)[0]

    def sums_of_each(
        self,
        measures: Sequence[MeasureRef],
        spans: Sequence[SpanRef],
        by: Sequence[str],
        where: Sequence[ConditionRef],
    ) -> Sequence[Mapping[Key, Sequence[float | None]]]:
        """The same of several spans of one zone and clock, in their order, at once."""
        with self._seen() as seen:
            return sums(seen.connection, measures, [request(span, by, where, seen.days) for span in spans])

    def histogram(
        self, measure: str, span: SpanRef, by: Sequence[str], where: Sequence[ConditionRef]
    ) -> Mapping[Key, Mapping[float, int]]:
        """Per slice value -> rows, for `wait`, `abandon_wait`, `handle`, `first_response`."""
        with self._seen() as seen:
            return histogram(seen.connection, measure, request(span, by, where, seen.days))

    def freshness(self, measures: Sequence[MeasureRef], clock: datetime) -> datetime | None:
        """Until when the records that these measures read are there, not after the clock."""
        with self._seen() as seen:
            return reach.freshness(seen.connection, list(measures), clock)

    def kind(self, measure: MeasureRef) -> str:
        """The kind of records that a measure reads; measures of one kind are equally fresh."""
        return reach.kind(measure[0])

    def cuts(self, measures: Sequence[MeasureRef]) -> bool:
        """Whether a missing end of these records cuts a period."""
        return reach.cuts(list(measures))

    def emotion_model(self) -> tuple[str, frozenset[str] | None] | None:
        """The model that figures of feelings come from and the emotions that it measures (None: not known);
        None before any transcript was heard."""
        with self._seen() as seen:
            return answering(seen.connection)

    def earliest(self) -> datetime | None:
        """The oldest contact."""
        with self._seen() as seen:
            return seen.connection.execute(_EARLIEST).scalar()

    def names(self) -> Mapping[str, Mapping[str, str]]:
        """Per dimension, what people see -> what the store keeps."""
        with self._seen() as seen:
            return names(seen.connection)

    def holidays(self) -> Mapping[str, Sequence[str]]:
        """Named days: name -> ISO dates."""
        with self._seen() as seen:
            return named_days(seen.connection)

    def targets(self) -> Sequence[Target]:
        """Every target, whatever its dates."""
        with self._seen() as seen:
            rows = seen.connection.execute(select(targets).order_by(*targets.primary_key)).mappings().all()
        return [_target(row) for row in rows]


def _target(row: RowMapping) -> Target:
    return Target(
        metric=row["metric"],
        variant=row["variant"] or None,
        value=row["value"],
        start=row["from"],
        end=row["to"],
        queue=row["queue"] or None,
        channel=row["channel"] or None,
        weekday=_weekday(row["weekday"]),
        low=row["low"],
        high=row["high"],
    )


def _weekday(said: str) -> int | None:
    """0 = Monday; a digit or a name's first three letters."""
    known = {name: place for place, name in enumerate(_WEEKDAYS)} | {str(place): place for place in range(7)}
    return known.get(said.casefold()[:3])
