"""Columns out of the database and back into it, as Arrow tables: no row of PostgreSQL's becomes an object."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from io import BytesIO
from typing import Any

from sqlalchemy import BigInteger, Boolean, Connection, Date, Double, Integer, Select, String, Table
from sqlalchemy.types import TypeEngine

from storage.bulk import as_kept, load

# Imported by name: pyarrow has no types.
arrow: Any = import_module("pyarrow")
csv: Any = import_module("pyarrow.csv")

_AT_ONCE = 10_000
_KINDS: Mapping[type[Any], Any] = {
    BigInteger: arrow.int64(),
    Integer: arrow.int64(),
    Boolean: arrow.bool_(),
    Double: arrow.float64(),
    String: arrow.string(),
    Date: arrow.string(),  # ISO text, which both databases take for one
}


def kind_of(sql: TypeEngine[Any]) -> Any:
    """Arrow's type for what the database keeps of a column of this SQL type."""
    kept = as_kept(sql)
    return next(found for kind, found in _KINDS.items() if isinstance(kept, kind))


def fetched(connection: Connection, rows: Select[Any], values: Mapping[str, int]) -> Any:
    """The rows of a question as a table of columns."""
    schema = arrow.schema([(name, kind_of(shown.type)) for name, shown in rows.selected_columns.items()])
    sql = str(rows.params(values).compile(connection, compile_kwargs={"literal_binds": True}))
    return _FETCHED[connection.dialect.name](connection, sql, schema)


def put(connection: Connection, into: Table, found: Any) -> None:
    """Writes a table whose columns are in the order of the database's, and of their types or wider ones."""
    kinds = arrow.schema([(column.name, kind_of(column.type)) for column in into.columns])
    _PUT[connection.dialect.name](connection, into, found.rename_columns(kinds.names).cast(kinds))


def _rows(connection: Connection, sql: str, schema: Any) -> Any:
    """Never more than some thousands of them as objects of Python."""
    kept = [arrow.int64() if kind.type == arrow.bool_() else kind.type for kind in schema]
    cursor, batches = _driver(connection).execute(sql), list[Any]()
    while some := cursor.fetchmany(_AT_ONCE):
        columns = map(arrow.array, zip(*some, strict=True), kept)
        batches.append(arrow.RecordBatch.from_arrays(list(columns), schema.names))
    return arrow.Table.from_batches(batches).cast(schema) if batches else schema.empty_table()


def _copied_out(connection: Connection, sql: str, schema: Any) -> Any:
    text, raw = BytesIO(), _driver(connection)
    with raw.cursor() as cursor, cursor.copy(f"COPY ({sql}) TO STDOUT (FORMAT csv)") as copy:
        for some in copy:
            text.write(some)
    if not text.tell():
        return schema.empty_table()
    text.seek(0)
    # An empty cell is NULL, a quoted empty one is empty text.
    cells = csv.ConvertOptions(
        column_types=schema,
        null_values=[""],
        true_values=["t"],
        false_values=["f"],
        strings_can_be_null=True,
        quoted_strings_can_be_null=False,
    )
    return csv.read_csv(
        text,
        csv.ReadOptions(column_names=schema.names),
        csv.ParseOptions(newlines_in_values=True),
        cells,
    )


def _written(connection: Connection, into: Table, found: Any) -> None:
    def rows() -> Iterator[tuple[Any, ...]]:
        for some in found.to_batches(_AT_ONCE):
            yield from zip(*(column.to_pylist() for column in some.columns), strict=True)

    load(connection, into, rows())


def _copied_in(connection: Connection, into: Table, found: Any) -> None:
    text = BytesIO()
    csv.write_csv(found, text, csv.WriteOptions(include_header=False))
    names = ", ".join(f'"{name}"' for name in into.columns.keys())  # noqa: SIM118 (columns, not names)
    raw = _driver(connection)
    with raw.cursor() as cursor, cursor.copy(f"COPY {into.name} ({names}) FROM STDIN (FORMAT csv)") as copy:
        copy.write(text.getbuffer())


def _driver(connection: Connection) -> Any:
    return connection.connection.driver_connection


_FETCHED: Mapping[str, Callable[[Connection, str, Any], Any]] = {
    "sqlite": _rows,
    "postgresql": _copied_out,
}
_PUT: Mapping[str, Callable[[Connection, Table, Any], None]] = {
    "sqlite": _written,
    "postgresql": _copied_in,
}
