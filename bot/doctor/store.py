"""Whether the store can be reached, is up to date, and holds records that are fresh."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bot.doctor.finding import Finding, broken, good, missing, odd
from bot.settings import Settings
from storage.errors import StorageError

if TYPE_CHECKING:
    from storage.store import Store

STALE = timedelta(days=2)


def store(settings: Settings, now: datetime) -> Iterator[Finding]:
    """Opens the store as a question does (one of an older version is migrated on the way)."""
    from storage.database import SCHEMA, open_store
    from storage.store import Store

    try:
        engine = open_store(settings.db_url, create=False)
    except StorageError as error:
        yield broken(f"store: {error}", "heartline ingest contacts FILE makes one; HEARTLINE_DB says where")
        return
    yield good(f"store {engine.url.render_as_string(hide_password=True)}, schema {SCHEMA}")
    yield from _records(Store(engine), now)


def _records(opened: Store, now: datetime) -> Iterator[Finding]:
    from kpi_engine.ports import Measure

    earliest = opened.earliest()
    if earliest is None:
        yield missing("store: no contacts yet", "heartline ingest contacts FILE")
        return
    newest = opened.freshness((Measure("offered"),), now)
    if newest is None:
        yield odd(f"store: every contact is later than {now:%Y-%m-%d %H:%M}", "check the zone of the records")
    elif now - newest > STALE:
        days = (now - newest).days
        yield odd(f"store: the newest contact is {days} days old", "ingest newer records, or schedule it")
    else:
        yield good(f"store: contacts from {earliest:%Y-%m-%d} to {newest:%Y-%m-%d %H:%M} UTC")
