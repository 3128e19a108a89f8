"""Whether an answer and plain SQL give the same figures."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from math import isclose
from statistics import median
from typing import Any

from benchmarks.cases import Case
from kpi_engine.result import Result, Row

Figures = dict[tuple[Any, ...], list[float | None]]
Agents = Mapping[str, str]


def differs(case: Case, result: Result, rows: Sequence[tuple[Any, ...]], agents: Agents) -> str | None:
    """What differs, in words; None where all is the same. `agents`: label -> id."""
    if result.status != "answered":
        return f"{result.status}: {result.message}"
    said, queried = _said(result, agents), SHAPES[case.shape](case, rows)
    if not queried:
        return "the SQL found nothing"
    # A timeline has its empty buckets too, which no SQL over rows can find.
    if case.shape == "ranked":
        said, queried = _told_apart(said, queried)
    for key in said.keys() - queried.keys():
        if any(figure is not None for figure in said[key]):
            return f"only in words: {key}"
    if missing := queried.keys() - said.keys():
        return f"only in SQL: {sorted(map(str, missing))[:3]}"
    for key, figures in queried.items():
        if not _alike(said[key], figures):
            return f"{key}: {said[key]} in words, {figures} as SQL"
    return None


def _told_apart(said: Figures, queried: Figures) -> tuple[Figures, Figures]:
    """Without those that the last place is shared by: which of them is named is chance."""
    last = list(queried.values())[-1]
    if sum(_alike(one, last) for one in said.values()) != sum(_alike(one, last) for one in queried.values()):
        return said, queried
    first, second = (
        {key: figures for key, figures in some.items() if not _alike(figures, last)}
        for some in (said, queried)
    )
    return first, second


def _said(result: Result, agents: Agents) -> Figures:
    """Slice -> each KPI's value, followed by the one it is compared with."""
    rows = [row for row in result.rows if row.slice or len(result.rows) == 1]
    return {_key(row, agents): _values(row) for row in rows}


def _key(row: Row, agents: Agents) -> tuple[Any, ...]:
    drivers = row.metrics[0].contribution is not None
    if drivers:
        return tuple(pair for item in row.slice.items() for pair in item)
    agent = row.slice.get("agent")
    return (agents[agent],) if isinstance(agent, str) else tuple(row.slice.values())


def _values(row: Row) -> list[float | None]:
    found: list[float | None] = []
    for figure in row.metrics:
        found.append(figure.value)
        if figure.compare and figure.contribution is None:
            found.append(figure.compare.value)
    return found


def _alike(said: list[float | None], queried: list[float | None]) -> bool:
    pairs = list(zip(said, queried, strict=False))
    return len(said) == len(queried) and all(
        (one is None and other is None)
        or (one is not None and other is not None and isclose(one, other, rel_tol=1e-9, abs_tol=1e-9))
        for one, other in pairs
    )


def _numbers(cells: Sequence[Any]) -> list[float | None]:
    return [None if cell is None else float(cell) for cell in cells]


def _whole(_case: Case, rows: Sequence[tuple[Any, ...]]) -> Figures:
    return {(): _numbers(rows[0])}


def _sliced(_case: Case, rows: Sequence[tuple[Any, ...]]) -> Figures:
    return {(row[0],): _numbers(row[1:]) for row in rows}


def _timed(step: timedelta) -> Callable[[Case, Sequence[tuple[Any, ...]]], Figures]:
    def found(case: Case, rows: Sequence[tuple[Any, ...]]) -> Figures:
        start = case.bound["a"]
        assert isinstance(start, datetime)
        return {(start + int(row[0]) * step,): _numbers(row[1:]) for row in rows}

    return found


def _months(case: Case, rows: Sequence[tuple[Any, ...]]) -> Figures:
    return {(case.bound[f"a{int(row[0])}"],): _numbers(row[1:]) for row in rows}


def _expected(_case: Case, rows: Sequence[tuple[Any, ...]]) -> Figures:
    """Row 0 is the day itself, the others the same weekday of the weeks before."""
    days = {int(row[0]): _numbers(row[1:]) for row in rows}
    normal = [median(x for x in each if x is not None) for each in zip(*list(days.values())[1:], strict=True)]
    return {(): [figure for pair in zip(days[0], normal, strict=True) for figure in pair]}


def _drivers(_case: Case, rows: Sequence[tuple[Any, ...]]) -> Figures:
    return {(row[0], row[1]): _numbers(row[2:]) for row in rows}


SHAPES: dict[str, Callable[[Case, Sequence[tuple[Any, ...]]], Figures]] = {
    "whole": _whole,
    "sliced": _sliced,
    "ranked": _sliced,
    "hours": _timed(timedelta(hours=1)),
    "days": _timed(timedelta(days=1)),
    "months": _months,
    "expected": _expected,
    "drivers": _drivers,
}
