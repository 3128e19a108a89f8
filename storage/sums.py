"""Sums of measures per slice: the one place that decides from what a request is served.

Measures are grouped by source; each source is read once, with conditional sums; slices are merged by key.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection

from storage.additive import Additive, Figure, added
from storage.from_costs import cost_sums
from storage.from_dates import absence_sums, stock_sums
from storage.from_intervals import interval_sums
from storage.from_rows import Row, row_sums
from storage.measures import additive
from storage.request import Key, MeasureRef, Request
from storage.rollups.read import rolled_sums
from storage.rollups.shape import SOURCES

Reader = Callable[[Connection, str, Sequence[Additive], Request], Iterator[Row]]
Figures = list[float | None]

_READERS: Mapping[str, Reader] = {
    "agent_time": interval_sums,
    "absences": absence_sums,
    "costs": cost_sums,
    "staff": stock_sums,
    "customers": stock_sums,
}


def sums(
    connection: Connection, measures: Sequence[MeasureRef], requests: Sequence[Request]
) -> list[dict[Key, Figures]]:
    """For each request, per slice one figure a measure, in their order; requests differ in their spans alone.

    A slice is there where any source of the measures has a row in it; counts without rows are 0, other sums
    None. StorageError for measures, arguments and dimensions that do not exist.
    """
    asked = [additive(reference) for reference in measures]
    nothing: Figures = [part.figure(part.empty) for _, part in asked]
    found: list[dict[Key, Figures]] = [{} if one.by else {(): [*nothing]} for one in requests]
    for source in dict.fromkeys(source for source, _ in asked):
        places = [place for place, (name, _) in enumerate(asked) if name == source]
        parts = [asked[place][1] for place in places]
        makers = list(zip(places, _makers(parts), strict=True))
        for (at, key), results in _merged(_rows(connection, source, parts, requests)).items():
            figures = found[at].setdefault(key, [*nothing])
            for place, (make, results_of) in makers:
                figures[place] = make(results[results_of])
    return found


def _rows(
    connection: Connection, source: str, parts: Sequence[Additive], requests: Sequence[Request]
) -> Iterator[tuple[int, Row]]:
    """Rows, each with the place of its request. What serves the sums of a source is chosen here alone."""
    if source in SOURCES:
        yield from rolled_sums(connection, source, parts, requests)
        return
    if source not in _READERS:
        yield from row_sums(connection, source, parts, requests)
        return
    read = _READERS[source]
    for at, request in enumerate(requests):
        for row in read(connection, source, parts, request):
            yield at, row


def _merged(rows: Iterator[tuple[int, Row]]) -> dict[tuple[int, Key], Sequence[Any]]:
    merged: dict[tuple[int, Key], Sequence[Any]] = {}
    for at, (key, results) in rows:
        known = merged.get((at, key))
        merged[at, key] = results if known is None else list(map(added, known, results))
    return merged


def _makers(parts: Sequence[Additive]) -> Iterator[tuple[Figure, slice]]:
    """How each part's figure is made, and of which of the results."""
    place = 0
    for part in parts:
        yield part.figure, slice(place, place + len(part.columns))
        place += len(part.columns)
