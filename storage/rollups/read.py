"""Sums and histograms from rollups where they serve, from rows where they do not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection

from storage.additive import Additive
from storage.from_rows import TOGETHER, Row, decoded, fetched, row_sums
from storage.request import Request
from storage.rollups.columns import PER_CHANNEL, choices, is_kept
from storage.rollups.plan import Segment, plain_dimensions, planned
from storage.rollups.shape import ROLLUPS, SPREADS, Rollup, Spread
from storage.rollups.statements import Form, bound, form_of, spread_of, sums_of
from storage.spreads import value_rows

# A part of the request at a place.
Served = tuple[int, Segment]


def rolled_sums(
    connection: Connection, source: str, measures: Sequence[Additive], requests: Sequence[Request]
) -> Iterator[tuple[int, Row]]:
    """Of requests that differ in their spans alone, the place of each and per slice the results of all the
    measures' columns; a slice may come many times."""
    asked = requests[0]
    for needs, places in _groups(source, measures, asked).items():
        parts = [measures[place] for place in places]
        segments: list[Served] = []
        for at, request in enumerate(requests):
            cut = [Segment(request)]
            if asked.days is not None and needs is not None:
                cut = planned(ROLLUPS, needs, request, asked.days)
            segments += [(at, segment) for segment in cut]
        for at, row in _served(connection, source, parts, segments):
            yield at, row if len(parts) == len(measures) else _spread_out(row, measures, places)


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
        values = bound(segment.request, [segment.buckets]) | {"spread": name}
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
    connection: Connection, source: str, parts: Sequence[Additive], segments: Sequence[Served]
) -> Iterator[tuple[int, Row]]:
    bare = [(at, segment) for at, segment in segments if not isinstance(segment.rollup, Rollup)]
    for place, row in row_sums(connection, source, parts, [segment.request for _, segment in bare]):
        yield bare[place][0], row
    together: dict[Form, list[Served]] = {}
    for at, segment in segments:
        if isinstance(segment.rollup, Rollup):
            form = form_of(segment.rollup, segment.request)
            together.setdefault(form, []).append((at, segment))
    for form, found in together.items():
        for first in range(0, len(found), TOGETHER):
            yield from _rolled(connection, source, parts, form, found[first : first + TOGETHER])


def _rolled(
    connection: Connection, source: str, parts: Sequence[Additive], form: Form, found: Sequence[Served]
) -> Iterator[tuple[int, Row]]:
    values = bound(found[0][1].request, [segment.buckets for _, segment in found])
    statement = sums_of(form, source, parts, len(found))
    empty = [nothing for part in parts for nothing in part.empty]
    for key, (*sums, side) in decoded(fetched(connection, statement, **values), form.by):
        # Without slices there is a row even over none, and a sum of none is nothing, which a count is not.
        blank = not form.by and None in sums
        yield found[side][0], (key, list(map(_known, sums, empty)) if blank else sums)


def _known(result: Any, nothing: Any) -> Any:
    return nothing if result is None else result


def _spread_out(row: Row, measures: Sequence[Additive], places: Sequence[int]) -> Row:
    """The results at the places of their measures among all; nothing for the others."""
    key, rest = row[0], iter(row[1])
    return (
        key,
        [
            next(rest) if place in places else nothing
            for place, part in enumerate(measures)
            for nothing in part.empty
        ],
    )
