"""Looks into a store."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Table, select
from sqlalchemy.engine import Engine

from storage.database import reading
from storage.ingest.report import Report
from storage.records import KINDS, Kind
from storage.rollups.tables import all_tables
from storage.schema import metadata


def kind_of(name: str) -> Kind:
    """A kind of record by its name."""
    return next(kind for kind in KINDS if kind.name == name)


def stored(engine: Engine, table: str | Table, *columns: str) -> list[tuple[Any, ...]]:
    """The rows of a table (these columns of them), in order."""
    found = metadata.tables[table] if isinstance(table, str) else table
    picked = [found.c[name] for name in columns] or list(found.c)
    with reading(engine) as connection:
        return [tuple(row) for row in connection.execute(select(*picked).order_by(*found.primary_key))]


def everything(engine: Engine) -> dict[str, list[tuple[Any, ...]]]:
    """The whole store, to be compared with another; of rollups the slices, whatever their numbers."""
    rollups = {table.name for table in all_tables()}
    plain = {name: stored(engine, name) for name in metadata.tables if name not in rollups}
    return plain | {table.name: slices(engine, table) for table in all_tables()}


def slices(engine: Engine, table: Table) -> list[tuple[Any, ...]]:
    """A rollup's rows without their numbers; sums as sure as doubles are that were added in any order."""
    columns = [column.name for column in table.c if column.name not in ("part", "place")]
    rows = stored(engine, table, *columns)
    return sorted(
        (tuple(float(f"{one:.9g}") if isinstance(one, float) else one for one in row) for row in rows),
        key=str,
    )


def counts(report: Report) -> tuple[int, int, int, int]:
    """New, changed, unchanged, refused."""
    return report.new, report.changed, report.unchanged, report.refused
