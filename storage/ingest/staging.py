"""Rows laid aside in temporary tables of the store's own database, to be compared there and then stored.

Nothing here takes the store's write lock: a long file is read while others write.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

from sqlalchemy import BigInteger, Column, Connection, MetaData, Table
from sqlalchemy.types import Boolean, Date, Double, Integer, Numeric, String, TypeEngine

from storage.records import Kind
from storage.schema import Instant, Money

BATCH = 5_000
_numbers = count(1)
# Instants and money lie there as the integers that the database keeps.
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


@dataclass(frozen=True, slots=True)
class Staging:
    """`rows`: the file's good rows with their line; `merged`: rows made of several legs; `dropped`: lines not
    to be stored, with a reason where they are refused; `spoiled`: keys of refused rows (for legs)."""

    kind: Kind
    rows: Table
    merged: Table
    dropped: Table
    spoiled: Table

    @property
    def tables(self) -> tuple[Table, ...]:
        return (self.rows, self.merged, self.dropped, self.spoiled)


def staging(connection: Connection, kind: Kind) -> Staging:
    """New temporary tables for one file, on this connection."""
    number, made = next(_numbers), MetaData()

    def table(name: str, columns: Sequence[str], *more: Column[Any]) -> Table:
        kept = (Column(one, _as_kept(kind.table.c[one].type)) for one in columns)
        return Table(f"incoming_{name}_{number}", made, *more, *kept, prefixes=["TEMPORARY"])

    found = Staging(
        kind,
        table("rows", kind.columns, Column("line", BigInteger)),
        table("merged", kind.columns, Column("line", BigInteger)),
        table("dropped", (), Column("line", BigInteger), Column("reason", String)),
        table("spoiled", kind.key),
    )
    made.create_all(connection, checkfirst=False)
    return found


def load(connection: Connection, table: Table, rows: Iterable[Sequence[Any]]) -> None:
    """Writes rows as they are kept, in the order of the table's columns: COPY on PostgreSQL."""
    _LOADERS[connection.dialect.name](connection, table, rows)


def _load_sqlite(connection: Connection, table: Table, rows: Iterable[Sequence[Any]]) -> None:
    marks = ", ".join("?" * len(table.columns))
    raw: Any = connection.connection.driver_connection
    raw.executemany(f"INSERT INTO {table.name} VALUES ({marks})", rows)  # noqa: S608 (our own name)


def _load_postgresql(connection: Connection, table: Table, rows: Iterable[Sequence[Any]]) -> None:
    raw: Any = connection.connection.driver_connection
    with raw.cursor() as cursor, cursor.copy(f"COPY {table.name} FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


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


def clear(connection: Connection, staged: Staging) -> None:
    """The tables are gone; the connection may be used for something else."""
    staged.rows.metadata.drop_all(connection, checkfirst=False)


def _as_kept(kind: TypeEngine[Any]) -> TypeEngine[Any]:
    return next(kept() for ours, kept in _AS_KEPT if isinstance(kind, ours))
