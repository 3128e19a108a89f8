"""The values that travel along the line, from a question's words to the figures of its answer.

All are frozen; datetimes are aware; periods are half-open. A question's problems are values too
(`Clarification`, `Refusal`): they are said to the asker, never raised.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Literal, NamedTuple

Intent = Literal["value", "trend", "compare", "rank", "share", "drivers", "definition", "capability"]
CompareKind = Literal["previous_period", "same_period", "explicit", "target", "expected"]
Operator = Literal["<", "<=", ">", ">=", "="]


class Unit(StrEnum):
    """A calendar unit; also a timeline's grain."""

    HOUR = "hour"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class Period:
    """A half-open stretch of time in the asker's zone.

    `unit` × `count` is what it was said in ("last 3 weeks": week × 3), None where it is a free range;
    `full_end` is where a running period will end (its `end` is then the clock), None when it is over.
    """

    start: datetime
    end: datetime
    said: str | None = None
    unit: Unit | None = None
    count: int = 1
    full_end: datetime | None = None

    @property
    def running(self) -> bool:
        return self.full_end is not None


class MetricRef(NamedTuple):
    """A KPI of the catalogue in one of its variants (`count` is the numerator of any ratio)."""

    id: str
    variant: str


@dataclass(frozen=True, slots=True)
class Compare:
    """What the figures are set against; `period` is None for `target` and `expected`."""

    kind: CompareKind
    period: Period | None = None
    said: str | None = None


@dataclass(frozen=True, slots=True)
class Filter:
    """Rows whose `dimension` is (not) among `values`, as people see them; None is the empty value."""

    dimension: str
    op: Literal["in", "not_in"]
    values: tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class Having:
    """A threshold on a slice's figure, in the metric's unit."""

    metric: MetricRef
    op: Operator
    value: float


@dataclass(frozen=True, slots=True)
class Order:
    metric: MetricRef
    direction: Literal["asc", "desc"]


@dataclass(frozen=True, slots=True)
class Query:
    """What was asked and nothing more. `period` is None for definition and capability alone."""

    intent: Intent
    metrics: tuple[MetricRef, ...]
    period: Period | None
    compare: Compare | None = None
    grain: Unit | None = None
    group_by: tuple[str, ...] = ()
    filters: tuple[Filter, ...] = ()
    having: tuple[Having, ...] = ()
    order: Order | None = None
    limit: int | None = None


@dataclass(frozen=True, slots=True)
class Understood:
    """A query, and what the asker must be told about how the words were read (typing errors, defaults)."""

    query: Query
    notes: tuple[str, ...] = ()
    language: str = "en"


@dataclass(frozen=True, slots=True)
class Clarification:
    """The words do not settle one query; `choices` are whole questions that would be understood, or names."""

    message: str
    choices: tuple[str, ...] = ()
    language: str = "en"


@dataclass(frozen=True, slots=True)
class Refusal:
    """Outside what the bot does, or not allowed for this person in this place."""

    message: str
    language: str = "en"


Understanding = Understood | Clarification | Refusal


@dataclass(frozen=True, slots=True)
class Names:
    """The names that the store knows: per dimension, what people see -> what storage keeps.

    For most dimensions both are the same; an agent is seen by name ("Aisha Rahman", "Aisha Rahman (a17)"
    where two share it) and kept by `agent_id`. `holidays` are named days: name -> ISO dates.
    """

    values: dict[str, dict[str, str]] = field(default_factory=dict[str, dict[str, str]])
    holidays: dict[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])

    def shown(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Each dimension with what people see: what is worked out of names is kept under this."""
        return tuple((dimension, tuple(values)) for dimension, values in self.values.items())


@dataclass(frozen=True, slots=True)
class Asking:
    """The circumstances of a question: the clock, the asker's zone, the week's first day (0 = Monday)."""

    now: datetime
    zone: str = "UTC"
    week_start: int = 0
    names: Names = field(default_factory=Names)
    language: str | None = None
    answer_within: float = 20.0  # the service level's threshold, which "answered within 20 seconds" must name


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who asks, and where. `allowed` narrows every sum before it is made; None means nothing may be seen."""

    user: str
    place: Literal["terminal", "dm", "channel", "shared_channel"] = "terminal"
    allowed: tuple[Filter, ...] | None = ()
