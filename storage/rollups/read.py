"""Sums and histograms from rollups where they serve, from rows where they do not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from sqlalchemy import Connection

from storage.additive import Additive
from storage.from_rows import Row, decoded, fetched, row_sums
from storage.request import Request
from storage.rollups.columns import PER_CHANNEL, choices, is_kept
from storage.rollups.plan import Segment, plain_dimensions, planned
from storage.rollups.shape import ROLLUPS, SPREADS, Rollup, Spread
from storage.rollups.statements import bound, form_of, spread_of, sums_of
from storage.spreads import value_rows


def rolled_sums(
    connection: Connection, source: str, measures: Sequence[Additive], request: Request
) -> Iterator[Row]:
    """Per slice the results of all the measures' columns; a slice may come many times."""
    zone = request.days
    for needs, places in _groups(source, measures, request).items():
        parts = [measures[place] for place in places]
        segments = [Segment(request)]
        if zone is not None and needs is not None:
            segments = planned(ROLLUPS, needs, request, zone)
        for segment in segments:
            rows = _served(connection, source, parts, segment)
            yield from rows if len(parts) == len(measures) else _spread_out(rows, measures, places)


def histogram_rows(connection: Connection, name: str, request: Request) -> Iterator[Row]:
    """Per slice and value: the value in seconds and how many contacts have it; either may come many times."""
    zone = request.days
    segments = [Segment(request)]
    if zone is not None:
        segments = planned(SPREADS, plain_dimensions(request), request, zone)
    for segment in segments:
        if not isinstance(segment.rollup, Spread):
            yield from value_rows(connection, name, segment.request)
            continue
        values = bound(segment.request, segment.buckets) | {"spread": name}
        statement = spread_of(form_of(segment.rollup, segment.request))
        yield from decoded(fetched(connection, statement, **values), request.by)


def _groups(
    source: str, measures: Sequence[Additive], request: Request
) -> Mapping[frozenset[str] | None, list[int]]:
    """The places of the measures by the dimensions that a rollup must have for them; None: rows alone."""
    asked, found = plain_dimensions(request), dict[frozenset[str] | None, list[int]]()
    for place, part in enumerate(measures):
        needs = asked | {PER_CHANNEL} if len(choices(part)) > 1 else asked
        found.setdefault(needs if is_kept(source, part) else None, []).append(place)
    return found


def _served(
    connection: Connection, source: str, parts: Sequence[Additive], segment: Segment
) -> Iterator[Row]:
    request = segment.request
    if not isinstance(segment.rollup, Rollup):
        yield from row_sums(connection, source, parts, request)
        return
    statement = sums_of(form_of(segment.rollup, request), source, parts)
    rows = decoded(fetched(connection, statement, **bound(request, segment.buckets)), request.by)
    if request.by:
        yield from rows
        return
    # Without a slice there is a row even over none, and a sum of none is nothing, which a count is not.
    empty = [nothing for part in parts for nothing in part.empty]
    for key, results in rows:
        yield key, [none if one is None else one for one, none in zip(results, empty, strict=True)]


def _spread_out(rows: Iterator[Row], measures: Sequence[Additive], places: Sequence[int]) -> Iterator[Row]:
    """The results at the places of their measures among all; nothing for the others."""
    for key, results in rows:
        rest = iter(results)
        yield (
            key,
            [
                next(rest) if place in places else nothing
                for place, part in enumerate(measures)
                for nothing in part.empty
            ],
        )
