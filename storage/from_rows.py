"""Sums over rows that happen at an instant, in one pass per source with conditional sums."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Executable, Select, literal_column, select, union_all

from storage.additive import Additive
from storage.buckets import DECODERS, big, digits, time_key
from storage.dimensions import among, dimension
from storage.request import TIME_DIMENSIONS, Condition, Key, Request
from storage.sources import SOURCES, Source

Row = tuple[Key, Sequence[Any]]
# Stretches that one statement sums: what is normal looks at nine. Databases bound how long it may be.
TOGETHER = 12


def row_sums(
    connection: Connection, source: str, measures: Sequence[Additive], requests: Sequence[Request]
) -> Iterator[tuple[int, Row]]:
    """Of requests that differ in their spans alone, the place of each and per slice the results of all the
    measures' columns, one after the other; a slice may come twice."""
    columns = [column for measure in measures for column in measure.columns]
    parts = [part for part in SOURCES if part.name == source]
    for first in range(0, len(requests), TOGETHER):
        some = requests[first : first + TOGETHER]
        for place, row in grouped(connection, parts, columns, some):
            yield first + place, row


def grouped(
    connection: Connection,
    parts: Sequence[Source],
    columns: Sequence[ColumnElement[Any]],
    requests: Sequence[Request],
    values: Sequence[ColumnElement[Any]] = (),
    only: Sequence[ColumnElement[bool]] = (),
) -> Iterator[tuple[int, Row]]:
    """For each request, per slice and further per each of `values`: these, then the aggregates `columns`.

    `only` narrows the rows beyond the requests' conditions. All is one statement: a round trip costs more
    than most stretches of rows, the rest of a day, take to sum.
    """
    by = requests[0].by
    selects = [
        _select(part, (*columns, literal_column(str(place))), request, values, only)
        for part in parts
        for place, request in enumerate(requests)
    ]
    statement = selects[0] if len(selects) == 1 else union_all(*selects)
    for key, (*results, place) in decoded(fetched(connection, statement, clock=requests[0].clock), by):
        yield place, (key, results)


def _select(
    source: Source,
    columns: Sequence[ColumnElement[Any]],
    request: Request,
    values: Sequence[ColumnElement[Any]],
    only: Sequence[ColumnElement[bool]],
) -> Select[Any]:
    keys = [*(_key(source, name, request) for name in request.by), *values]
    conditions = [*(_condition(source, condition, request) for condition in request.where), *only]
    return (
        select(*keys, *columns)
        .select_from(source.joined((*keys, *columns, *conditions)))
        .where(source.during(big(request.start), big(request.end)), *source.only, *conditions)
        .group_by(*positions(len(keys)))
    )


def positions(count: int) -> list[ColumnElement[Any]]:
    """GROUP BY the first `count` columns, by position.

    PostgreSQL takes an expression with bound values for a different one each time it is written.
    """
    return [literal_column(str(position)) for position in range(1, count + 1)]


def fetched(connection: Connection, statement: Executable, **values: Any) -> Sequence[Sequence[Any]]:
    return connection.execute(statement, values).all()


def decoded(rows: Iterable[Sequence[Any]], by: Sequence[str]) -> Iterator[Row]:
    """Rows of keys and results as slices: each key of time as what it stands for."""
    width = len(by)
    decoders = [(place, DECODERS[name]) for place, name in enumerate(by) if name in DECODERS]
    for row in rows:
        key = tuple(row[:width])
        for place, decode in decoders:
            key = (*key[:place], decode(key[place]), *key[place + 1 :])
        yield key, row[width:]


def _key(source: Source, name: str, request: Request) -> ColumnElement[Any]:
    if name in TIME_DIMENSIONS:
        return time_key(name, source.at, request.pieces)
    return dimension(source.dimensions, name, source.name)


def _condition(source: Source, condition: Condition, request: Request) -> ColumnElement[bool]:
    name, negated, values = condition
    chosen = digits(condition) if name in TIME_DIMENSIONS else values
    return among(_key(source, name, request), negated, chosen)
