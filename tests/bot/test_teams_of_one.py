"""A team of one is that agent by another name: its figures go where figures about single agents go."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import case, insert, update
from sqlalchemy.engine import Engine

from bot.alerts.condition import Condition
from bot.alerts.evaluation import evaluate
from bot.desk import Desk
from bot.digests.blocks import digest_message
from bot.digests.values import Content
from bot.privacy import about_agents, for_a_channel, unasked
from bot.settings import read_settings
from kpi_engine.result import Result
from kpi_engine.values import Filter, Viewer
from storage import schema
from storage.database import open_store, writing
from storage.store import Store
from tests.digests.digest_store import ZONE, composed, digest, fill

NOW = datetime(2026, 11, 10, 10, tzinfo=UTC)
CHANNEL = Viewer("U1", "channel")
SOLO = Filter("team", "in", ("Solo",))
TEAMS = {"a0": "Solo", "a1": "North", "a2": "North", "a3": "East", "a4": "East"}


@pytest.fixture(scope="module")
def engine(empty_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    file = tmp_path_factory.mktemp("one") / "store.db"
    shutil.copy(empty_sqlite, file)
    opened = open_store(f"sqlite:///{file}")
    fill(opened)
    people = [
        {"agent_id": agent, "name": f"Agent {agent}", "team": team, "site": "Leeds"}
        | {"hired_on": date(2020, 1, 1), "left_on": None, "leave_reason": None}
        for agent, team in TEAMS.items()
    ]
    c = schema.contacts.c
    with writing(opened) as connection:
        connection.execute(insert(schema.staff), people)
        who = case((c.queue == "Returns", "a1"), (c.contact_id.like("%-1_"), "a3"), else_="a0")
        connection.execute(update(schema.contacts).values(agent_id=who))
    yield opened
    opened.dispose()


@pytest.fixture(scope="module")
def desk(engine: Engine) -> Desk:
    return Desk(Store(engine), replace(read_settings({}), zone=ZONE))


def asked(desk: Desk, question: str) -> Result:
    result = desk.ask(question, NOW, CHANNEL)
    assert result.status == "answered", result.message
    return result


@pytest.mark.parametrize(
    "question",
    [
        "AHT last week by team",
        "AHT last week for team Solo",
        "AHT last week for team Solo by queue",
        "AHT last week for team Solo by day",
        "contacts handled last week for team Solo",
    ],
)
def test_a_team_of_one_is_for_the_asker_alone(desk: Desk, question: str) -> None:
    assert about_agents(asked(desk, question))


def test_so_is_everybody_but_one(desk: Desk) -> None:
    assert about_agents(asked(desk, "AHT last week without team Solo"))


@pytest.mark.parametrize(
    "question",
    [
        "AHT last week",
        "AHT last week for team North",
        "AHT last week by site",
        "AHT last week by queue",
        "service level last week by site",
    ],
)
def test_teams_of_more_and_other_slices_are_for_all(desk: Desk, question: str) -> None:
    assert not about_agents(asked(desk, question))


def test_drivers_leave_it_out(desk: Desk) -> None:
    result = asked(desk, "why did AHT change last week?")
    assert {"team": "Solo"} in [row.slice for row in result.rows]
    public = for_a_channel(result)
    assert not about_agents(public)
    assert {"team": "Solo"} not in [row.slice for row in public.rows] and len(public.rows) > 2


def test_what_nobody_asked_for_has_no_figure_of_one(desk: Desk, engine: Engine) -> None:
    blank = unasked(asked(desk, "AHT last week by team"))
    known = {str(row.slice["team"]): row.metrics[0].value is not None for row in blank.rows}
    assert known == {"East": True, "North": True, "Solo": False}
    alone = composed(engine, digest(Content(("average_handle_time",), (SOLO,))))
    assert "Average handle time: no data" in digest_message(alone).text
    seen = evaluate(
        Condition("average_handle_time", "threshold", "above", "week", 1.0, (SOLO,)), ZONE, desk, NOW
    )
    assert seen.value is None and seen.side is None


@pytest.mark.parametrize(
    ("question", "alone"), [("AHT last week for agent Zed", True), ("AHT by colour", False)]
)
def test_asking_back_with_agents_names_is_for_the_asker_alone(desk: Desk, question: str, alone: bool) -> None:
    result = desk.ask(question, NOW, CHANNEL)
    assert result.status == "clarify" and about_agents(result) == alone, result.message
