"""The invented contact centre: the same for the same plan, believable, and answering every KPI."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from statistics import mean
from zoneinfo import ZoneInfo

import pytest
from demo_stores import NOW, demo_file
from sqlalchemy import Engine, func, select

from bot.demo.days import Plan
from bot.demo.files import write_files
from bot.demo.hearing import unheard_because
from bot.demo.records import batches
from bot.demo.store import demo_plan, make_store, ready
from bot.desk import Desk
from bot.errors import BotError
from bot.settings import read_settings
from kpi_engine.catalogue import METRICS
from kpi_engine.result import Figure
from storage.database import open_store, reading
from storage.schema import contacts
from storage.store import Store

SMALL = 1_500
FEW = 200  # where a whole store is made and its size says nothing
# What customers felt is heard by the model: without it the demo has no figure of these.
FELT = {"nev", "emotion_share", "resolved_unhappy"} if unheard_because() else set[str]()
ASKED_AS = {"emotion_share": "how many customers felt neglected last month"}


@pytest.fixture(scope="module")
def demo_engine() -> Iterator[Engine]:
    made = open_store(f"sqlite:///{demo_file()}", create=False)
    yield made
    made.dispose()


@pytest.fixture(scope="module")
def desk(demo_engine: Engine) -> Desk:
    return Desk(Store(demo_engine), read_settings({"HEARTLINE_ZONE": "Europe/Berlin"}))


@pytest.fixture(scope="module")
def started(demo_engine: Engine) -> list[datetime]:
    with reading(demo_engine) as connection:
        moments = connection.execute(select(contacts.c.started_at)).scalars()
        return [moment.astimezone(NOW.tzinfo) for moment in moments]


def figure(desk: Desk, question: str) -> Figure:
    result = desk.ask(question, NOW)
    assert result.status == "answered", (question, result.message, result.choices)
    return result.rows[0].metrics[0]


def files(folder: Path, plan: Plan) -> dict[str, bytes]:
    folder.mkdir()
    return {kind: path.read_bytes() for kind, path in write_files(plan, folder).items()}


def digest(seed: int, hashing: str) -> str:
    """Of all records, as a process of its own makes them; sets are walked in another order in each."""
    program = (
        "import hashlib\n"
        "from datetime import datetime\n"
        "from zoneinfo import ZoneInfo\n"
        "from bot.demo.days import Plan\n"
        "from bot.demo.records import batches\n"
        "end = datetime(2026, 11, 18, 15, 30, tzinfo=ZoneInfo('Europe/Berlin'))\n"
        f"made = hashlib.sha256(repr(list(batches(Plan(end, {SMALL * 4}, seed={seed})))).encode())\n"
        "print(made.hexdigest())\n"
    )
    environment = {**os.environ, "PYTHONHASHSEED": hashing}
    done = subprocess.run(
        [sys.executable, "-c", program],
        env=environment,
        check=True,
        capture_output=True,
        text=True,
        timeout=120,
    )
    return done.stdout


def test_the_same_plan_gives_the_same_records_in_every_process_and_another_seed_others():
    assert digest(3, "1") == digest(3, "2") != digest(4, "1")


def test_the_same_plan_gives_the_same_files(tmp_path: Path):
    plan = Plan(NOW, SMALL)
    assert files(tmp_path / "a", plan) == files(tmp_path / "b", plan)


@pytest.mark.parametrize(
    "end",
    [
        datetime(2026, 3, 29, 4, 30, tzinfo=ZoneInfo("Europe/Berlin")),  # clocks went forward in this night
        datetime(2026, 10, 26, 0, 0, tzinfo=ZoneInfo("Europe/Berlin")),  # and back in the one before
        datetime(2024, 2, 29, 23, 59, tzinfo=ZoneInfo("Asia/Kathmandu")),
    ],
)
def test_nothing_lies_after_the_end_and_every_interval_has_a_length(end: datetime):
    moment = end.timestamp()
    for kind, rows in batches(Plan(end, SMALL)):
        if kind == "contacts":
            for row in rows:
                seconds = [cell for cell in row[14:18] if cell is not None]
                assert row[1] <= moment and all(second >= 0 for second in seconds), row
        if kind == "agent_states":
            assert all(row[2] < row[3] <= moment for row in rows)
        if kind == "surveys":
            assert all(row[6] is None or row[5] <= row[6] <= moment for row in rows)


def test_agents_handle_one_contact_at_a_time_while_they_are_logged_in():
    handling: dict[str, list[tuple[float, float]]] = {}
    taken: dict[str, list[tuple[float, float]]] = {}
    for kind, rows in batches(Plan(NOW, SMALL)):
        if kind == "agent_states":
            for agent, state, start, end in rows:
                if state == "handling":
                    handling.setdefault(agent, []).append((start, end))
        if kind == "contacts":
            for row in rows:
                if row[13] == "handled" and row[14] is not None and row[17] is not None:
                    begun = row[1] + row[14]
                    taken.setdefault(row[7], []).append((begun, begun + row[15] + row[16] + row[17]))
    assert sum(map(len, taken.values())) > SMALL / 2
    for agent, spans in taken.items():
        ordered = sorted(spans)
        assert all(one[1] <= other[0] for one, other in pairwise(ordered))
        for start, end in spans:
            assert any(a <= start and end <= b for a, b in handling[agent]), (agent, start, end)


def test_about_as_many_contacts_as_asked_for(started: list[datetime]):
    assert 46_000 < len(started) < 54_000
    assert max(started) <= NOW and NOW - max(started) < timedelta(minutes=15)


def test_weekdays_and_hours_have_their_shape(started: list[datetime]):
    days = Counter(moment.date() for moment in started if moment.date() < NOW.date())
    weekday = [mean(count for day, count in days.items() if day.weekday() == each) for each in range(7)]
    assert weekday[0] == max(weekday) and weekday[6] == min(weekday)
    assert weekday[5] < 0.75 * mean(weekday[:5])
    hours = Counter(moment.hour for moment in started)
    assert hours[12] < hours[11] and hours[12] < hours[14]  # lunch
    assert 0 < sum(hours[hour] for hour in (22, 23, 0, 1, 2, 3, 4, 5)) < 0.01 * len(started)


@pytest.mark.parametrize(
    ("question", "low", "high"),
    [
        ("FCR last month", 55, 85),
        ("service level last month", 60, 92),
        ("abandonment rate last month", 2, 12),
        ("AHT last month", 420, 780),
        ("CSAT last month", 60, 92),
        ("occupancy last month", 50, 90),
        ("schedule adherence last month", 80, 99),
        ("quality score last month", 70, 98),
        ("attrition", 5, 150),
        ("cost per contact last month", 1, 20),
        ("conversion rate last month", 10, 35),
        ("transfer rate last month", 4, 16),
        ("survey response rate last month", 20, 60),
    ],
)
def test_figures_are_believable(desk: Desk, question: str, low: float, high: float):
    found = figure(desk, question)
    assert found.value is not None and low < found.value < high


@pytest.mark.parametrize("metric", [each.id for each in METRICS if each.id not in FELT])
def test_every_kpi_has_a_figure(desk: Desk, metric: str):
    found = figure(desk, ASKED_AS.get(metric, metric.replace("_", " ")))
    assert found.metric.id == metric and found.value is not None and found.n > 0


def test_the_stories_can_be_found(desk: Desk):
    support = figure(desk, "AHT for Technical Support in the last 2 weeks vs the 2 weeks before")
    assert support.compare and support.compare.verdict == "up"
    willow = figure(desk, "CSAT mean for team Willow in the last 3 weeks vs the 3 weeks before")
    assert willow.compare and willow.compare.change is not None and willow.compare.change < 0
    juniper = figure(desk, "AHT for team Juniper in the last 4 weeks vs the 4 weeks before")
    assert juniper.compare and juniper.compare.change is not None and juniper.compare.change < 0


def test_two_agents_share_a_name(desk: Desk):
    labels = desk.names().values["agent"]
    assert any(label.endswith(f"({agent})") for label, agent in labels.items())


def test_money_is_exact(demo_engine: Engine):
    with reading(demo_engine) as connection:
        costs = connection.execute(select(contacts.c.cost).where(contacts.c.cost.is_not(None)).limit(50))
        assert all(isinstance(cost, Decimal) for cost in costs.scalars())


def test_the_store_is_used_all_day_and_made_anew_the_next(tmp_path: Path):
    url = f"sqlite:///{tmp_path / 'folder' / 'demo.db'}"
    morning = demo_plan(NOW.replace(hour=9), "Europe/Berlin", FEW, 1)
    assert ready(morning, url, lambda _: None)
    assert not ready(demo_plan(NOW, "Europe/Berlin", FEW, 1), url, lambda _: None)
    assert ready(demo_plan(NOW, "Europe/Berlin", FEW, 2), url, lambda _: None)
    assert ready(demo_plan(NOW + timedelta(days=1), "Europe/Berlin", FEW, 2), url, lambda _: None)
    assert [path.name for path in (tmp_path / "folder").glob("*.making*")] == []


def test_a_store_that_the_demo_did_not_make_is_left_alone(tmp_path: Path):
    url = f"sqlite:///{tmp_path / 'mine.db'}"
    engine = open_store(url)
    with engine.begin() as connection:
        row = {"contact_id": "1", "started_at": NOW, "channel": "voice", "direction": "inbound"}
        connection.execute(contacts.insert(), [row | {"outcome": "handled"}])
    engine.dispose()
    with pytest.raises(BotError, match="was not made by the demo"):
        ready(Plan(NOW, SMALL), url, lambda _: None)
    with reading(open_store(url)) as connection:
        assert connection.execute(select(func.count()).select_from(contacts)).scalar_one() == 1


def test_the_demo_goes_into_any_empty_database(bare_url: str):
    made = make_store(Plan(NOW, FEW), bare_url)
    assert made["contacts"] > FEW / 2
