"""The tables of the rollups, one for each source, in the store's schema.

A slice has no natural key, for any of its dimensions may be empty: it has a number in its bucket and part
(some sources are made of several parts). Rows lie in the order of time, so that a stretch is read at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import blake2b
from typing import Any

from sqlalchemy import BigInteger, Column, Double, Integer, String, Table

from storage.rollups.columns import columns
from storage.rollups.shape import ROLLUPS, SOURCES, SPREADS, Rollup, Spread
from storage.schema import metadata

# To be raised where a measure is computed in another way: what older code has summed is then not used.
VERSION = 1


def _table(name: str, dimensions: tuple[str, ...], *more: Column[Any]) -> Table:
    return Table(
        name,
        metadata,
        *(Column(key, Integer, primary_key=True, autoincrement=False) for key in ("bucket", "part", "place")),
        *(Column(dimension, String) for dimension in dimensions),
        *more,
        sqlite_with_rowid=False,
    )


def _of_source(rollup: Rollup, source: str) -> Table:
    sums = (Column(column.name, column.kind) for column in columns(source))
    return _table(f"{rollup.name}_{source}", rollup.dimensions, *sums)


def _of_spread(spread: Spread) -> Table:
    return _table(
        spread.name,
        spread.dimensions,
        Column("spread", String, nullable=False),
        Column("seconds", Double, nullable=False),
        Column("contacts", BigInteger, nullable=False),
    )


TABLES: Mapping[tuple[str, str], Table] = {
    (rollup.name, source): _of_source(rollup, source) for rollup in ROLLUPS for source in SOURCES
}
SPREAD_TABLES: Mapping[str, Table] = {spread.name: _of_spread(spread) for spread in SPREADS}
ALL: tuple[Table, ...] = (*TABLES.values(), *SPREAD_TABLES.values())


def table_of(rollup: Rollup | Spread, source: str) -> Table:
    """The rollup's table for a source; histograms are of contacts alone."""
    return TABLES[rollup.name, source] if isinstance(rollup, Rollup) else SPREAD_TABLES[rollup.name]


def _signature() -> str:
    said = [f"{table.name}({','.join(table.c.keys())})" for table in ALL]
    return blake2b(f"{VERSION} {said}".encode(), digest_size=6).hexdigest()


# What the tables hold, in a word: sums that other code made are not taken for ours.
SIGNATURE = _signature()
