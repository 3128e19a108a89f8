"""Many surveys belong to no contact, and PostgreSQL (to 18) splits a hash of NULLs until memory is full."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Engine, func, select, text

from storage.database import reading, writing
from storage.schema import nev_contacts, staff
from storage.sources import SOURCES

FILLED = (
    """INSERT INTO contacts (contact_id, started_at, channel, direction, outcome)
    SELECT 'c' || n, n, 'voice', 'inbound', 'handled' FROM generate_series(1, 30000) n""",
    """INSERT INTO surveys (survey_id, kind, score, sent_at, contact_id)
    SELECT 's' || n, 'nps', 9, n, CASE WHEN n % 2 = 0 THEN 'c' || n END FROM generate_series(1, 20000) n""",
    "ANALYZE contacts, surveys",
)
# As if there were a thousand times as many.
SMALL = (
    "work_mem = '64kB'",
    "enable_mergejoin = off",
    "min_parallel_table_scan_size = 0",
    "parallel_setup_cost = 0",
    "parallel_tuple_cost = 0",
    "max_parallel_workers_per_gather = 2",
)


@pytest.mark.parametrize("store_url", ["postgresql"], indirect=True)
def test_no_join_hashes_the_surveys_of_no_contact(engine: Engine) -> None:
    with writing(engine) as connection:
        for statement in FILLED:
            connection.execute(text(statement))
    hashes: list[tuple[int, int]] = []
    with reading(engine) as connection:
        for setting in SMALL:
            connection.exec_driver_sql(f"SET LOCAL {setting}")
        for source in SOURCES:
            if source.name == "surveys":
                read = (source.at, nev_contacts.c.balance, staff.c.team, *source.only)
                asked = select(func.max(source.at)).select_from(source.joined(read)).where(*source.only)
                sql = asked.compile(engine, compile_kwargs={"literal_binds": True})
                (plan,) = connection.exec_driver_sql(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}").scalar_one()
                hashes += _batches(plan["Plan"])
    assert hashes and all(used <= 4 * foreseen for used, foreseen in hashes), hashes


def _batches(plan: dict[str, Any]) -> Iterator[tuple[int, int]]:
    """Of each hash into how many batches it was split, and how many were foreseen."""
    if "Hash Batches" in plan:
        yield plan["Hash Batches"], plan["Original Hash Batches"]
    for below in plan.get("Plans", ()):
        yield from _batches(below)
