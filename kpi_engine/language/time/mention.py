"""What the reader of times hands on: where a time stands in the words, and what it means."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from kpi_engine.values import Period, Unit


@dataclass(frozen=True, slots=True)
class Problem:
    """A time that cannot be counted (future, impossible, two readings); `choices` are readings as words."""

    message: str
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Relative:
    """How a mention stands to the period named first.

    `same`, `over`: the same period `count` × `unit` earlier ("same day last week", "week over week").
    `before`: the `unit` just before it, of a smaller one the same period one `unit` earlier. `previous`: the
    period before it. `units`: the `count` × `unit` just before it. `last`, `ago`: an absolute period that
    means the same period of then beside a smaller one ("last year"; "a week ago"). `target`: the same period
    in a `target` that was named ("the same month in 2024"). `sort` is what was said to be the same ("day").
    """

    mode: Literal["same", "over", "before", "previous", "units", "last", "ago", "target"]
    unit: Unit = Unit.DAY
    count: int = 1
    target: Period | None = None
    sort: str = ""


@dataclass(frozen=True, slots=True)
class TimeMention:
    """A time in the words [first, last).

    kind "period": `period` is set (one that has `relative` too may stand for either: "previous week").
    kind "relative": `relative` is set, and `period` where it also makes sense alone ("this day last week").
    kind "problem": `problem` is set. `named` says that the calendar's own name was used (October, 3 May, Q3).
    """

    first: int
    last: int
    kind: Literal["period", "relative", "problem"]
    period: Period | None = None
    relative: Relative | None = None
    problem: Problem | None = None
    said: str = ""
    named: bool = False
