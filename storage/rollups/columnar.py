"""Many rows summed column by column, by DuckDB in this process: several times as fast as in the database.

The rows of a stretch come out of the database once, with all that any rollup of their source reads; each
rollup is then the same sums over them as `fill` writes for few rows, and goes back in bulk.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple, cast
from zoneinfo import ZoneInfo

import duckdb
import pyarrow as arrow
from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ColumnElement,
    Connection,
    Double,
    FromClause,
    Integer,
    Select,
    String,
    column,
    func,
    literal_column,
    select,
    table,
    type_coerce,
)
from sqlalchemy.dialects import postgresql
from sqlalchemy.sql import visitors

from storage.bulk import as_kept, load
from storage.dimensions import dimension
from storage.from_rows import positions
from storage.rollups.buckets import FROM, UNTIL, Days, buckets_of, day_within, instants, quarter_of, spanned
from storage.rollups.columns import columns
from storage.rollups.shape import ROLLUPS, Rollup
from storage.rollups.tables import TABLES
from storage.sources import Source, columns_read

_AT_ONCE = 10_000
_KINDS: Mapping[type[Any], Any] = {
    BigInteger: arrow.int64(),
    Integer: arrow.int64(),
    Boolean: arrow.bool_(),
    Double: arrow.float64(),
    String: arrow.string(),
}
# PostgreSQL's SQL is what DuckDB reads; a % is not doubled as its driver would want.
_DIALECT = postgresql.dialect(paramstyle="named")
_READ = tuple(one for one in ROLLUPS if one.of is None)


class Facts(NamedTuple):
    """Rows of one part of a source with what rollups read of them: `names` as `rows` gives them, `sums` by
    rollup as SQL over a table `facts` of these columns."""

    rows: Select[Any]
    schema: Any
    sums: Mapping[str, str]


def summed(connection: Connection, part: Source, number: int, zone: ZoneInfo, days: Days) -> None:
    """Puts the sums of these days of a part of a source into every rollup's table that is summed from rows."""
    span = instants(zone, days)
    pieces, values = spanned(zone, span, days)
    facts = facts_of(part, pieces)
    found = _fetched(connection, facts, values)
    if not found.num_rows:
        return
    with duckdb.connect() as engine:
        # What is written `a / b` of whole numbers is a whole number in both databases.
        engine.execute("SET integer_division = true")
        engine.register("facts", found)
        for rollup in _READ:
            engine.execute(facts.sums[rollup.name], buckets_of(rollup, zone, days)._asdict())
            load(connection, TABLES[rollup.name, part.name], _numbered(engine, number))


def _fetched(connection: Connection, facts: Facts, values: Mapping[str, int]) -> Any:
    """The rows as a table of columns; never more than some thousands of them as objects of Python."""
    rows = connection.execute(facts.rows, values, execution_options={"yield_per": _AT_ONCE})
    batches = [
        arrow.RecordBatch.from_arrays(
            [
                arrow.array(cells, kind.type)
                for cells, kind in zip(zip(*some, strict=True), facts.schema, strict=True)
            ],
            schema=facts.schema,
        )
        for some in rows.partitions()
    ]
    return arrow.Table.from_batches(batches, facts.schema)


def _numbered(engine: Any, part: int) -> Iterator[tuple[Any, ...]]:
    """bucket, part, a number in both of these, then the slice and its sums."""
    while some := engine.fetchmany(_AT_ONCE):
        for bucket, place, *rest in some:
            yield (bucket, part, place, *rest)


@cache
def facts_of(part: Source, pieces: int) -> Facts:
    """What is read of a part's rows, in a stretch of time in which the zone has so many pieces."""
    names = dict.fromkeys(name for rollup in _READ for name in rollup.dimensions)
    slices = {f"by_{name}": dimension(part.dimensions, name, part.name) for name in names}
    sums = [one.aggregate.label(one.name) for one in columns(part.name)]
    read = sorted(columns_read(sums), key=_name)
    times = {"day": day_within(part.at, pieces), "quarter": quarter_of(part.at)}
    shown = times | slices | {_name(one): type_coerce(one, as_kept(one.type)) for one in read}
    rows = (
        select(*(expression.label(name) for name, expression in shown.items()))
        .select_from(part.joined((*shown.values(), *read)))
        .where(part.during(FROM, UNTIL), *part.only)
    )
    schema = arrow.schema([(name, _kind(expression)) for name, expression in shown.items()])
    flat = table("facts", *(column(name, expression.type) for name, expression in shown.items()))
    return Facts(rows, schema, {one.name: _sql(flat, one, part.name) for one in _READ})


def _kind(expression: ColumnElement[Any]) -> Any:
    return next(found for kind, found in _KINDS.items() if isinstance(expression.type, kind))


def _name(one: Column[Any]) -> str:
    return f"{cast('Any', one.table).name}_{one.name}"


def _sql(flat: FromClause, rollup: Rollup, source: str) -> str:
    """bucket, place, dimensions, sums of one rollup, over the facts."""

    def here(element: Any, **_: Any) -> ColumnElement[Any] | None:
        return flat.c[_name(cast("Column[Any]", element))] if isinstance(element, Column) else None

    time = flat.c["quarter" if rollup.quarters else "day"]
    slices: Sequence[ColumnElement[Any]] = [flat.c[f"by_{name}"].label(name) for name in rollup.dimensions]
    sums = [visitors.replacement_traverse(one.aggregate, {}, here).label(one.name) for one in columns(source)]
    grouped = (
        select(time.label("bucket"), *slices, *sums)
        .where(time >= literal_column("$first"), time < literal_column("$end"))
        .group_by(*positions(1 + len(slices)))
        .subquery("found")
    )
    place = func.row_number().over(partition_by=grouped.c.bucket)
    first, *rest = grouped.c
    return str(select(first, place, *rest).compile(dialect=_DIALECT, compile_kwargs={"literal_binds": True}))
