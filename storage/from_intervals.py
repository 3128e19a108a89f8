"""Sums over agents' time: stretches are cut to the span and, where asked, over its hours or days.

Cutting goes piece by piece of the span in which the zone's offset is one number; sums of pieces are added.
A row of `agent_time` never crosses a UTC midnight, so that it starts at most a day before the span and meets
at most 25 local hours.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Subquery,
    case,
    literal,
    or_,
    select,
    true,
    type_coerce,
)

from storage.additive import Additive
from storage.buckets import SHIFT, big, bucket_of_days, bucket_of_hours, digits
from storage.dimensions import Dimensions, among, dimension, of_agent
from storage.from_rows import Row, decoded, fetched, positions
from storage.request import TIME_DIMENSIONS, Condition, Request
from storage.schema import agent_time, staff
from storage.sources import tables_read
from storage.zones import DAY, HOUR, Piece

Number = ColumnElement[int]


def interval_sums(
    connection: Connection, source: str, measures: Sequence[Additive], request: Request
) -> Iterator[Row]:
    """Per slice the results of all the measures' columns; a slice may come several times."""
    timed = bool(request.time_dimensions)
    for piece in request.pieces if timed else (Piece(request.start, request.end, 0),):
        clipped = _clipped(measures, piece)
        parts = _cut(clipped, HOUR if request.hourly else DAY) if timed else (_whole(clipped),)
        for stretches in parts:
            yield from _grouped(connection, source, stretches, measures, request, piece)


def _clipped(measures: Sequence[Additive], piece: Piece) -> Subquery:
    """kind, agent_id, and first..last in local microseconds since SHIFT before 1970, inside the piece."""
    rows = agent_time.alias("stretches")
    began, ended = (type_coerce(rows.c[name], BigInteger) for name in ("started_at", "ended_at"))
    local = big(piece.offset + SHIFT)
    wanted = [measure.rows for measure in measures if measure.rows is not None]
    return (
        select(
            rows.c.kind,
            # Not the bare column: to group by it SQLite would walk every agent's time of all kinds and years.
            rows.c.agent_id.concat("").label("agent_id"),
            (_larger(began, big(piece.start)) + local).label("first"),
            (_smaller(ended, big(piece.end)) + local).label("last"),
        )
        .where(or_(*wanted) if len(wanted) == len(measures) else true())
        .where(began >= big(piece.start - DAY), began < big(piece.end), ended > big(piece.start))
        .subquery("clipped")
    )


def _whole(clipped: Subquery) -> Subquery:
    c = clipped.c
    return select(c.kind, c.agent_id, (c.last - c.first).label("micros")).subquery("stretches")


def _cut(clipped: Subquery, unit: int) -> tuple[Subquery, Subquery]:
    """The clipped stretches over the units they meet; `bucket` counts units from SHIFT before 1970.

    Apart, because most lie in one unit: the part of each in its first unit, and the others' further parts.
    """
    c, length = clipped.c, big(unit)
    steps = select(literal(1, BigInteger).label("step")).cte("steps", recursive=True)
    steps = steps.union_all(select(steps.c.step + big(1)).where(steps.c.step < big(DAY // unit)))
    first = c.first // length
    within = (_smaller(c.last, first * length + length) - c.first).label("micros")
    further = first + steps.c.step
    beyond = (_smaller(c.last, further * length + length) - further * length).label("micros")
    return (
        select(c.kind, c.agent_id, first.label("bucket"), within).subquery("stretches"),
        select(c.kind, c.agent_id, further.label("bucket"), beyond)
        # Every stretch finds a step; an outer join makes SQLite walk the stretches once, not once a step.
        .outerjoin_from(clipped, steps, further * length < c.last)
        .where((c.last - big(1)) // length > first)
        .subquery("stretches"),
    )


def _grouped(
    connection: Connection,
    source: str,
    stretches: Subquery,
    measures: Sequence[Additive],
    request: Request,
    piece: Piece,
) -> Iterator[Row]:
    dimensions = of_agent(stretches.c.agent_id)

    def key(name: str) -> ColumnElement[Any]:
        return _key(source, dimensions, name, stretches, request, piece)

    conditions = [
        among(key(condition.dimension), condition.negated, _values(condition)) for condition in request.where
    ]
    keys = [key(name) for name in request.by]
    joined = stretches.outerjoin(staff, staff.c.agent_id == stretches.c.agent_id)
    statement = (
        select(*keys, *(column for measure in measures for column in measure.columns))
        .select_from(joined if staff in tables_read((*keys, *conditions)) else stretches)
        .where(*conditions)
        .group_by(*positions(len(request.by)))
    )
    yield from decoded(fetched(connection, statement), request.by)


def _key(
    source: str, dimensions: Dimensions, name: str, stretches: Subquery, request: Request, piece: Piece
) -> ColumnElement[Any]:
    if name not in TIME_DIMENSIONS:
        return dimension(dimensions, name, source)
    if not request.hourly:
        return bucket_of_days(name, stretches.c.bucket)
    whole = piece if piece is not request.pieces[0] else Piece(-SHIFT - piece.offset, piece.end, piece.offset)
    return bucket_of_hours(name, stretches.c.bucket, whole)


def _values(condition: Condition) -> Sequence[str | int | None]:
    return digits(condition) if condition.dimension in TIME_DIMENSIONS else condition.values


def _smaller(left: Number, right: Number) -> Number:
    # SQLite and PostgreSQL have no common function for the smaller of two.
    return case((left < right, left), else_=right)


def _larger(left: Number, right: Number) -> Number:
    return case((left > right, left), else_=right)
