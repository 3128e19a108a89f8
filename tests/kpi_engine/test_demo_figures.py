"""Every KPI over the demo, through the real ingest, equals a recomputation from the files themselves.

A small demo: the same centre with fewer contacts. Every variant over October, in which clocks go back, and
over last week; by every dimension that it has, and by day; in both databases.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from asking import BERLIN, SHOWN, ask
from centre import World
from demo_records import demo_world
from demo_stores import NOW
from reference_contacts import Asked
from reference_kpis import OBSERVED, VALUES, Figure, kpi, place
from sqlalchemy import select
from sqlalchemy.engine import Engine
from test_every_kpi import EVERY, same

from bot.demo.days import Plan
from bot.demo.store import make_store
from kpi_engine.catalogue import Metric
from kpi_engine.values import MetricRef, Period, Query, Unit
from storage.database import open_store
from storage.schema import emotion_mentions, nev_contacts
from storage.store import Store

PLAN = Plan(NOW, contacts=1_200)
# Stands on its parts, which are asked here; its own arithmetic is tried on random records.
ASKED = [(entry, variant) for entry, variant in EVERY if entry.id != "customer_satisfaction_index"]
# Their numerators and denominators are head-counts: no row of theirs falls into a slice.
STOCKS = frozenset({"attrition", "customer_retention"})
DIMENSIONS = sorted({name for entry, variant in ASKED for name in entry.variant(variant).dims})
TOGETHER = 25  # KPIs in one question, for speed


def _days(first: tuple[int, int], last: tuple[int, int], unit: Unit) -> Period:
    start, end = (datetime(2026, month, day, tzinfo=BERLIN) for month, day in (first, last))
    return Period(start, end, "said", unit)


WEEK = _days((11, 9), (11, 16), Unit.WEEK)
OCTOBER = _days((10, 1), (11, 1), Unit.MONTH)


@dataclass
class Files:
    """The records of the files, and what was found in them for each stretch that was counted."""

    world: World
    found: dict[tuple[datetime, datetime], Asked] = field(default_factory=dict)

    def feel(self, engine: Engine) -> None:
        """Each contact's feelings as the store has them; tests/test_demo_talks.py works them out anew."""
        with engine.connect() as connection:
            scored = connection.execute(select(nev_contacts).where(nev_contacts.c.balance.is_not(None)))
            self.world.nev_contacts = [dict(row._mapping) for row in scored]
            mentions = connection.execute(select(emotion_mentions))
            self.world.emotion_mentions = [dict(row._mapping) for row in mentions]
        self.found.clear()

    def asked(self, used: dict[str, str], period: Period) -> Asked:
        """An end that was cut before the period's counts its own instant."""
        start, end = (datetime.fromisoformat(used[key]) for key in ("start", "end"))
        if start < end < period.end:
            end += timedelta(microseconds=1)
        if (start, end) not in self.found:
            near = {
                name: [
                    row
                    for row in getattr(self.world, name)
                    if row["started_at"] < end and start < row["ended_at"]
                ]
                for name in ("agent_states", "schedules")
            }
            self.found[start, end] = Asked(replace(self.world, **near), start, end, BERLIN, NOW)
        return self.found[start, end]


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Files:
    return Files(demo_world(PLAN, tmp_path_factory.mktemp("files")))


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def store(
    request: pytest.FixtureRequest,
    files: Files,
    tmp_path_factory: pytest.TempPathFactory,
    empty_sqlite: Path,
    new_database: Callable[[bool], AbstractContextManager[str]],
) -> Iterator[Store]:
    if request.param == "sqlite":
        file = tmp_path_factory.mktemp("demo") / "demo.db"
        shutil.copy(empty_sqlite, file)
        yield from _made(f"sqlite:///{file}", files)
    else:
        with new_database(True) as url:
            yield from _made(url, files)


def _made(url: str, files: Files) -> Iterator[Store]:
    make_store(PLAN, url)
    engine = open_store(url, create=False)
    files.feel(engine)
    yield Store(engine)
    engine.dispose()


