"""The schema as statements of PostgreSQL, made from the tables that the code works with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sqlalchemy import Column, MetaData, String, Table, insert
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateIndex, CreateTable, ExecutableDDLElement

from storage.begin import SCHEMA, VERSION_TABLE
from storage.rollups import tables as rollups
from storage.schema_digests import metadata  # with its tables, all of them

# As Alembic makes it: a store made by these statements is one that Heartline opens.
_version = Table(VERSION_TABLE, MetaData(), Column("version_num", String(32), primary_key=True))


def tables() -> tuple[Table, ...]:
    """Every table of a store, rollups last."""
    sums = {table.name for table in rollups.all_tables()}
    return tuple(sorted(metadata.tables.values(), key=lambda table: (table.name in sums, table.name)))


def statements(made: Iterable[Table]) -> Iterator[str]:
    """What makes these tables with their indexes, and says which schema it is."""
    for table in (*made, _version):
        yield _said(CreateTable(table))
        for index in sorted(table.indexes, key=lambda index: str(index.name)):
            yield _said(CreateIndex(index))
    row = insert(_version).values(version_num=SCHEMA)
    yield str(row.compile(dialect=postgresql.dialect(), compile_kwargs={"literal_binds": True}))  # pyright: ignore[reportUnknownMemberType]


def _said(element: ExecutableDDLElement) -> str:
    lines = str(element.compile(dialect=postgresql.dialect())).strip().splitlines()  # pyright: ignore[reportUnknownMemberType]
    return "\n".join(line.rstrip().replace("\t", "    ") for line in lines)
