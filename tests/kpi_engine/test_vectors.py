"""The worked examples of the KPI's definitions, published elsewhere, from records to answers."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from itertools import count
from pathlib import Path

import pytest
from asking import ask as ask_store
from asking import at, days, one, query, store_of
from centre import World, contact

WEEK = days(0, 7)
SERVICE_LEVEL = {
    "abandons_credited": 83.02,
    "answered_only": 86.00,
    "all_abandons_penalise": 81.13,
    "late_abandons_penalise": 82.69,
    "short_abandons_credited": 82.08,
}


def test_service_level_in_five_ways(empty_sqlite: Path) -> None:
    number, world = count(), World()
    waits = (("handled", 860, 15.0), ("handled", 140, 45.0))
    left = (("abandoned", 10, 4.0), ("abandoned", 10, 12.0), ("abandoned", 40, 50.0))
    for outcome, many, wait in (*waits, *left):
        for _ in range(many):
            world.contacts.append(contact(next(number), at(2, 9), outcome=outcome, wait_s=wait))
    with store_of(world, empty_sqlite) as store:
        for variant, figure in SERVICE_LEVEL.items():
            said = one(ask_store(store, query(f"service_level.{variant}", WEEK)))
            assert round(said["value"], 2) == figure
        said = one(ask_store(store, query("service_level", WEEK)))
        assert said["n"] == 1060
        # "how many": 860 were answered in time
        assert one(ask_store(store, query("service_level.count", WEEK)))["value"] == 860


def test_handle_time_and_cost(empty_sqlite: Path) -> None:
    world = World()
    for n in range(300):
        cost = Decimal("3.20") if n % 2 else Decimal("3.10")
        row = contact(n, at(1, 9), talk_s=4.0, hold_s=0.5, acw_s=1.5, cost=cost)
        world.contacts.append(row)
    world.contacts.append(contact(300, at(8), outcome="missed"))  # records go on after the week
    ledger = {"cost_id": "l", "from": at(0).date(), "to": at(9).date(), "kind": "fixed", "queue": None}
    world.costs.append(ledger | {"amount": Decimal("21.4286")})
    with store_of(world, empty_sqlite) as store:
        assert one(ask_store(store, query("average_handle_time", WEEK)))["value"] == 6.0
        # 150 × 3.20 + 150 × 3.10, and seven of the ledger's ten days, over 300 contacts.
        spread = 21.4286 * 7 / 10
        said = one(ask_store(store, query("cost_per_contact", WEEK)))
        assert said["value"] == pytest.approx((945 + spread) / 300, abs=1e-6)


def test_attrition_over_the_average_head_count(empty_sqlite: Path) -> None:
    """6500 at the start and 6380 at the end: the denominator is 6440."""
    world, quarter = World(), days(0, 90)
    for n in range(6500):
        gone = at(0).date() + timedelta(days=n % 90) if n < 120 else None
        row = {"agent_id": f"a{n}", "name": None, "team": None, "site": None, "leave_reason": None}
        world.staff.append(row | {"hired_on": date(2020, 1, 1), "left_on": gone})
    with store_of(world, empty_sqlite) as store:
        said = one(ask_store(store, query("attrition.period", quarter), at(91)))
        assert said["n"] == 6440
        assert said["value"] == pytest.approx(100 * 120 / 6440)
        yearly = one(ask_store(store, query("attrition", quarter), at(91)))
        assert yearly["value"] == pytest.approx(100 * 120 / 6440 * 365 / 90)
        assert one(ask_store(store, query("attrition.count", quarter), at(91)))["value"] == 120
