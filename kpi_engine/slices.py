"""Slices as people see them and as the store keeps them: names, weekdays, windows, order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from kpi_engine import say
from kpi_engine.ports import Condition, Key
from kpi_engine.settings import KpiSettings
from kpi_engine.values import Filter, Names

WINDOWED = frozenset({"fcr_outcome"})
# The order in which drivers look at a KPI's dimensions; weekday and hour are time, not drivers of it.
DRIVING = (
    *("queue", "channel", "direction", "reason", "stage", "segment", "language", "site", "team", "agent"),
    *("fcr_outcome", "nev_band"),
)
Label = str | int | None


@dataclass(frozen=True, slots=True)
class Labels:
    """Turns names into keys and back, for one question."""

    names: Names
    language: str
    fcr_days: int
    agents: Mapping[str, str] = field(default_factory=dict[str, str])

    @classmethod
    def of(cls, names: Names, language: str, settings: KpiSettings) -> Labels:
        agents = {kept: seen for seen, kept in names.values.get("agent", {}).items()}
        return cls(names, language, settings.fcr_days, agents)

    def stored(self, dimension: str) -> str:
        """The dimension as the store names it: those that depend on a window carry it."""
        return f"{dimension}:{self.fcr_days}" if dimension in WINDOWED else dimension

    def condition(self, asked: Filter) -> Condition:
        return Condition(
            self.stored(asked.dimension),
            asked.op == "not_in",
            tuple(self._kept(asked.dimension, value) for value in asked.values),
        )

    def label(self, dimension: str, key: str | int | date | datetime | None) -> Label:
        """A slice's value as people see it: an agent's name, a weekday's name, the hour's number."""
        if key is None:
            return None
        if dimension == "weekday":
            return say.words(self.language, "weekdays")[int(str(key))]
        if dimension == "hour_of_day":
            return int(str(key))
        return self.agents.get(str(key), str(key)) if dimension == "agent" else str(key)

    def labelled(self, dimensions: Sequence[str], key: Key) -> dict[str, Label]:
        return {name: self.label(name, value) for name, value in zip(dimensions, key, strict=True)}

    def in_order(self, dimensions: Sequence[str], keys: Iterable[Key]) -> list[Key]:
        """By slice: weekdays and hours as they come, names alphabetically, the empty one last."""
        return sorted(keys, key=lambda key: tuple(map(self._rank, dimensions, key)))

    def _rank(self, dimension: str, value: object) -> tuple[int, int, str, str]:
        if value is None:
            return 2, 0, "", ""
        if isinstance(value, int):
            return 0, value, "", ""
        seen = str(self.label(dimension, str(value)))
        return 1, 0, seen.casefold(), str(value)

    def _kept(self, dimension: str, value: str | None) -> str | None:
        if value is None:
            return None
        if dimension == "weekday":
            lowered = [word.casefold() for word in say.words(self.language, "weekdays")]
            return str(lowered.index(value.casefold())) if value.casefold() in lowered else value
        return self.names.values.get(dimension, {}).get(value, value)
