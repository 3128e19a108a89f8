"""An answer: figures per slice, how sure they are, and what must be said beside them.

`answer_json` is the machine-readable form, the stable contract of `heartline ask --json`
(stated in `answer.schema.json`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, NamedTuple

from kpi_engine.values import MetricRef, Period, Query

Verdict = Literal["up", "down", "no clear change", "too few to judge", "no data"]
Status = Literal["answered", "clarify", "refused"]


@dataclass(frozen=True, slots=True)
class Comparison:
    """The other side of a figure. `low`/`high` are a target's band or the expected range."""

    value: float | None
    n: int | None
    verdict: Verdict
    change: float | None = None
    change_low: float | None = None
    change_high: float | None = None
    used: Period | None = None
    low: float | None = None
    high: float | None = None


# Hundreds are made for some answers: tuples, which are made in a quarter of a frozen dataclass's time.
class Figure(NamedTuple):
    """One metric of one slice, unrounded, with its 95% interval where one exists.

    `share` is the slice's part of the total numerator, 0-100; `within`, `mix`, `interaction` and
    `contribution` (their sum) decompose the change of the whole, in the metric's unit.
    """

    metric: MetricRef
    value: float | None
    unit: str
    n: int
    low: float | None = None
    high: float | None = None
    used: Period | None = None
    compare: Comparison | None = None
    share: float | None = None
    within: float | None = None
    mix: float | None = None
    interaction: float | None = None
    contribution: float | None = None


class Row(NamedTuple):
    """One slice: dimension -> value as people see it; `time` -> the bucket's start under a grain.

    An hour of the day is its number. `alone`: its figures are about one agent, or about all but one.
    """

    slice: dict[str, str | int | datetime | None]
    metrics: tuple[Figure, ...]
    beside: tuple[Figure, ...] = ()
    alone: bool = False


@dataclass(frozen=True, slots=True)
class Result:
    """What is said back. `query` is None and `rows` empty unless answered. `names_agents`: a clarification
    that says names of agents."""

    question: str
    language: str
    status: Status
    query: Query | None = None
    rows: tuple[Row, ...] = ()
    notes: tuple[str, ...] = ()
    definition: dict[str, str] = field(default_factory=dict[str, str])
    freshness: datetime | None = None
    message: str | None = None
    choices: tuple[str, ...] = ()
    names_agents: bool = False
