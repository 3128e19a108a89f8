"""Whether rollups are kept in a store, and in whose days.

It stands in the setting `rollups`: the zone of the days, and in a word what the tables hold. Without it, or
with the word of other code, answers come from rows, and what comes in touches no rollup.
"""

from __future__ import annotations

from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, delete, func, insert, select

from storage.rollups.tables import SIGNATURE
from storage.schema import settings
from storage.zones import zone_named

SETTING = "rollups"
_LOCK = 4_717_325  # any number, as long as every writer of rollups asks for the same one


# Looked up for every sum.
_SAID = select(settings.c.value).where(settings.c.name == SETTING)


class Written(NamedTuple):
    """What the setting says: the days' zone, and what the tables hold."""

    zone: str
    signature: str


def written(connection: Connection) -> Written | None:
    said = connection.execute(_SAID).scalar()
    zone, _, signature = (said or "").partition(" ")
    return Written(zone, signature) if signature else None


def kept_in(connection: Connection) -> ZoneInfo | None:
    """The zone of the days that rollups are kept in; None where they are not kept."""
    found = written(connection)
    return zone_named(found.zone) if found is not None and found.signature == SIGNATURE else None


def write(connection: Connection, zone: str) -> None:
    """From now on rollups are kept, in the days of this zone."""
    forget(connection)
    connection.execute(insert(settings), {"name": SETTING, "value": f"{zone} {SIGNATURE}"})


def forget(connection: Connection) -> None:
    """From now on rollups are neither kept nor used."""
    connection.execute(delete(settings).where(settings.c.name == SETTING))


def taking_turns(connection: Connection) -> None:
    """Until the transaction ends no other writes records or rollups; on SQLite every writer is alone anyway.

    Two that sum one day again at the same time would each leave out what the other has just written.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(_LOCK)))
