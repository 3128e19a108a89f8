"""Rows in bulk, as the database keeps them: COPY on PostgreSQL, one prepared statement on SQLite."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import BigInteger, Connection, Table
from sqlalchemy.types import Boolean, Date, Double, Integer, Numeric, String, TypeEngine

from storage.schema import Instant, Money

BATCH = 5_000
# Told once, psycopg need not look at every cell for what it is. COPY takes a date as its text.
_COPIED: dict[type[TypeEngine[Any]], str] = {
    BigInteger: "int8",
    Integer: "int8",
    Double: "float8",
    Boolean: "bool",
    Date: "text",
    String: "text",
}
# Instants and money are kept as integers.
_AS_KEPT: tuple[tuple[type[Any], Callable[[], TypeEngine[Any]]], ...] = (
    (Instant, BigInteger),
    (Money, BigInteger),
    (Double, Double),
    (Numeric, Double),
    (Integer, Integer),
    (Boolean, Boolean),
    (Date, Date),
    (String, String),
)


def as_kept(kind: TypeEngine[Any]) -> TypeEngine[Any]:
    """The type of what the database keeps of a column."""
    return next(kept() for ours, kept in _AS_KEPT if isinstance(kind, ours))


def load(connection: Connection, table: Table, rows: Iterable[Sequence[Any]]) -> None:
    """Writes rows as they are kept, in the order of the table's columns."""
    _LOADERS[connection.dialect.name](connection, table, rows)


def _load_sqlite(connection: Connection, table: Table, rows: Iterable[Sequence[Any]]) -> None:
    marks = ", ".join("?" * len(table.c))
    raw: Any = connection.connection.driver_connection
    raw.executemany(f"INSERT INTO {table.name} ({_names(table)}) VALUES ({marks})", rows)  # noqa: S608 (our own names)


def _load_postgresql(connection: Connection, table: Table, rows: Iterable[Sequence[Any]]) -> None:
    raw: Any = connection.connection.driver_connection
    with raw.cursor() as cursor, cursor.copy(f"COPY {table.name} ({_names(table)}) FROM STDIN") as copy:
        copy.set_types([_COPIED[type(as_kept(column.type))] for column in table.columns])
        for row in rows:
            copy.write_row(row)


def _names(table: Table) -> str:
    return ", ".join(f'"{name}"' for name in table.columns.keys())  # noqa: SIM118 (columns, not names)


_LOADERS: dict[str, Callable[[Connection, Table, Iterable[Sequence[Any]]], None]] = {
    "sqlite": _load_sqlite,
    "postgresql": _load_postgresql,
}


def stream(connection: Connection, asked: Any) -> Iterator[tuple[Any, ...]]:
    """The rows of a question, some thousands in memory at a time."""
    # As an option of the connection it would stay, and make a cursor of every statement after it.
    rows: Any = connection.execute(asked, execution_options={"yield_per": BATCH})
    yield from (tuple(row) for row in rows)


def settle(connection: Connection, table: Table) -> None:
    """Tells PostgreSQL's planner how much is there: it never looks at a temporary table by itself."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"ANALYZE {table.name}")
