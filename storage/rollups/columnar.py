"""Many rows summed column by column, by DuckDB in this process: several times as fast as in the database.

The rows of a stretch come out of the database once, with all that any rollup of their source reads; each
rollup is then the same sums over them as `fill` writes for few rows, and goes back in bulk.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from storage.rollups.buckets import Days, buckets_of, instants, spanned
from storage.rollups.exchange import fetched, put
from storage.rollups.facts import facts_of
from storage.sources import Source

# Imported by name, as it has no types.
duckdb: Any = import_module("duckdb")


def summed(connection: Connection, part: Source, number: int, zone: ZoneInfo, days: Days) -> None:
    """Puts the sums of these days, of a part of a source, into the tables of what is summed from rows."""
    pieces, values = spanned(zone, instants(zone, days), days)
    facts = facts_of(part, number, pieces)
    found = fetched(connection, facts.rows, values)
    if not found.num_rows:
        return
    with duckdb.connect() as engine:
        # What is written `a / b` of whole numbers is a whole number in both databases.
        engine.execute("SET integer_division = true")
        engine.register("facts", found)
        engine.execute(f"CREATE TABLE inputs AS {facts.inputs}")
        for one in facts.sums:
            bound = {"part": one.part, **buckets_of(one.rollup, zone, days)._asdict()}
            put(connection, one.table, engine.sql(one.sql, params=bound).to_arrow_table())
