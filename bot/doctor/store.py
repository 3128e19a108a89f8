"""Whether the store can be reached, is up to date, and holds records that are fresh."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bot.doctor.finding import Finding, broken, good, missing, odd
from bot.settings import Settings
from storage.errors import StorageError

if TYPE_CHECKING:
    from sqlalchemy import Engine

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
    yield from _feelings(engine)


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


def _feelings(engine: Engine) -> Iterator[Finding]:
    """From which model answers about feelings come, and how much it has heard."""
    from storage.emotion_models import standing
    from storage.store import Store
    from storage.transcripts import tally, without_record

    known = Store(engine).emotion_model()
    if known is None:
        yield missing("emotion model: no transcript yet", "heartline ingest transcripts PATH")
        return
    found = tally(engine, known[0])
    scored = found.pop(None, 0)
    reasons = ", ".join(f"{reason}: {count:,}" for reason, count in sorted(found.items(), key=str))
    said = f"emotion model {known[0]}: {scored:,} contacts scored"
    yield good(f"{said}; not scored: {reasons}" if reasons else said)
    for one in standing(engine):
        if one.missing:
            yield odd(
                f"emotion model {one.name}: heard {one.heard:,} contacts, {one.missing:,} are missing before"
                " answers come from it",
                "heartline ingest transcripts --rescore",
            )
    if waiting := without_record(engine):
        yield odd(f"transcripts: {waiting:,} belong to contacts without a record", "ingest those contacts")
