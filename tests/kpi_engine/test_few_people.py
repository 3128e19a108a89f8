"""Fewer than five people are not shown, nor can they be worked out from what is shown."""

from __future__ import annotations

from itertools import chain, combinations, product
from pathlib import Path
from typing import Any

import pytest
from asking import ask, at, days, one, query, store_of
from centre import World
from hypothesis import given
from hypothesis import strategies as st

from kpi_engine.few import together
from kpi_engine.ports import Sums
from kpi_engine.values import Filter, Unit

LEAST = 5
WEEK = days(0, 7)
NAMES = ("employee_satisfaction", "employee_satisfaction.mean", "attrition", "attrition.count")
Team = str | None


def staffed(teams: dict[Team, int]) -> World:
    """So many agents a team, each with one answer in the first week, and the first of each team leaves."""
    world, number = World(), 0
    for team, many in teams.items():
        for nth in range(many):
            number += 1
            agent = f"a{number}"
            left = at(3).date() if nth == 0 else None
            person = {"agent_id": agent, "name": None, "site": None, "leave_reason": None, "team": team}
            world.staff.append(person | {"hired_on": at(-90).date(), "left_on": left})
            scale = {"scale_min": None, "scale_max": None, "contact_id": None, "customer_id": None}
            when = {"sent_at": at(1), "answered_at": at(1)}
            answer = {"survey_id": f"s{number}", "kind": "esat", "agent_id": agent, "score": 1 + number % 5}
            world.surveys.append(answer | when | scale)
    return world


def shown(store: Sums, name: str, teams: tuple[Team, ...], op: Any = "in") -> bool:
    where = (Filter("team", op, teams),)
    return one(ask(store, query(name, WEEK, filters=where)))["value"] is not None


@pytest.mark.parametrize("name", NAMES)
def test_who_is_left_out_cannot_be_subtracted(empty_sqlite: Path, name: str) -> None:
    with store_of(staffed({"Solo": 1, "North": 5, "East": 6}), empty_sqlite) as store:
        assert one(ask(store, query(name, WEEK)))["value"] is not None
        assert not shown(store, name, ("Solo",))
        assert not shown(store, name, ("Solo",), "not_in")
        # East with and without Solo, or the whole without them: the same subtraction.
        assert shown(store, name, ("East",))
        assert not shown(store, name, ("East", "Solo"))
        assert shown(store, name, ("North", "Solo")) and not shown(store, name, ("North",))


@pytest.mark.parametrize("name", NAMES)
def test_a_table_hides_the_next_smallest_with_the_only_hidden_one(empty_sqlite: Path, name: str) -> None:
    with store_of(staffed({"Solo": 1, "North": 5, "East": 6}), empty_sqlite) as store:
        answered = ask(store, query(name, WEEK, group_by=("team",)))
    seen = {row["slice"]["team"]: row["metrics"][0]["value"] is not None for row in answered["rows"]}
    assert seen == {"East": True, "North": False, "Solo": False}
    assert any("fewer than 5 people" in note for note in answered["notes"])


def test_who_has_no_team_is_a_group_too(empty_sqlite: Path) -> None:
    with store_of(staffed({None: 2, "North": 7, "East": 6}), empty_sqlite) as store:
        seen = [
            row["metrics"][0]["value"] is not None
            for row in ask(store, query("attrition", WEEK, group_by=("team",)))["rows"]
        ]
        assert seen == [False, True, False]
        assert not shown(store, "attrition", ("North", "East"))


def test_teams_of_enough_are_all_shown(empty_sqlite: Path) -> None:
    with store_of(staffed({"North": 5, "East": 6}), empty_sqlite) as store:
        rows = ask(store, query("attrition employee_satisfaction", WEEK, group_by=("team",)))["rows"]
        assert all(figure["value"] is not None for row in rows for figure in row["metrics"])
        assert shown(store, "attrition", ("North",), "not_in")


def test_nor_by_the_days_of_a_week(empty_sqlite: Path) -> None:
    """The week less the other days is the day of the one who answered late."""
    world = staffed({"North": 15})
    for number, survey in enumerate(world.surveys):
        survey["answered_at"] = at(1 if number < 8 else 2 if number < 14 else 4)
    with store_of(world, empty_sqlite) as store:
        rows = ask(store, query("employee_satisfaction", WEEK, grain=Unit.DAY))["rows"]
    known = [row["metrics"][0]["value"] is not None for row in rows]
    assert known == [False, True, False, False, False, False, False]


@given(st.dictionaries(st.text("abc", min_size=1, max_size=2), st.integers(0, 9), max_size=5))
def test_any_two_figures_that_are_shown_differ_by_enough_people(people: dict[str, int]) -> None:
    hidden = together(people, LEAST)
    every = chain.from_iterable(combinations(people, size) for size in range(len(people) + 1))
    seen = [set(some) for some in every if not 0 < len(hidden & set(some)) < len(hidden)]
    for larger, smaller in product(seen, seen):
        differ = sum(people[name] for name in larger - smaller) if smaller <= larger else 0
        assert differ == 0 or differ >= min(LEAST, sum(people.values()))
