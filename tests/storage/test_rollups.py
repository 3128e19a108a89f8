"""Rollups give what rows give, and stay so whatever comes in, and in whatever order."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from random import Random

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from random_records import MOMENTS, put, random_records
from sqlalchemy import Column, Connection, Engine, MetaData, Table, delete, func, inspect, select, update
from test_sums import check, spans

from storage.database import reading, writing
from storage.request import Condition, Request
from storage.rollups.compare import differences
from storage.rollups.plan import plain_dimensions, planned
from storage.rollups.rebuild import rebuild
from storage.rollups.shape import ROLLUPS
from storage.rollups.state import SETTING, kept_in
from storage.rollups.tables import TABLES
from storage.schema import micros
from storage.schema import settings as SETTINGS  # noqa: N812 (hypothesis has settings too)
from storage.store import Store
from storage.zones import zone_named

DAYS = timedelta(days=8)
NOW = datetime(2026, 12, 1, tzinfo=UTC)
ODD = settings(
    max_examples=3,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def differing(engine: Engine) -> list[str]:
    with reading(engine) as connection:
        return [str(one) for one in differences(connection)]


@ODD
@given(seed=st.integers(0, 2**32))
def test_a_request_over_rollups_gives_what_rows_give(engine: Engine, seed: int) -> None:
    random = Random(seed)
    around, span = spans(random)
    # The days are those of the request's zone, or of another.
    zone = random.choice((span[2], span[2], random.choice(MOMENTS)[0]))
    check(engine, random_records(random, around), random, span, lambda: rebuild(engine, zone))
    assert differing(engine) == []


@pytest.mark.parametrize("by", [(), ("queue",), ("agent", "day"), ("hour",)])
def test_spans_asked_at_once_give_what_each_gives_alone(engine: Engine, by: tuple[str, ...]) -> None:
    zone, around = MOMENTS[2]
    put(engine, random_records(Random(3), around))
    rebuild(engine, zone)
    # More than one statement sums; odd edges are left to rows.
    starts = [around - timedelta(days=8) + n * timedelta(hours=11, minutes=7) for n in range(30)]
    spans = [(start, start + timedelta(days=1, minutes=n), zone, NOW) for n, start in enumerate(starts)]
    measures = [("offered", ()), ("talk_s", ()), ("csat_n", ()), ("nev_s", ("balance",)), ("sale_amount", ())]
    where = [("channel", True, ("chat", None))]
    store = Store(engine)
    together = store.sums_of_each(measures, spans, by, where)
    assert together == [store.sums(measures, span, by, where) for span in spans]
    assert any(any(figures) for found in together for figures in found.values())


@pytest.mark.parametrize("measure", ["offered", "self_service"])
def test_hundreds_of_spans_are_summed_from_rows(engine: Engine, measure: str) -> None:
    zone, around = MOMENTS[2]
    put(engine, random_records(Random(3), around))
    edges = [around + timedelta(hours=hour) for hour in range(-300, 301)]
    store, asked = Store(engine), [(measure, ())]
    parts = store.sums_of_each(asked, [(low, high, zone, NOW) for low, high in pairwise(edges)], (), [])
    whole = store.sums(asked, (edges[0], edges[-1], zone, NOW), (), [])
    assert sum(found[()][0] or 0 for found in parts) == whole[()][0] != 0


def test_a_sum_that_is_wrong_is_found_and_mended(engine: Engine) -> None:
    random = Random(3)
    zone, around = MOMENTS[2]
    put(engine, random_records(random, around))
    rebuild(engine, zone)
    table = TABLES["day_queue", "contacts"]
    with writing(engine) as connection:
        connection.execute(
            update(table).values(offered=table.c.offered + 1).where(table.c.queue == "Billing")
        )
    found = differing(engine)
    assert found and all(one.startswith("day_queue_contacts (") and "offered is " in one for one in found)
    assert all("Billing" in one for one in found)
    rebuild(engine, zone)
    assert differing(engine) == []


def test_a_slice_that_is_gone_or_too_many_is_found(engine: Engine) -> None:
    put(engine, random_records(Random(4), MOMENTS[0][1]))
    rebuild(engine, "UTC")
    table = TABLES["day_agent", "contacts"]
    with writing(engine) as connection:
        connection.execute(
            delete(table).where(table.c.bucket == select(func.min(table.c.bucket)).scalar_subquery())
        )
        late = select(func.max(table.c.bucket)).scalar_subquery()
        connection.execute(update(table).values(bucket=table.c.bucket + 400).where(table.c.bucket == late))
    found = differing(engine)
    assert any("the slice is not there, by the rows there" in one for one in found)
    assert any("the slice is there, by the rows not there" in one for one in found)


def test_sums_that_other_code_made_are_neither_used_nor_kept(engine: Engine) -> None:
    put(engine, random_records(Random(5), MOMENTS[0][1]))
    rebuild(engine, "UTC")
    with writing(engine) as connection:
        connection.execute(update(SETTINGS).where(SETTINGS.c.name == SETTING).values(value="UTC older"))
        connection.execute(delete(TABLES["day_queue", "contacts"]))
        assert kept_in(connection) is None
        _in_another_order(connection, TABLES["day_agent", "nev"])
    whole = Store(engine).sums(
        [("handled", ())], (MOMENTS[0][1] - DAYS, MOMENTS[0][1] + DAYS, "UTC", NOW), (), []
    )
    assert whole[()][0]
    rebuild(engine, "UTC")
    assert differing(engine) == []
    made = inspect(engine)
    for table in TABLES.values():
        # A row is read from its left: the order of the columns is what most questions take.
        assert [column["name"] for column in made.get_columns(table.name)] == table.c.keys()
        assert {index["name"] for index in made.get_indexes(table.name)} == {i.name for i in table.indexes}


def _in_another_order(connection: Connection, table: Table) -> None:
    table.drop(connection)
    columns = [Column(one.name, one.type, primary_key=one.primary_key) for one in reversed(table.c.values())]
    Table(table.name, MetaData(), *columns).create(connection)


@pytest.mark.parametrize(
    ("by", "where", "names"),
    [
        ((), (), ["day_queue"]),
        (("queue",), (), ["day_queue"]),
        (("agent", "day"), (), ["day_agent"]),
        (("segment",), ("team",), ["day_people"]),
        (("reason",), ("queue",), ["day_reason"]),
        (("queue", "hour"), (), ["quarter_queue"]),
        (("queue", "agent"), (), [None]),
        (("fcr_outcome:7",), (), [None]),
    ],
)
def test_the_smallest_rollup_that_has_the_dimensions_serves(
    by: tuple[str, ...], where: tuple[str, ...], names: list[str | None]
) -> None:
    conditions = tuple(Condition(name, False, ("x",)) for name in where)
    start, end = (micros(datetime(2026, 5, day, tzinfo=UTC)) for day in (1, 8))
    asked = Request(start, end, end, zone_named("UTC"), by, conditions)
    found = planned(ROLLUPS, plain_dimensions(asked), asked, zone_named("UTC"))
    assert [one.rollup and one.rollup.name for one in found] == names


@pytest.mark.parametrize(
    ("zone", "by", "names"),
    [
        ("UTC", ("queue",), [None, "quarter_queue", "day_queue", "quarter_queue", None]),
        ("Asia/Kathmandu", ("queue", "day"), [None, "quarter_queue", None]),
        ("Asia/Kathmandu", ("agent",), [None]),
        ("Africa/Abidjan", ("agent",), [None, "day_agent", None]),
    ],
)
def test_edges_and_other_zones_come_from_finer_sums_and_from_rows(
    zone: str, by: tuple[str, ...], names: list[str | None]
) -> None:
    start, end = datetime(2026, 5, 1, 9, 40, tzinfo=UTC), datetime(2026, 5, 8, 17, 31, tzinfo=UTC)
    asked = Request(micros(start), micros(end), micros(end), zone_named(zone), by, ())
    found = planned(ROLLUPS, plain_dimensions(asked), asked, zone_named("UTC"))
    assert [one.rollup and one.rollup.name for one in found] == names
    edges = [(one.request.start, one.request.end) for one in found]
    assert edges[0][0] == asked.start and edges[-1][1] == asked.end
    assert all(before[1] == after[0] for before, after in pairwise(edges))