def check(
    store: Store, files: Files, asked: list[tuple[Metric, str]], period: Period, by: tuple[str, ...]
) -> None:
    """Every figure of the answer, and that no slice is missing from it."""
    for some in (asked[first : first + TOGETHER] for first in range(0, len(asked), TOGETHER)):
        refs = tuple(MetricRef(entry.id, variant) for entry, variant in some)
        grain, group_by = (Unit.DAY, ()) if by == ("day",) else (None, by)
        asked_now = Query("value", refs, period, grain=grain, group_by=group_by)
        answered = ask(store, asked_now, NOW, settings=SHOWN, validated=not by)
        assert answered["status"] == "answered", answered["message"]
        slices = [_slice(row["slice"]) for row in answered["rows"]]
        for place_in_row, (entry, variant) in enumerate(some):
            for where, row in zip(slices, answered["rows"], strict=True):
                said = row["metrics"][place_in_row]
                right = _right(files.asked(said["used"], period), entry, variant, where)
                same(said, right, f"{entry.id}.{variant} {where}")
            used = answered["rows"][0]["metrics"][place_in_row]["used"] if answered["rows"] else None
            if used is not None and entry.id not in STOCKS:
                assert _expected(files.asked(used, period), entry, variant, by) <= {
                    _key(one) for one in slices
                }


def _right(asked: Asked, entry: Metric, variant: str, where: dict[str, Any]) -> Figure:
    """None where there is nothing to count in: no record of the kind, or nothing old enough; never 0."""
    begins = datetime.combine(where["day"], time(), BERLIN) if "day" in where else asked.start
    right = kpi(asked, entry.id, variant, where, entry.default.id)
    return replace(right, value=None) if begins >= asked.end else right


def _slice(said: dict[str, Any]) -> dict[str, Any]:
    if "time" not in said:
        return said
    return {"day": datetime.fromisoformat(said["time"]).astimezone(BERLIN).date()}


def _key(where: dict[str, Any]) -> frozenset[tuple[str, Any]]:
    return frozenset(where.items())


def _expected(
    asked: Asked, entry: Metric, variant: str, by: tuple[str, ...]
) -> set[frozenset[tuple[str, Any]]]:
    """The slices in which something was counted."""
    named = entry.default.id if variant == "count" else variant.removesuffix("_count")
    known = OBSERVED | VALUES
    _, source = known[(entry.id, variant) if (entry.id, variant) in known else (entry.id, named)]
    rows = (seen for seen in asked.seen(source) if seen.bottom > 0)
    return {_key({name: place(asked, seen, name) for name in by}) for seen in rows}


@pytest.mark.parametrize("period", [WEEK, OCTOBER], ids=["last week", "October"])
def test_the_whole(store: Store, files: Files, period: Period) -> None:
    for entry, variant in ASKED:
        check(store, files, [(entry, variant)], period, ())


@pytest.mark.parametrize("dimension", DIMENSIONS)
def test_every_slice(store: Store, files: Files, dimension: str) -> None:
    having = [(entry, variant) for entry, variant in ASKED if dimension in entry.variant(variant).dims]
    if dimension == "site":  # contacts that nobody took have none there, so that rates over them are refused
        having = [one for one in having if not one[0].team_when_complete]
    check(store, files, having, WEEK, (dimension,))


@pytest.mark.parametrize(
    "pair",
    [("channel", "queue"), ("team", "weekday"), ("agent", "channel"), ("channel", "hour_of_day")],
    ids="+".join,
)
def test_slices_of_slices(store: Store, files: Files, pair: tuple[str, str]) -> None:
    having = [(entry, variant) for entry, variant in ASKED if set(pair) <= entry.variant(variant).dims]
    check(store, files, having, WEEK, pair)


def test_day_by_day(store: Store, files: Files) -> None:
    check(store, files, [one for one in ASKED if one[0].id not in STOCKS], WEEK, ("day",))


def test_the_demo_leaves_no_kpi_empty(store: Store) -> None:
    """A comparison of nothing with nothing would hold as well."""
    for entry, variant in ASKED:
        answered = ask(store, Query("value", (MetricRef(entry.id, variant),), OCTOBER), NOW)
        assert answered["rows"][0]["metrics"][0]["value"] is not None, (entry.id, variant)
