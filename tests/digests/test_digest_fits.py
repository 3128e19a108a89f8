"""Slack takes the largest digest that can be configured, whatever its names are."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.engine import Engine

from bot.blocks.parts import Said
from bot.digests.blocks import digest_message
from bot.digests.charts import pictured
from bot.digests.composed import Chart, Composed, Slices
from bot.digests.items import Driver, Item, Point
from bot.digests.periods import Shown
from bot.digests.values import MOST_FILTERS, MOST_KPIS, MOST_VALUES, Content
from bot.pictures import Picture, can_draw
from bot.workspace.limits import check_message
from kpi_engine.catalogue import METRICS
from kpi_engine.result import Comparison, Result, Row
from kpi_engine.values import Filter, MetricRef, Period, Query, Unit
from storage.database import open_store
from tests.bot.results import MARKUP, figures, words
from tests.digests.digest_store import composed, digest, fill
from tests.judges.blocks import judge

SLOW = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
MIDNIGHT = datetime(2026, 11, 9, tzinfo=UTC)
PERIOD = Period(MIDNIGHT, MIDNIGHT + timedelta(days=1), None, Unit.DAY)
REFS = [MetricRef(entry.id, one.id) for entry in METRICS for one in entry.all_variants()]
HOSTILE = ("W<&>*|`" * 500, *MARKUP)


def accepted(message: Said) -> None:
    """Slack (our stand-in), slackblocks and a reader without eyes can all take it."""
    blocks = json.loads(json.dumps(message.blocks))
    check_message(message.text, blocks)
    judge("message", blocks)
    assert message.text.strip() and len(message.text) <= 16_000
    assert sum(block["type"] == "data_visualization" for block in blocks) <= 2


def largest(kpis: int, slices: int, name: str) -> Composed:
    """Every KPI with everything that can be said beside it, sliced by many values with hostile names."""
    items = tuple(_item(ref, name) for ref in REFS[:kpis])
    rows = tuple(Row({"queue": f"{number}{name}"}, (_figure(REFS[0], number),)) for number in range(slices))
    query = Query("value", (REFS[0],), PERIOD, group_by=("queue",))
    results = tuple((one.ref, Result("", "en", "answered", query, rows)) for one in items[:19])
    return Composed(
        digest(title=name * 3),
        PERIOD,
        items,
        tuple(Chart(one, one.points) for one in items[:2]),
        Slices("queue", results, tuple(one.ref for one in items[19:]), 12),
        tuple(Filter("queue", "in", (name,) * MOST_VALUES) for _ in range(MOST_FILTERS)),
        tuple(f"No KPI is called “{name}”" for _ in range(MOST_KPIS)),
        MIDNIGHT,
    )


def _figure(ref: MetricRef, number: int = 0) -> Any:
    from kpi_engine.result import Figure

    side = Comparison(1.0, 8, "up", 123_456.0, low=-123_456.7, high=123_456.7)
    return Figure(ref, 987_654_321.25 + number, "money", 45, -1e9, 1e9, PERIOD, side)


def _item(ref: MetricRef, name: str) -> Item:
    points = tuple(
        Point(MIDNIGHT - timedelta(days=13 - n), 1e6 * n, -123_456.7, 123_456.7) for n in range(14)
    )
    target = Comparison(1e9, None, "up", 1.0, low=-1e9, high=1e9)
    driver = Driver((("queue", name),), 1e9, 2e9, MIDNIGHT)
    shown = Shown(PERIOD, Unit.DAY, "mature")
    return Item(ref, shown, _figure(ref), target, points, driver, _figure(ref), MIDNIGHT)


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("kpis", [1, 7, len(METRICS), MOST_KPIS])
def test_the_largest_digest_fits(kpis: int, name: str) -> None:
    message = digest_message(largest(kpis, 500, name))
    accepted(message)
    assert [block["type"] for block in message.blocks[-2:]] == ["context", "actions"]
    assert "<" not in message.text


def test_what_does_not_fit_is_counted() -> None:
    said = json.dumps(digest_message(largest(MOST_KPIS, 500, "x")).blocks)
    assert "KPIs do not fit here and are left out" in said and "of 500 slices" in said


@SLOW
@given(st.lists(figures, min_size=1, max_size=60), words, st.lists(words, max_size=30))
def test_any_digest_fits(made: list[Any], name: str, problems: list[str]) -> None:
    base = largest(1, 30, name)
    items = tuple(replace(_item(one.metric, name), figure=one) for one in made)
    accepted(digest_message(replace(base, items=items, problems=tuple(problems))))


def test_every_kpi_of_the_catalogue_by_queue_over_a_store(empty_sqlite: Path, tmp_path: Path) -> None:
    made = composed(
        _filled(empty_sqlite, tmp_path), digest(Content(tuple(one.id for one in METRICS), (), "queue"))
    )
    assert len(made.items) == len(METRICS) >= 35
    accepted(digest_message(made))


def _filled(empty: Path, folder: Path) -> Engine:
    shutil.copy(empty, folder / "store.db")
    engine = open_store(f"sqlite:///{folder / 'store.db'}")
    fill(engine)
    return engine


def test_a_chart_of_nothing_is_not_drawn() -> None:
    base = largest(1, 0, "x")
    empty = replace(base.charts[0], points=tuple(replace(one, value=None) for one in base.charts[0].points))
    message = digest_message(replace(base, charts=(empty,)))
    accepted(message)
    assert all(block["type"] != "data_visualization" for block in message.blocks)


@pytest.mark.skipif(not can_draw(), reason="matplotlib is an extra")
def test_a_chart_may_be_a_picture_with_its_words() -> None:
    kept: list[Picture] = []
    base = largest(2, 5, "x")

    def keep(picture: Picture) -> str | None:
        kept.append(picture)
        return "F012ABCDEF" if len(kept) == 1 else None

    charts = tuple(pictured(chart, keep, "en") for chart in base.charts)
    message = digest_message(replace(base, charts=charts))
    accepted(message)
    images = [block for block in message.blocks if block["type"] == "image"]
    assert [one["slack_file"] for one in images] == [{"id": "F012ABCDEF"}]
    assert images[0]["alt_text"] == kept[0].alt
    assert sum(block["type"] == "data_visualization" for block in message.blocks) == 1
