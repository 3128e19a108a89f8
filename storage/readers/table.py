"""A table of an existing database, through SQLAlchemy."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from sqlalchemy import column, create_engine, func, inspect, select, table
from sqlalchemy.engine import URL, Engine
from sqlalchemy.exc import DBAPIError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.sql.expression import TableClause
from sqlalchemy.types import NullType

from storage.addresses import parse_url, shown, sqlite_file
from storage.readers.source import Line, Progress, UnreadableError, in_blocks

_BATCH = 5_000


@dataclass(frozen=True, slots=True)
class DatabaseTable:
    """A table or view; `order` are the columns that keep its rows in one order. Rows are counted from 1."""

    address: URL
    schema: str | None
    table: str
    header: tuple[str, ...]
    order: tuple[str, ...]
    size: int
    place: str = "row"
    comma_decimal: bool = False

    @property
    def name(self) -> str:
        return f"{self.schema}.{self.table}" if self.schema else self.table

    @property
    def about(self) -> str:
        return f"table of {shown(self.address)}"

    def blocks(self, progress: Progress | None = None) -> Iterator[Sequence[Line]]:
        return in_blocks(self.lines(progress))

    def lines(self, progress: Progress | None = None) -> Iterator[Line]:
        """Every row, some thousands at a time."""
        engine = _engine(self.address)
        source = _clause(self.schema, self.table, self.header)
        asked = select(*source.columns).order_by(*(source.columns[name] for name in self.order))
        try:
            with engine.connect() as connection:
                rows = connection.execution_options(yield_per=_BATCH).execute(asked)
                for number, row in enumerate(rows, 1):
                    if progress is not None and number % _BATCH == 0:
                        progress(number)
                    yield Line(number, tuple(row))
        except SQLAlchemyError as error:
            raise UnreadableError(f"{self.name}: {_reason(error)}") from error
        finally:
            engine.dispose()


def database_table(url: str, name: str) -> DatabaseTable:
    """Looks at the table; UnreadableError where there is no such database, driver or table."""
    address = parse_url(url)
    file = sqlite_file(address)
    if file is not None and not file.is_file():
        raise UnreadableError(f"{shown(address)}: there is no such file")
    schema, _, bare = name.rpartition(".")
    engine = _engine(address)
    try:
        header, order = _columns(engine, schema or None, bare)
        with engine.connect() as connection:
            source = _clause(schema or None, bare, header)
            size = connection.execute(select(func.count()).select_from(source)).scalar_one()
    except SQLAlchemyError as error:
        raise UnreadableError(f"{shown(address)}: {_reason(error)}") from error
    finally:
        engine.dispose()
    return DatabaseTable(address, schema or None, bare, header, order, size)


def _columns(engine: Engine, schema: str | None, name: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    look = inspect(engine)
    tables = [*look.get_table_names(schema), *look.get_view_names(schema)]
    if name not in tables:
        near = get_close_matches(name, tables, 3) or sorted(tables)[:10]
        raise UnreadableError(
            f"{shown(engine.url)}: no table {name!r}; there are {', '.join(near) or 'none'}"
        )
    header = tuple(found["name"] for found in look.get_columns(name, schema))
    key = (
        tuple(look.get_pk_constraint(name, schema)["constrained_columns"])
        if name in look.get_table_names(schema)
        else ()
    )
    return header, key or header


def _clause(schema: str | None, name: str, header: Sequence[str]) -> TableClause:
    # Without types: what the driver gives is read as any other cell, so that a bad value costs its row alone.
    return table(name, *(column(one, NullType()) for one in header), schema=schema)


def _engine(address: URL) -> Engine:
    try:
        return create_engine(address)
    except (NoSuchModuleError, ImportError) as error:
        raise UnreadableError(
            f"{shown(address)}: no driver for this database is installed ({error})"
        ) from None


def _reason(error: SQLAlchemyError) -> str:
    return " ".join(str(error.orig if isinstance(error, DBAPIError) else error).split())
