"""A store with many contacts, filled straight into the tables: ingest checks every cell and is not what is
measured here. The records are those of the demo's generator, over a year; many of them are made by copying.

A copy is another centre of the same kind, some seconds earlier: its contacts, customers and agents have names
of their own (agents of every twelfth copy are the same people again), so that nobody calls twice by mistake.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from itertools import islice
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Engine,
    MetaData,
    Table,
    insert,
    literal,
    select,
    type_coerce,
)

from bot.demo.days import Plan
from bot.demo.records import COLUMNS, batches
from storage import schema
from storage.database import writing
from storage.derive import refresh
from storage.records import CONTACTS
from storage.rollups.rebuild import rebuild
from storage.sources import ACTIVE_MODEL

END = datetime(2026, 11, 18, 17, 30, tzinfo=ZoneInfo("UTC"))
DAYS = 365
# What the questions read. Agents' states are left out: none of the twelve reads them.
KINDS = ("staff", "customers", "contacts", "surveys", "targets")
MODEL = "generated"
BATCH = 5_000


# As many are generated; more are copies.
GENERATED = 100_000
CROWDS = 12
SHIFT = 7_000_000
NAMES = ("contact_id", "customer_id", "survey_id", "agent_id")
TIMES = ("started_at", "sent_at", "answered_at")
COPIED = (schema.staff, schema.customers, schema.contacts, schema.surveys, schema.nev_contacts)


def fill(engine: Engine, contacts: int, seed: int = 1) -> int:
    """Fills an empty store; how many contacts it holds then."""
    copies = max(1, contacts // GENERATED)
    with writing(engine) as connection:
        count = _generate(connection, contacts // copies, seed)
        if copies > 1:
            _multiply(connection, copies)
        _names(connection)
    rebuild(engine, str(END.tzinfo))
    return count * copies


def _multiply(connection: Connection, copies: int) -> None:
    """Further centres like the first; the gaps between a customer's contacts are the same in them."""
    for table in COPIED:
        first = table.to_metadata(MetaData(), name=f"first_{table.name}")
        connection.exec_driver_sql(f"CREATE TEMPORARY TABLE {first.name} AS SELECT * FROM {table.name}")  # noqa: S608 (our own names)
        for number in range(1, CROWDS if table is schema.staff else copies):
            values = select(*(_copied(column, number) for column in first.c))
            connection.execute(insert(table).from_select(table.c.keys(), values))


def _copied(column: ColumnElement[Any], number: int) -> ColumnElement[Any]:
    if column.name in TIMES:
        return type_coerce(column, BigInteger) - literal(number * SHIFT, BigInteger)
    crowd = number % CROWDS if column.name == "agent_id" else number
    return column.concat(f"~{crowd}") if column.name in NAMES and crowd else column


def _generate(connection: Connection, contacts: int, seed: int) -> int:
    chance, count = Random(f"{seed} nev"), 0
    plan = Plan(END, contacts, DAYS, seed)
    for kind, rows in batches(plan):
        if kind in KINDS:
            _store(connection, schema.metadata.tables[kind], _named(kind, rows))
        if kind == "contacts":
            count += len(rows)
            _store(connection, schema.nev_contacts, _felt(chance, rows))
    connection.execute(insert(schema.settings), [{"name": ACTIVE_MODEL, "value": MODEL}])
    refresh(connection, issues=_issues(connection))
    return count


def _store(connection: Connection, table: Table, rows: Iterable[Mapping[str, object]]) -> None:
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
