"""What is read of many rows at once, and how their columns are summed: the SQL that DuckDB runs.

`facts` are the rows of a part of a source with all that any rollup reads of them, `inputs` what each of the
sums is of, worked out once a row: all rollups sum the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import product
from typing import Any, NamedTuple, cast

from sqlalchemy import (
    Column,
    ColumnElement,
    Select,
    Table,
    TableClause,
    column,
    func,
    literal,
    literal_column,
    select,
    table,
    type_coerce,
)
from sqlalchemy.dialects import postgresql
from sqlalchemy.sql import ClauseElement, visitors

from storage.bulk import as_kept
from storage.dimensions import dimension
from storage.from_rows import positions
from storage.rollups.buckets import FROM, UNTIL, day_within, in_quarter_hours, quarter_of
from storage.rollups.columns import columns
from storage.rollups.shape import ROLLUPS, SPREADS, Rollup, Spread
from storage.rollups.tables import SPREAD_TABLES, TABLES
from storage.sources import CONTACTS, Source, columns_read
from storage.spreads import HISTOGRAMS

# PostgreSQL's SQL is what DuckDB reads; a % is not doubled as its driver would want.
_DIALECT = postgresql.dialect(paramstyle="named")
# What is summed from rows and not from another rollup.
READ = tuple(one for one in ROLLUPS if one.of is None)
Expressions = Sequence[ColumnElement[Any]]
Spreading = tuple[ColumnElement[float], ColumnElement[bool]]


class Sum(NamedTuple):
    """What a rollup's table gets of a part of its source; the SQL asks for $first, $end and $part."""

    rollup: Rollup | Spread
    table: Table
    part: int
    sql: str


class Facts(NamedTuple):
    """Of one part of a source: its rows, the SQL of their inputs, and what is summed."""

    rows: Select[Any]
    inputs: str
    sums: tuple[Sum, ...]


@cache
def facts_of(part: Source, number: int, pieces: int) -> Facts:
    """Of a part's rows in a stretch of time in which the zone has so many pieces."""
    slices = {f"by_{name}": dimension(part.dimensions, name, part.name) for name in _names()}
    totals = [one.aggregate.label(one.name) for one in columns(part.name)]
    spreads = dict(HISTOGRAMS) if part is CONTACTS else dict[str, Spreading]()
    valued = [expression for pair in spreads.values() for expression in pair]
    read = sorted(columns_read((*totals, *valued)), key=_name)
    keys = {"day": day_within(part.at, pieces), "quarter": quarter_of(part.at)} | slices
    shown = keys | {_name(one): type_coerce(one, as_kept(one.type)) for one in read}
    rows = (
        select(*(expression.label(name) for name, expression in shown.items()))
        .select_from(part.joined((*shown.values(), *read)))
        .where(part.during(FROM, UNTIL), *part.only)
    )
    facts = table("facts", *(column(name, expression.type) for name, expression in shown.items()))
    arguments, sums = _taken_apart([_over(facts, one) for one in totals])
    inputs = table("inputs", *(column(name, expression.type) for name, expression in keys.items()))
    found = [Sum(one, TABLES[one.name, part.name], number, _grouped(inputs, one, (), sums)) for one in READ]
    found += _spreads(facts, spreads)
    return Facts(rows, _sql(select(*(facts.c[name] for name in keys), *arguments)), tuple(found))


def _names() -> list[str]:
    return list(dict.fromkeys(name for one in (*READ, *SPREADS) for name in one.dimensions))


def _name(one: Column[Any]) -> str:
    return f"{cast('Any', one.table).name}_{one.name}"


def _over(facts: TableClause, expression: ColumnElement[Any]) -> ColumnElement[Any]:
    """The same of the columns of `facts`."""

    def here(element: Any, **_: Any) -> ColumnElement[Any] | None:
        return facts.c[_name(cast("Column[Any]", element))] if isinstance(element, Column) else None

    return visitors.replacement_traverse(expression, {}, here)


def _taken_apart(totals: Expressions) -> tuple[Expressions, Expressions]:
    """What is counted and summed, under a name each, and the totals over columns of these names."""
    arguments: list[ColumnElement[Any]] = []

    def named(element: Any, **_: Any) -> ColumnElement[Any] | None:
        if getattr(element, "name", "") not in ("count", "sum") or not hasattr(element, "clauses"):
            return None
        (argument,) = element.clauses
        arguments.append(argument.label(f"of_{len(arguments)}"))
        return getattr(func, element.name)(column(arguments[-1].name))

    sums = [visitors.replacement_traverse(one, {}, named) for one in totals]
    return arguments, sums


def _spreads(facts: TableClause, spreads: dict[str, Spreading]) -> Iterator[Sum]:
    for spread, (place, (name, (value, known))) in product(SPREADS, enumerate(spreads.items())):
        keys = (literal(name).label("spread"), _over(facts, value).label("seconds"))
        sql = _grouped(facts, spread, keys, (func.count().label("contacts"),), _over(facts, known))
        yield Sum(spread, SPREAD_TABLES[spread.name], place, sql)


def _grouped(
    rows: TableClause,
    rollup: Rollup | Spread,
    keys: Expressions,
    aggregates: Expressions,
    *only: ColumnElement[bool],
) -> str:
    """bucket, part, a number in both, dimensions, further keys, aggregates over the rows."""
    time = rows.c["quarter" if in_quarter_hours(rollup) else "day"]
    slices = [rows.c[f"by_{name}"].label(name) for name in rollup.dimensions]
    grouped = (
        select(time.label("bucket"), *slices, *keys, *aggregates)
        .where(time >= literal_column("$first"), time < literal_column("$end"), *only)
        .group_by(*positions(1 + len(slices) + len(keys)))
        .subquery("found")
    )
    place = func.row_number().over()  # of its bucket, too, and many times as fast
    first, *rest = grouped.c
    part: ColumnElement[int] = literal_column("$part")
    return _sql(select(first, part, place, *rest))


def _sql(statement: ClauseElement) -> str:
    return str(statement.compile(dialect=_DIALECT, compile_kwargs={"literal_binds": True}))
