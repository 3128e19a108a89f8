"""Makes all rollups anew from the rows, in one transaction: until it commits, questions see the old ones."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Connection, Engine, delete, inspect, select

from storage.database import writing
from storage.rollups import state
from storage.rollups.days import all_days
from storage.rollups.fill import fill
from storage.rollups.shape import SOURCES
from storage.rollups.tables import all_tables
from storage.schema import contacts, metadata
from storage.zones import zone_named

Told = Callable[[str], None]


def rebuild(engine: Engine, zone: str, told: Told = lambda _: None) -> None:
    """Sums every day again, in the days of `zone`; `told` hears of each source as it begins."""
    with writing(engine) as connection:
        state.taking_turns(connection)
        remake(connection, zone, told)


def begin(connection: Connection, zone: str) -> None:
    """Before the first contact of a store comes in: from then on rollups are kept, in the days of `zone`."""
    state.taking_turns(connection)
    if state.written(connection) is not None:
        return
    if connection.execute(select(contacts.c.contact_id).limit(1)).first() is None:
        remake(connection, zone)


def remake(connection: Connection, zone: str, told: Told = lambda _: None) -> None:
    """As `rebuild`, in the caller's transaction."""
    _empty(connection)
    days = zone_named(zone)
    for source in SOURCES:
        told(source)
        fill(connection, source, days, all_days(connection, source, days))
    state.write(connection, days.key)


def _empty(connection: Connection) -> None:
    """The tables without a row, and with the columns of this code in its order."""
    looked = inspect(connection)
    there = set(looked.get_table_names())
    for table in all_tables():
        known = [column["name"] for column in looked.get_columns(table.name)] if table.name in there else None
        if known == table.c.keys():
            connection.execute(delete(table))
            continue
        metadata.drop_all(connection, tables=[table])
        metadata.create_all(connection, tables=[table])
