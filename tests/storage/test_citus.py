"""The schema for Citus, and what of our statements would not run there. Citus itself is not started."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from citus_shapes import Finding, Placing
from random_records import CONTACTS, MOMENTS, Maker
from sqlalchemy import event
from sqlalchemy.engine import Engine
from test_rollups_kept import Centre, line
from test_sums import ALL, DIMENSIONS

from storage import citus
from storage.begin import VERSION_TABLE
from storage.citus import EVERYWHERE, SPREAD, citus_statements
from storage.database import open_store
from storage.ddl import statements, tables
from storage.measures import measure
from storage.rollups.rebuild import rebuild
from storage.schema import metadata
from storage.store import Store
from storage.transcripts import count_unheard, unheard, without_record

STUBS = (
    "CREATE TABLE placed (name text, how text)",
    "CREATE FUNCTION create_reference_table(regclass) RETURNS void LANGUAGE sql AS $$ INSERT INTO placed VALUES ($1::text, 'everywhere') $$",  # noqa: E501
    "CREATE FUNCTION create_distributed_table(regclass, text, colocate_with text) RETURNS void LANGUAGE sql AS $$ INSERT INTO placed SELECT $1::text, attname FROM pg_attribute WHERE attrelid = $1 AND attname = $2 $$",  # noqa: E501
)


def execute(url: str, wanted: Any) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        for statement in wanted:
            connection.execute(statement)


@pytest.mark.parametrize("bare_url", ["postgresql"], indirect=True)
def test_the_printed_schema_is_the_one_that_migrations_make(bare_url: str) -> None:
    execute(bare_url, statements(tables()))
    engine = open_store(bare_url, create=False)
    with engine.connect() as connection:
        opts = {"version_table": VERSION_TABLE, "compare_type": True}
        assert compare_metadata(MigrationContext.configure(connection, opts=opts), metadata) == []
    engine.dispose()


@pytest.mark.parametrize("bare_url", ["postgresql"], indirect=True)
def test_the_schema_for_citus_is_valid_and_its_keys_are_as_citus_wants_them(bare_url: str) -> None:
    execute(bare_url, STUBS)
    execute(bare_url, [one for one in citus_statements() if not one.startswith("CREATE EXTENSION")])
    keys = "SELECT indrelid::regclass::text, array(SELECT attname::text FROM pg_attribute WHERE attrelid = indrelid AND attnum = ANY (indkey)) FROM pg_index WHERE indisunique"  # noqa: E501
    with psycopg.connect(bare_url) as connection:
        placed: Mapping[str, str] = dict(connection.execute("SELECT name, how FROM placed").fetchall())  # pyright: ignore
        unique = connection.execute(keys).fetchall()
    assert placed == {**SPREAD, **dict.fromkeys(EVERYWHERE, "everywhere")}
    for table, columns in unique:
        assert SPREAD.get(table, columns[0]) in columns, table


# What only hands statements on.
_HANDING = ("storage.begin", "storage.from_rows", "storage.ingest.staging")


def said_by() -> str:
    """The function of storage that has a statement run, as `module.function`."""
    frame = sys._getframe(2)
    while frame is not None:
        module = frame.f_globals.get("__name__", "")
        if module.startswith("storage.") and module not in _HANDING:
            return f"{module.removeprefix('storage.')}.{frame.f_code.co_name}"
        frame = frame.f_back
    return ""


def everything_that_runs(engine: Engine, into: Any) -> Mapping[str, set[str]]:
    """Function -> its statements, in a run of intakes, corrections, transcripts, questions and rollups."""
    found: dict[str, set[str]] = {}

    def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        if (name := said_by()) and not statement.lstrip().startswith(
            ("CREATE ", "DROP ", "ANALYZE ", "SELECT pg_")
        ):
            found.setdefault(name, set()).add(statement)

    event.listen(engine, "before_cursor_execute", note)
    make, zone = Maker(Random(7), MOMENTS[0][1]), MOMENTS[0][0]
    centre = Centre(engine, into, make, zone)
    for _ in range(2):  # new, then corrected
        lines = "\n".join(line(make.contact(name)) for name in CONTACTS)
        into(engine, "contacts", "contacts.jsonl", lines, zone=zone)
    for step in dict.fromkeys(centre.steps):
        step()
    into(
        engine,
        "agent_states",
        "a.csv",
        f"agent_id,started_at,ended_at,state\na1,{_at(0)},{_at(8)},available\n",
    )
    into(
        engine,
        "schedules",
        "s.csv",
        f"agent_id,started_at,ended_at,activity\na1,{_at(0)},{_at(8)},available\n",
    )
    rebuild(engine, zone)
    _ask(Store(engine), zone)
    for look in (lambda: count_unheard(engine, "new"), lambda: unheard(engine, "new", 0, 10)):
        look()
    without_record(engine)
    event.remove(engine, "before_cursor_execute", note)
    return found


def _at(hours: int) -> str:
    return (MOMENTS[0][1] + timedelta(hours=hours)).isoformat()


def _ask(store: Store, zone: str) -> None:
    """Every measure over every dimension; over rollups, and at their edges over rows."""
    around = MOMENTS[0][1]
    span = (around - timedelta(days=2, minutes=7), around + timedelta(days=3), zone, around)
    for source, dimensions in DIMENSIONS.items():
        measures = [one for one in ALL if measure(one[0]).source == source]
        for by in ((), dimensions[:1], dimensions):
            store.sums(measures, span, by, ())
    for name in ("wait", "abandon_wait", "handle", "first_response"):
        store.histogram(name, span, ("queue",), (("nev_band", True, (None,)),))
        store.histogram(name, span, ("queue",), ())
    store.freshness(ALL, datetime(2026, 12, 1, tzinfo=UTC))
    for look in (store.names, store.holidays, store.targets, store.earliest, store.emotion_model):
        look()


def wrong(placing: Placing, ran: Mapping[str, set[str]]) -> dict[str, set[Finding]]:
    checked = {name: [placing.findings(one) for one in said] for name, said in ran.items()}
    return {name: set().union(*found) for name, found in checked.items() if any(found)}


def _lines(found: Mapping[str, set[Finding]], refused: bool) -> Iterator[tuple[str, str]]:
    for name, findings in sorted(found.items()):
        if said := sorted(one.what for one in findings if one.refused == refused):
            yield name, "; ".join(said)


@pytest.mark.parametrize("store_url", ["postgresql"], indirect=True)
def test_what_citus_would_refuse_is_what_the_schema_says(engine: Engine, into: Any) -> None:
    ran = everything_that_runs(engine, into)
    assert sum(map(len, ran.values())) > 150
    found = wrong(Placing(SPREAD, frozenset(EVERYWHERE)), ran)
    assert dict(_lines(found, refused=True)) == dict(citus.REFUSED)
    assert dict(_lines(found, refused=False)) == dict(citus.BROUGHT)
