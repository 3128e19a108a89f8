"""Every KPI in every variant, over random records in a real store, equals a recomputation in plain Python."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from asking import BERLIN, SHOWN, ask, at, days, query, store_of
from centre import World, fill, random_world
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from reference_contacts import Asked
from reference_kpis import Figure, kpi
from sqlalchemy.engine import Engine

from kpi_engine.catalogue import METRICS, Metric
from kpi_engine.ports import Sums
from storage.store import Store

CLOCK = at(36, 7)
MAIN, OTHER = days(12, 33), days(3, 12)
EVERY = [(entry, variant.id) for entry in METRICS for variant in entry.all_variants()]


def expected(
    world: World, entry: Metric, variant: str, used: dict[str, str], asked_end: datetime, where: Any
) -> Figure:
    """Over what the answer says that it counted; an end that was cut counts its own instant."""
    start, end = (datetime.fromisoformat(used[key]) for key in ("start", "end"))
    if end < asked_end and end > start:
        end += timedelta(microseconds=1)
    asked = Asked(world, start, end, BERLIN, CLOCK)
    right = kpi(asked, entry.id, variant, where, entry.default.id)
    # Where nothing is old enough to count there is no figure, not even 0.
    return right if start < end else replace(right, value=None)


def same(said: dict[str, Any], right: Figure, what: str) -> None:
    assert said["value"] == (
        None if right.value is None else pytest.approx(right.value, rel=1e-9, abs=1e-7)
    ), what
    if right.n is not None:
        assert said["n"] == right.n, what
    if right.low is not None and "low" in said:
        assert (said["low"], said["high"]) == pytest.approx((right.low, right.high), rel=1e-6, abs=1e-6), what


def dimensions(entry: Metric, variant: str) -> list[str]:
    return sorted(entry.variant(variant).dims)


def check_kpi(store: Sums, world: World, entry: Metric, variant: str, by: tuple[str, ...]) -> None:
    answered = ask(store, query(f"{entry.id}.{variant}", MAIN, OTHER, group_by=by), CLOCK, settings=SHOWN)
    if entry.team_when_complete and "site" in by and answered["status"] == "clarify":
        assert "carry no site" in answered["message"]
        return
    assert answered["status"] == "answered"
    assert by or len(answered["rows"]) == 1
    for row in answered["rows"]:
        said, what = row["metrics"][0], f"{entry.id}.{variant} {row['slice']}"
        if entry.id == "customer_satisfaction_index":
            check_index(said, row)
            continue
        same(said, expected(world, entry, variant, said["used"], MAIN.end, row["slice"]), what)
        other = said["compare"]
        same(other, expected(world, entry, variant, other["used"], OTHER.end, row["slice"]), f"{what} before")
        if said["value"] is not None and other["value"] is not None:
            assert other["change"] == pytest.approx(said["value"] - other["value"])
        else:
            assert other["verdict"] == "no data"


def check_index(said: dict[str, Any], row: dict[str, Any]) -> None:
    """The mean of its parts on 0–100, as they stand beside it."""
    parts = {part["id"]: part["value"] for part in row["beside"] if part["value"] is not None}
    assert {part["id"] for part in row["beside"]} >= {"csat", "fcr", "nev"}
    if "nev" in parts:
        parts["nev"] = (parts["nev"] + 100) / 2
    shown = [parts[name] for name in ("csat", "fcr", "nev") if name in parts]
    assert said["value"] == (pytest.approx(sum(shown) / len(shown)) if shown else None)


@settings(max_examples=1, deadline=None, phases=(Phase.explicit, Phase.generate), print_blob=True)
@given(st.integers(0, 10**9))
def test_whole_and_slices(empty_sqlite: Path, seed: int) -> None:
    rng = Random(seed)
    world = random_world(rng, contacts=90)
    with store_of(world, empty_sqlite) as store:
        for entry, variant in EVERY:
            if variant.endswith("_count") and rng.random() < 0.8:
                continue
            check_kpi(store, world, entry, variant, ())
            dims = dimensions(entry, variant)
            if dims and rng.random() < 0.5:
                check_kpi(store, world, entry, variant, tuple(rng.sample(dims, min(len(dims), 2))))


@pytest.mark.parametrize("seed", [7])
def test_over_both_databases(engine: Engine, seed: int) -> None:
    world = random_world(Random(seed), contacts=80)
    fill(engine, world)
    for entry in METRICS:
        for variant in dict.fromkeys((entry.variants[0].id, entry.variants[-1].id)):
            check_kpi(Store(engine), world, entry, variant, ())
            check_kpi(Store(engine), world, entry, variant, tuple(dimensions(entry, variant)[:1]))
