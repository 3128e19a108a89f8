"""The sums of one question: requests are gathered first, then fetched in as few calls as possible."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from typing import NamedTuple

from kpi_engine.calendar import instant
from kpi_engine.ports import Condition, Key, Measure, Span, Sums

Table = Mapping[Key, Mapping[Measure, float | None]]
Histograms = Mapping[Key, Mapping[float, int]]


_CONTACTS = {"contacts", "nev"}  # kinds of which no record is older than the oldest contact


class Cut(NamedTuple):
    """What one call to the store covers: start <= t < end, summed by these dimensions."""

    start: datetime
    end: datetime
    by: tuple[str, ...]

    @classmethod
    def of(cls, start: datetime, end: datetime, by: tuple[str, ...]) -> Cut:
        """The same cut, in UTC: two equal ones must be one."""
        return cls(instant(start), instant(end), by)

    @property
    def empty(self) -> bool:
        return self.start >= self.end


class Sheet:
    """The store as one question sees it: one zone, one clock, one set of conditions.

    Measures wanted over equal cuts are summed in one call, made when the first of them is looked at; so are
    cuts that want the same measures, as the sides of a comparison do.
    """

    def __init__(self, store: Sums, zone: str, clock: datetime, where: Sequence[Condition]) -> None:
        self.store = store
        self.clock = clock
        self._zone = zone
        self._where = tuple(where)
        self._wanted: dict[Cut, dict[Measure, None]] = {}
        self._have: dict[Cut, set[Measure]] = {}
        self._tables: dict[Cut, dict[Key, dict[Measure, float | None]]] = {}
        self._histograms: dict[tuple[Cut, str], Histograms] = {}
        self._earliest: list[datetime | None] = []
        self._freshness: dict[str, datetime | None] = {}
        self._cuts: dict[Measure, bool] = {}

    def want(self, cut: Cut, measures: Iterable[Measure]) -> None:
        """Ask for these sums, before any is looked at."""
        have = self._have.setdefault(cut, set())
        self._wanted.setdefault(cut, {}).update(
            {m: None for m in sorted(measures, key=repr) if m not in have}
        )

    def table(self, cut: Cut) -> Table:
        """Every measure wanted over this cut, per slice."""
        if cut.empty:
            return {}
        if self._wanted.get(cut):
            self._fetch(cut)
        return self._tables.setdefault(cut, {})

    def _fetch(self, cut: Cut) -> None:
        """What is wanted over this cut, and in the same call over every other that wants the same."""
        wanted = self._wanted[cut].keys()
        alike = (one for one, other in self._wanted.items() if one.by == cut.by and other.keys() == wanted)
        cuts, measures = [one for one in alike if not one.empty], tuple(wanted)
        found = self.store.sums_of_each(measures, [self._span(one) for one in cuts], cut.by, self._where)
        for one, slices in zip(cuts, found, strict=True):
            del self._wanted[one]
            self._have.setdefault(one, set()).update(measures)
            rows = self._tables.setdefault(one, {})
            for key, numbers in slices.items():
                rows.setdefault(key, {}).update(zip(measures, numbers, strict=True))

    def histograms(self, cut: Cut, name: str) -> Histograms:
        """Value -> rows, per slice, of one histogram."""
        if cut.empty:
            return {}
        if (cut, name) not in self._histograms:
            found = self.store.histogram(name, self._span(cut), cut.by, self._where)
            self._histograms[cut, name] = found
        return self._histograms[cut, name]

    @property
    def where(self) -> tuple[Condition, ...]:
        """The conditions under which the store is seen."""
        return self._where

    def everywhere(self) -> Sheet:
        """The same store seen without any condition."""
        return self._seen(())

    def without(self, dimension: str) -> Sheet:
        """The same store seen without the conditions on a dimension."""
        return self._seen([one for one in self._where if one.dimension != dimension])

    def within(self, condition: Condition) -> Sheet:
        """The same store seen under one more condition."""
        return self._seen([*self._where, condition])

    def _seen(self, where: Sequence[Condition]) -> Sheet:
        sheet = Sheet(self.store, self._zone, self.clock, where)
        # How far records reach depends on no condition.
        sheet._freshness, sheet._cuts, sheet._earliest = self._freshness, self._cuts, self._earliest
        return sheet

    def freshness(self, measure: Measure) -> datetime | None:
        """The newest record of the measure's kind, None where the store has none."""
        kind = self.store.kind(measure)
        if kind not in self._freshness:
            self._freshness[kind] = self.store.freshness((measure,), self.clock)
        return self._freshness[kind]

    def begins(self, measures: Iterable[Measure]) -> datetime | None:
        """The oldest contact, where these measures read contacts alone; of other kinds nobody knows."""
        if not {self.store.kind(measure) for measure in measures} <= _CONTACTS:
            return None
        if not self._earliest:
            self._earliest.append(self.store.earliest())
        return self._earliest[0]

    def cuts(self, measure: Measure) -> bool:
        if measure not in self._cuts:
            self._cuts[measure] = self.store.cuts((measure,))
        return self._cuts[measure]

    def missing(self, measures: Iterable[Measure]) -> frozenset[Measure]:
        """Those of kinds that the store has no record of."""
        return frozenset(measure for measure in measures if self.freshness(measure) is None)

    @cached_property
    def emotion_model(self) -> tuple[str, frozenset[str] | None] | None:
        """The model that figures of feelings come from, and what it measures."""
        return self.store.emotion_model()

    def measures(self, emotion: str) -> bool:
        """Whether the emotion is measured, as far as the store knows."""
        known = None if self.emotion_model is None else self.emotion_model[1]
        return known is None or emotion in known

    def _span(self, cut: Cut) -> Span:
        return Span(cut.start, cut.end, self._zone, instant(self.clock))
