"""The statements that read rollups, each built once: questions of the same form differ in bound values alone.

Building a statement takes longer than most rollups take to answer it.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Executable,
    Select,
    Table,
    bindparam,
    func,
    literal_column,
    select,
    union_all,
)

from storage.additive import Additive
from storage.buckets import SHIFT_DAYS, big, bucket_of_days, digits, time_key
from storage.dimensions import either
from storage.engines import STATEMENTS
from storage.from_rows import positions
from storage.request import TIME_DIMENSIONS, Condition, Request
from storage.rollups.buckets import Days
from storage.rollups.columns import summed
from storage.rollups.shape import QUARTER, Rollup, Spread
from storage.rollups.tables import table_of
from storage.zones import Piece

# A question has one or two forms, and a team asks in few. One that is not kept costs 2 ms; one that is, with
# what SQLAlchemy keeps of it, 30 kB.
_KEPT = STATEMENTS


class Asked(NamedTuple):
    """A condition but for its values: whether any are named, and whether the empty one is among them."""

    dimension: str
    negated: bool
    named: bool
    empty: bool


class Form(NamedTuple):
    """All of a request over a rollup that is not bound; `pieces` where hours are cut in a zone."""

    rollup: Rollup | Spread
    by: tuple[str, ...]
    where: tuple[Asked, ...]
    pieces: tuple[Piece, ...] = ()


def form_of(rollup: Rollup | Spread, request: Request) -> Form:
    quarters = isinstance(rollup, Rollup) and rollup.quarters
    pieces = request.pieces if quarters and request.time_dimensions else ()
    return Form(rollup, request.by, tuple(_asked(one) for one in request.where), pieces)


def _asked(one: Condition) -> Asked:
    named = any(value is not None for value in one.values)
    return Asked(one.dimension, one.negated, named, None in one.values)


def bound(request: Request, buckets: Sequence[Days]) -> dict[str, Any]:
    """The values of a request in the statement of its form, over so many stretches of buckets."""
    named = {_name(place): _values(one) for place, one in enumerate(request.where)}
    values = {name: found for name, found in named.items() if found}
    for side, stretch in enumerate(buckets):
        values |= {f"begin_{side}": stretch.first, f"end_{side}": stretch.end}
    return values


def sums_of(form: Form, source: str, parts: Sequence[Additive], sides: int) -> Executable:
    """Per stretch and slice the sums of the parts' columns in their order, and the stretch's number."""
    # Every span cuts hours in its own way: such a statement is not met again.
    make = _sums.__wrapped__ if form.pieces else _sums
    return make(form, source, tuple(parts), sides)


@lru_cache(_KEPT)
def _sums(form: Form, source: str, parts: tuple[Additive, ...], sides: int) -> Executable:
    table = table_of(form.rollup, source)
    columns = summed(table, source, parts)
    each = [_statement(form, table, side, (), (*columns, literal_column(str(side)))) for side in range(sides)]
    return each[0] if sides == 1 else union_all(*each)


@lru_cache(_KEPT)
def spread_of(form: Form) -> Executable:
    """Per slice and value in seconds, how many contacts; the kind of spread is bound as `spread`."""
    table = table_of(form.rollup, "contacts")
    statement = _statement(form, table, 0, (table.c.seconds,), (func.sum(table.c.contacts),))
    return statement.where(table.c.spread == bindparam("spread"))


def _statement(
    form: Form,
    table: Table,
    side: int,
    values: Sequence[ColumnElement[Any]],
    columns: Sequence[ColumnElement[Any]],
) -> Select[Any]:
    keys = [*(_key(form, table, name) for name in form.by), *values]
    conditions = (_condition(form, table, place, one) for place, one in enumerate(form.where))
    begin, end = (bindparam(f"{edge}_{side}", type_=BigInteger) for edge in ("begin", "end"))
    return (
        select(*keys, *columns)
        .where(table.c.bucket >= begin, table.c.bucket < end, *conditions)
        .group_by(*positions(len(keys)))
    )


def _key(form: Form, table: Table, name: str) -> ColumnElement[Any]:
    if name not in TIME_DIMENSIONS:
        return table.c[name]
    if form.pieces:
        return time_key(name, table.c.bucket * big(QUARTER), form.pieces)
    # A day is its bucket as it stands: the rows lie in that order, and need no sorting.
    return table.c.bucket if name == "day" else bucket_of_days(name, table.c.bucket + big(SHIFT_DAYS))


def _condition(form: Form, table: Table, place: int, asked: Asked) -> ColumnElement[bool]:
    column = _key(form, table, asked.dimension)
    values = bindparam(_name(place), type_=column.type, expanding=True)
    return either(column, asked.negated, column.in_(values) if asked.named else None, empty=asked.empty)


def _name(place: int) -> str:
    return f"values_{place}"


def _values(one: Condition) -> list[Any]:
    if one.dimension in TIME_DIMENSIONS:
        return list(digits(one))
    return [value for value in one.values if value is not None]
