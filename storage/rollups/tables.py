"""The tables of the rollups, one for each source, in the store's schema.

A slice has no natural key, for any of its dimensions may be empty: it has a number in its bucket and part
(some sources are made of several parts). Rows lie in the order of time, so that a stretch is read at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from hashlib import blake2b
from threading import Lock
from typing import Any, TypeVar

from sqlalchemy import BigInteger, Column, Double, Index, Integer, String, Table

from storage.rollups.columns import columns
from storage.rollups.shape import ROLLUPS, SOURCES, SPREADS, Rollup, Spread
from storage.schema import metadata

# To be raised where a measure is computed in another way: what older code has summed is then not used.
VERSION = 1
KEY = ("bucket", "part", "place")
COUNTED = ("spread", "seconds", "contacts")
K = TypeVar("K")


def _table(name: str, dimensions: tuple[str, ...], *more: Column[Any] | Index) -> Table:
    return Table(
        name,
        metadata,
        *(Column(key, Integer, primary_key=True, autoincrement=False) for key in KEY),
        *(Column(dimension, String) for dimension in dimensions),
        *more,
        sqlite_with_rowid=False,
    )


def _of_source(rollup: Rollup, source: str) -> Table:
    sums = (Column(column.name, column.kind) for column in columns(source))
    found = () if rollup.found_by is None else (Index(None, rollup.found_by, "bucket"),)
    return _table(f"{rollup.name}_{source}", rollup.dimensions, *sums, *found)


def _of_spread(spread: Spread) -> Table:
    return _table(
        spread.name,
        spread.dimensions,
        Column("spread", String, nullable=False),
        Column("seconds", Double, nullable=False),
        Column("contacts", BigInteger, nullable=False),
    )


class _Tables(Mapping[K, Table]):
    """Each table is made when it is first looked up: a question needs one or two, and all of them together
    would take longer to make than most answers."""

    def __init__(self, makers: Mapping[K, Callable[[], Table]]) -> None:
        self._makers = makers
        self._made: dict[K, Table] = {}

    def __getitem__(self, key: K) -> Table:
        with _LOCK:
            if key not in self._made:
                self._made[key] = self._makers[key]()
            return self._made[key]

    def __iter__(self) -> Iterator[K]:
        return iter(self._makers)

    def __len__(self) -> int:
        return len(self._makers)


# The schema refuses a table that another thread has just made.
_LOCK = Lock()
TABLES: Mapping[tuple[str, str], Table] = _Tables(
    {(rollup.name, source): partial(_of_source, rollup, source) for rollup in ROLLUPS for source in SOURCES}
)
SPREAD_TABLES: Mapping[str, Table] = _Tables({spread.name: partial(_of_spread, spread) for spread in SPREADS})


def all_tables() -> tuple[Table, ...]:
    return (*TABLES.values(), *SPREAD_TABLES.values())


def table_of(rollup: Rollup | Spread, source: str) -> Table:
    """The rollup's table for a source; histograms are of contacts alone."""
    return TABLES[rollup.name, source] if isinstance(rollup, Rollup) else SPREAD_TABLES[rollup.name]


def _signature() -> str:
    """Of names alone, in the order of the tables and of their columns."""
    plain = [f"{rollup.name}_{source}({_names(rollup, source)})" for rollup in ROLLUPS for source in SOURCES]
    spreads = [f"{spread.name}({','.join((*KEY, *spread.dimensions, *COUNTED))})" for spread in SPREADS]
    return blake2b(f"{VERSION} {[*plain, *spreads]}".encode(), digest_size=6).hexdigest()


def _names(rollup: Rollup, source: str) -> str:
    return ",".join((*KEY, *rollup.dimensions, *(column.name for column in columns(source))))


# What the tables hold, in a word: sums that other code made are not taken for ours.
SIGNATURE = _signature()
