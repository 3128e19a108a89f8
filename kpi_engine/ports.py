"""What the engine needs of a store: additive sums per slice, in primitives only.

`storage.store.Store` implements this structurally; neither room imports the other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple, Protocol

Argument = str | int | float | tuple[tuple[str, float], ...]
Key = tuple[str | int | date | datetime | None, ...]


class Measure(NamedTuple):
    """An additive quantity that storage can compute from rows: its name and its arguments.

    Thresholds are one argument of pairs channel -> seconds ("" for every other channel); windows are whole
    days; the rest are words ("csat", "balance").
    """

    name: str
    args: tuple[Argument, ...] = ()


class Condition(NamedTuple):
    """A dimension's value is (not, if `negated`) among `values`; None among them is the empty value."""

    dimension: str
    negated: bool
    values: tuple[str | None, ...]


class Span(NamedTuple):
    """start <= t < end, the zone in which days and hours are cut, and the clock (for maturity)."""

    start: datetime
    end: datetime
    zone: str
    clock: datetime


class TargetRow(Protocol):
    """One target of the store; `start` and `end` are local dates, end included, None = open."""

    @property
    def metric(self) -> str: ...

    @property
    def variant(self) -> str | None: ...

    @property
    def value(self) -> float: ...

    @property
    def start(self) -> date: ...

    @property
    def end(self) -> date | None: ...

    @property
    def queue(self) -> str | None: ...

    @property
    def channel(self) -> str | None: ...

    @property
    def weekday(self) -> int | None: ...

    @property
    def low(self) -> float | None: ...

    @property
    def high(self) -> float | None: ...


class Sums(Protocol):
    """A store that sums. `by` names dimensions of the record, or `hour`, `day`, `weekday`, `hour_of_day`.

    Dimensions that depend on a window carry it after a colon: `fcr_outcome:7`. Time keys: `day` a local
    date, `weekday` 0 = Monday, `hour_of_day` 0-23, `hour` the aware UTC instant at which that local hour
    begins (the moment of the shift itself where clocks shift inside it). In a condition the values of
    `weekday` and `hour_of_day` are digits ("0"). Costs and absences have no hours; stocks (staff,
    customers) have no time dimension at all: ask once per bucket.
    """

    def sums(
        self, measures: Sequence[Measure], span: Span, by: Sequence[str], where: Sequence[Condition]
    ) -> Mapping[Key, Sequence[float | None]]:
        """Per slice one number a measure, in their order. A slice without any row is absent; counts without
        rows are 0, other sums without rows are None. Without `by` the only key is ()."""
        ...

    def sums_of_each(
        self,
        measures: Sequence[Measure],
        spans: Sequence[Span],
        by: Sequence[str],
        where: Sequence[Condition],
    ) -> Sequence[Mapping[Key, Sequence[float | None]]]:
        """The same of several spans of one zone and clock, in their order, at once."""
        ...

    def histogram(
        self, measure: str, span: Span, by: Sequence[str], where: Sequence[Condition]
    ) -> Mapping[Key, Mapping[float, int]]:
        """Per slice value -> how many rows, for `wait`, `abandon_wait`, `handle`, `first_response`."""
        ...

    def freshness(self, measures: Sequence[Measure], clock: datetime) -> datetime | None:
        """The newest record, not after the clock, of the kinds that these measures read."""
        ...

    def kind(self, measure: Measure) -> str:
        """The kind of records that a measure reads; measures of one kind are equally fresh."""
        ...

    def cuts(self, measures: Sequence[Measure]) -> bool:
        """Whether a missing end of these kinds' records cuts a period (events do, staff lists do not)."""
        ...

    def emotion_model(self) -> tuple[str, frozenset[str] | None] | None:
        """The model that figures of feelings come from, and the emotions that it measures (None: not known);
        None before any transcript was heard."""
        ...

    def earliest(self) -> datetime | None:
        """The oldest contact."""
        ...

    def names(self) -> Mapping[str, Mapping[str, str]]:
        """Per dimension, what people see -> what storage keeps (`Names.values`): an agent by name, by
        "name (id)" where several share it, by id where it is unknown."""
        ...

    def holidays(self) -> Mapping[str, Sequence[str]]:
        """Named days: name -> ISO dates (`Names.holidays`)."""
        ...

    def targets(self) -> Sequence[TargetRow]: ...
