"""Rows laid aside in temporary tables of the store's own database, to be compared there and then stored.

Nothing here takes the store's write lock: a long file is read while others write.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from operator import itemgetter
from typing import Any

from sqlalchemy import BigInteger, Column, Connection, MetaData, String, Table

from storage.bulk import as_kept, load
from storage.records import Kind

_numbers = count(1)


@dataclass(frozen=True, slots=True)
class Staging:
    """`rows`: the file's good rows with their line; `merged`: rows made of several legs; `dropped`: lines not
    to be stored, with a reason where they are refused; `spoiled`: keys of refused rows (for legs). `names`
    are the values of its dimensions in the good rows, as they were read."""

    kind: Kind
    rows: Table
    merged: Table
    dropped: Table
    spoiled: Table
    names: dict[str, set[Any]] = field(default_factory=dict[str, set[Any]])

    def add(self, connection: Connection, rows: Sequence[tuple[Any, ...]]) -> None:
        """Lays good rows aside: each its line, then the values of its columns."""
        if not rows:
            return
        load(connection, self.rows, rows)
        places = {name: at for at, name in enumerate(self.rows.c.keys())}
        self._name({name: map(itemgetter(places[name]), rows) for name in self.kind.names.values()})

    def put(self, connection: Connection, rows: Any) -> None:
        """Lays good rows aside that are columns of an Arrow table."""
        from storage.exchange import put  # pyarrow

        put(connection, self.rows, rows)
        self._name({name: rows.column(name).unique().to_pylist() for name in self.kind.names.values()})

    def _name(self, values: Mapping[str, Iterable[Any]]) -> None:
        for dimension, name in self.kind.names.items():
            self.names.setdefault(dimension, set()).update(values[name])

    @property
    def tables(self) -> tuple[Table, ...]:
        return (self.rows, self.merged, self.dropped, self.spoiled)


def staging(connection: Connection, kind: Kind) -> Staging:
    """New temporary tables for one file, on this connection."""
    number, made = next(_numbers), MetaData()

    def table(name: str, columns: Sequence[str], *more: Column[Any]) -> Table:
        kept = (Column(one, as_kept(kind.table.c[one].type)) for one in columns)
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


def clear(connection: Connection, staged: Staging) -> None:
    """The tables are gone; the connection may be used for something else."""
    staged.rows.metadata.drop_all(connection, checkfirst=False)
