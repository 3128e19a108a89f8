"""A store with many contacts, filled straight into the tables: ingest checks every cell and is not what is
measured here. The records are those of the demo's generator, over a year."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import islice
from random import Random
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Engine, Table, insert, select

from bot.demo.days import Plan
from bot.demo.records import COLUMNS, batches
from storage import schema
from storage.database import writing
from storage.derive import refresh
from storage.records import CONTACTS
from storage.sources import ACTIVE_MODEL

END = datetime(2026, 11, 18, 17, 30, tzinfo=ZoneInfo("UTC"))
DAYS = 365
# What the questions read. Agents' states are left out: none of the twelve reads them.
KINDS = ("staff", "customers", "contacts", "surveys", "targets")
MODEL = "generated"
BATCH = 5_000


def fill(engine: Engine, contacts: int, seed: int = 1) -> int:
    """Fills an empty store in one transaction; how many contacts it holds then."""
    chance, count = Random(f"{seed} nev"), 0
    plan = Plan(END, contacts, DAYS, seed)
    with writing(engine) as connection:
        for kind, rows in batches(plan):
            if kind in KINDS:
                _store(connection, schema.metadata.tables[kind], _named(kind, rows))
            if kind == "contacts":
                count += len(rows)
                _store(connection, schema.nev_contacts, _felt(chance, rows))
        _names(connection)
        connection.execute(insert(schema.settings), [{"name": ACTIVE_MODEL, "value": MODEL}])
        refresh(connection, issues=_issues(connection))
    return count


def _store(connection: Connection, table: Table, rows: Iterable[dict[str, object]]) -> None:
    waiting = iter(rows)
    while batch := list(islice(waiting, BATCH)):
        connection.execute(insert(table), batch)


def _named(kind: str, rows: Sequence[tuple[object, ...]]) -> Iterator[dict[str, object]]:
    columns = COLUMNS[kind]
    moments = [name for name in columns if name.endswith("_at")]
    blanks = ("variant", "queue", "channel", "weekday") if kind == "targets" else ()
    for row in rows:
        named = dict(zip(columns, row, strict=True))
        for name in moments:
            if (moment := named[name]) is not None:
                named[name] = datetime.fromtimestamp(float(str(moment)), UTC)
        for name in blanks:
            named[name] = named[name] or ""
        yield named


def _felt(chance: Random, rows: Sequence[tuple[object, ...]]) -> Iterator[dict[str, object]]:
    """Drawn balances of emotion for half of the handled contacts: sums of the right size, no more."""
    resolved = COLUMNS["contacts"].index("resolved")
    outcome = COLUMNS["contacts"].index("outcome")
    for row in rows:
        if row[outcome] != "handled" or chance.random() < 0.5:
            continue
        balance = max(-100.0, min(100.0, chance.gauss(22 if row[resolved] else -9, 38)))
        positive, negative = chance.randrange(4), chance.randrange(4)
        shares = dict.fromkeys(("shaw_mean", "net_sentiment", "end_weighted", "trend"), balance)
        counts = {"positive_mentions": positive, "negative_mentions": negative}
        yield {"contact_id": row[0], "model": MODEL, "balance": balance, **shares, **counts}


def _names(connection: Connection) -> None:
    """The names that people may say, as ingest keeps them."""
    for dimension, column in CONTACTS.names.items():
        values = connection.execute(select(schema.contacts.c[column]).distinct()).scalars()
        rows = [{"dimension": dimension, "value": value} for value in values if value]
        _store(connection, schema.dimension_values, rows)


def _issues(connection: Connection) -> list[tuple[str | None, str | None]]:
    columns = (schema.contacts.c.customer_id, schema.contacts.c.reason)
    return [(customer, reason) for customer, reason in connection.execute(select(*columns).distinct())]
