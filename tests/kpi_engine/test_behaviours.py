"""What an answer counts, cuts, hides and says: maturity, freshness, thresholds, order, people, teams."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import pytest
from asking import ask, at, days, one, query, ref, store_of
from centre import World, contact, random_world

from kpi_engine.settings import KpiSettings
from kpi_engine.values import Filter, Having, Order, Period, Unit, Viewer
from storage.store import Store


@pytest.fixture(scope="module")
def store(empty_sqlite: Path) -> Iterator[Store]:
    with store_of(random_world(Random(5), contacts=150), empty_sqlite) as made:
        yield made


def said(answered: dict[str, Any]) -> str:
    return " ".join(answered["notes"])


def running_week(monday: int, clock: Any) -> Period:
    return Period(at(monday), clock, "this week", Unit.WEEK, 1, at(monday + 7))


def issues(many: int, first_day: int, per_day: int, repeated: int = 0) -> World:
    """`many` first contacts, `per_day` a day, of which the first `repeated` come back a day later."""
    world = World()
    for n in range(many):
        when = at(first_day + n // per_day, 9) + timedelta(minutes=n % per_day)
        world.contacts.append(contact(n, when, customer_id=f"k{n}", reason="bill", queue="Billing"))
        if n < repeated:
            again = contact(many + n, when + timedelta(days=1), customer_id=f"k{n}", reason="bill")
            world.contacts.append(again | {"queue": "Returns"})
    return world


class TestMaturity:
    """First contacts younger than the window are left out, on both sides, and said."""

    def test_both_sides_are_cut_to_the_same_length(self, empty_sqlite: Path) -> None:
        with store_of(issues(220, 0, 10), empty_sqlite) as made:
            # The clock stands on a Thursday noon, day 24: mature until day 17 noon.
            answered = ask(made, query("fcr", days(14, 21, Unit.WEEK), days(7, 14, Unit.WEEK)), at(24, 12))
        figure = one(answered)
        assert figure["used"]["end"] == at(17, 12).isoformat()
        assert figure["compare"]["used"] == {"start": at(7).isoformat(), "end": at(10, 12).isoformat()}
        assert (figure["n"], figure["compare"]["n"]) == (40, 40)
        assert answered["query"]["period"]["end"] == at(21).isoformat()
        assert "30 first contacts of the period are younger than 7 days" in said(answered)

    def test_nothing_mature_keeps_the_other_side_and_shows_one_day_beside(self, empty_sqlite: Path) -> None:
        clock = at(16, 12)
        week, before = running_week(14, clock), Period(at(7), at(9, 12), "last week", Unit.WEEK, 1)
        with store_of(issues(170, 0, 10, repeated=80), empty_sqlite) as made:
            answered = ask(made, query("fcr", week, before, group_by=("queue",)), clock)
        row = answered["rows"][0]
        figure, beside = row["metrics"][0], row["beside"][0]
        assert (figure["value"], figure["n"], figure["compare"]["n"]) == (None, 0, 30)
        assert figure["compare"]["value"] == pytest.approx(100 * 20 / 30)
        assert figure["compare"]["verdict"] == "no data"
        assert (beside["id"], beside["variant"], beside["n"]) == ("fcr", "window_1", 20)
        assert beside["compare"]["used"]["end"] == at(8, 12).isoformat()
        assert "nothing in the period is 7 days old yet" in said(answered)

    def test_exactly_as_old_as_the_window_is_mature(self, empty_sqlite: Path) -> None:
        with store_of(issues(10, 0, 1), empty_sqlite) as made:
            assert one(ask(made, query("fcr", days(0, 7)), at(7, 9)))["n"] == 1
            assert one(ask(made, query("fcr", days(0, 7)), at(7, 8)))["n"] == 0

    def test_first_days_and_those_nobody_can_follow(self, empty_sqlite: Path) -> None:
        world = issues(40, 0, 4)
        world.contacts.append(contact(900, at(2, 8)))
        with store_of(world, empty_sqlite) as made:
            early, late = (ask(made, query("fcr", days(*period)), at(30)) for period in ((0, 5), (8, 10)))
        assert "the records begin on 2 Mar 2026" in said(early)
        assert "1 handled inbound contact without a customer" in said(early)
        assert "the records begin" not in said(late)


class TestFreshness:
    def test_both_sides_end_where_the_records_do(self, empty_sqlite: Path) -> None:
        with store_of(issues(96, 0, 10), empty_sqlite) as made:
            # The newest contact is of day 9, 09:05; a Wednesday, as is day 2.
            answered = ask(made, query("contacts_offered", days(7, 14), days(0, 7)), at(20))
        figure = one(answered)
        newest = at(9, 9) + timedelta(minutes=5)
        assert answered["freshness"] == figure["used"]["end"] == newest.isoformat()
        assert figure["compare"]["used"]["end"] == (newest - timedelta(days=7)).isoformat()
        assert (figure["value"], figure["compare"]["value"]) == (26, 26)
        assert "the newest record is of Wed 11 Mar 2026 09:05; counted until then" in said(answered)

    def test_what_was_asked_for_whole_is_counted_whole(self, empty_sqlite: Path) -> None:
        """Last week against today: a minute without records makes no half a Monday of the week."""
        today = Period(at(9), at(9, 12), "today", Unit.DAY, 1, at(10))
        with store_of(issues(96, 0, 10), empty_sqlite) as made:
            whole = ask(made, query("contacts_offered", days(0, 7, Unit.WEEK), today), at(9, 12))
            turned = ask(made, query("contacts_offered", today, days(0, 7, Unit.WEEK)), at(9, 12))
        assert (one(whole)["value"], one(whole)["compare"]["value"]) == (70, 6)
        assert (one(turned)["value"], one(turned)["compare"]["value"]) == (6, 70)
        assert "of the period compared with, the newest record is of Wed 11 Mar 2026 09:05" in said(whole)
        assert "the periods differ in length, 7 days against 9.1 hours" in said(whole)
        assert "the newest record is of Wed 11 Mar 2026 09:05; counted until then." in said(turned)
        assert "same elapsed part" not in said(turned)

    def test_a_running_week_says_what_was_counted_of_the_other(self, empty_sqlite: Path) -> None:
        week, before = running_week(7, at(9, 12)), Period(at(0), at(2, 12), "last week", Unit.WEEK, 1)
        with store_of(issues(96, 0, 10), empty_sqlite) as made:
            answered = ask(made, query("contacts_offered", week, before), at(9, 12))
        assert (one(answered)["value"], one(answered)["compare"]["value"]) == (26, 26)
        assert "(Mon 2 Mar 2026 00:00 – Wed 4 Mar 2026 09:05)" in said(answered)
        assert "differ in length" not in said(answered)

    def test_records_that_end_before_the_other_side_are_said(self, empty_sqlite: Path) -> None:
        with store_of(issues(96, 0, 10), empty_sqlite) as made:
            answered = ask(made, query("contacts_offered", days(0, 7), days(14, 21)), at(22))
        assert (one(answered)["value"], one(answered)["compare"]["value"]) == (70, None)
        assert "before the period compared with; nothing of it could be counted" in said(answered)

    def test_days_past_the_records_are_unknown_empty_ones_zero(self, empty_sqlite: Path) -> None:
        world = issues(10, 0, 10)
        world.contacts.append(contact(99, at(3, 9)))
        with store_of(world, empty_sqlite) as made:
            answered = ask(
                made, query("contacts_offered average_talk_time", days(0, 6), grain=Unit.DAY), at(8)
            )
        counts = [row["metrics"][0]["value"] for row in answered["rows"]]
        assert counts == [10, 0, 0, 1, None, None]
        assert [row["slice"]["time"] for row in answered["rows"]] == [at(day).isoformat() for day in range(6)]
        assert all(row["metrics"][1]["value"] is None for row in answered["rows"])

    def test_before_the_first_record_is_unknown_and_no_0(self, empty_sqlite: Path) -> None:
        with store_of(issues(60, 2, 10), empty_sqlite) as made:
            before = ask(made, query("contacts_offered", days(-14, 0)))
            sides = ask(made, query("contacts_offered", days(0, 7, Unit.WEEK), days(-7, 0, Unit.WEEK)))
            daily = ask(made, query("contacts_offered", days(0, 5), grain=Unit.DAY))
            whole = ask(made, query("contacts_offered", days(2, 8)))
        assert (one(before)["value"], one(before)["n"]) == (None, 0)
        assert "the records begin on 4 Mar 2026, after the period; there is nothing to count" in said(before)
        assert (one(sides)["value"], one(sides)["compare"]["value"]) == (50, None)
        assert one(sides)["compare"]["verdict"] == "no data"
        assert "the records begin on 4 Mar 2026; of the period before that day nothing is known" in said(
            sides
        )
        assert "4 Mar 2026, after the period compared with" in said(sides)
        assert [row["metrics"][0]["value"] for row in daily["rows"]] == [None, None, 10, 10, 10]
        assert "begin" not in said(whole)

    def test_counts_of_unlike_lengths_say_so(self, empty_sqlite: Path) -> None:
        with store_of(issues(300, 4, 10), empty_sqlite) as made:
            unlike = ask(made, query("contacts_offered", days(14, 21), days(7, 21)))
            ratio = ask(made, query("average_handle_time", days(14, 21), days(7, 21)))
            begun = ask(made, query("contacts_offered", days(7, 14), days(0, 7)))
        assert "the periods differ in length, 7 days against 14 days" in said(unlike)
        assert "differ in length" not in said(ratio)
        assert "the periods differ in length, 7 days against 3 days" in said(begun)

    def test_no_records_at_all_is_no_figure(self, empty_sqlite: Path) -> None:
        with store_of(World(), empty_sqlite) as made:
            answered = ask(made, query("contacts_offered csat occupancy nev", days(0, 7)))
        assert [figure["value"] for figure in answered["rows"][0]["metrics"]] == [None] * 4
        assert answered["freshness"] is None
        assert "Occupancy: the store has no records that it could be counted from." in answered["notes"]


class TestRows:
    def test_thresholds_order_and_limit(self, store: Store) -> None:
        least = Having(ref("csat.mean"), "<", 3.5)
        order = Order(ref("csat.mean"), "asc")
        asked = query("csat.mean", days(0, 35), group_by=("agent",), having=(least,), order=order)
        every = ask(store, asked)["rows"]
        values = [row["metrics"][0]["value"] for row in every]
        assert values == sorted(values)
        assert values and max(values) < 3.5
        assert {beside["id"] for beside in every[0]["beside"]} == {"survey_response_rate", "nev"}
        two = query("csat.mean", days(0, 35), group_by=("agent",), having=(least,), order=order, limit=2)
        assert ask(store, two)["rows"] == every[:2]

    def test_what_has_no_figure_comes_last_and_ties_stay_by_slice(self, empty_sqlite: Path) -> None:
        world = World()
        for n, (queue, talk) in enumerate([("c", 5.0), ("a", 5.0), ("b", None), (None, 9.0)]):
            world.contacts.append(contact(n, at(1), queue=queue, talk_s=talk))
        for direction, right in (("desc", [None, "a", "c", "b"]), ("asc", ["a", "c", None, "b"])):
            order = Order(ref("average_talk_time"), direction)  # pyright: ignore[reportArgumentType]
            asked = query("average_talk_time contacts_handled", days(0, 7), group_by=("queue",), order=order)
            with store_of(world, empty_sqlite) as made:
                assert [row["slice"]["queue"] for row in ask(made, asked)["rows"]] == right

    def test_shares_add_up(self, store: Store) -> None:
        asked = query("transfer_rate", days(0, 35), group_by=("queue",), intent="share")
        rows = ask(store, asked)["rows"]
        assert sum(row["metrics"][0]["share"] for row in rows) == pytest.approx(100)
        median = ask(store, query("average_handle_time.median", days(0, 35), intent="share"))
        assert "has no total" in said(median)

    def test_slices_and_buckets_add_up_to_the_whole(self, store: Store) -> None:
        for name in ("contacts_offered", "fcr", "csat.mean", "average_handle_time", "sales_total"):
            whole = one(ask(store, query(name, days(0, 28))))
            for cut in (
                {"group_by": ("queue",)},
                {"grain": Unit.WEEK},
                {"grain": Unit.HOUR},
                {"group_by": ("weekday",)},
            ):
                rows = [row["metrics"][0] for row in ask(store, query(name, days(0, 28), **cut))["rows"]]
                assert sum(row["n"] for row in rows) == whole["n"], (name, cut)
                parts = sum(
                    (row["value"] or 0) * (row["n"] if whole["unit"] in ("%", "s", "pts") else 1)
                    for row in rows
                )
                total = whole["value"] * (whole["n"] if whole["unit"] in ("%", "s", "pts") else 1)
                assert parts == pytest.approx(total), (name, cut)

    def test_weekdays_by_name_and_hours_by_number_in_their_order(self, store: Store) -> None:
        named = ask(store, query("contacts_offered", days(0, 35), group_by=("weekday",)))
        assert [row["slice"]["weekday"] for row in named["rows"]][:2] == ["Monday", "Tuesday"]
        hours = [
            row["slice"]["hour_of_day"]
            for row in ask(store, query("contacts_offered", days(0, 35), group_by=("hour_of_day",)))["rows"]
        ]
        assert hours == sorted(hours)
        mondays = Filter("weekday", "in", ("Monday",))
        only = one(ask(store, query("contacts_offered", days(0, 35), filters=(mondays,))))
        assert only["value"] == named["rows"][0]["metrics"][0]["value"]

    def test_agents_go_by_name(self, store: Store) -> None:
        rows = ask(store, query("contacts_handled", days(0, 35), group_by=("agent",)))["rows"]
        shown = {row["slice"]["agent"]: row["metrics"][0]["value"] for row in rows}
        assert {"Agent 0 (a0)", "Agent 0 (a1)", "Agent 2", "a6", None} <= set(shown)
        one_of_two = Filter("agent", "in", ("Agent 0 (a1)",))
        only = one(ask(store, query("contacts_handled", days(0, 35), filters=(one_of_two,))))
        assert only["value"] == shown["Agent 0 (a1)"]


class TestCosts:
    def test_what_names_no_queue_is_said_with_its_share(self, empty_sqlite: Path) -> None:
        """By queue a contact seems to cost 1, where all costs make it 10."""
        world = World(contacts=[contact(n, at(1), queue="AB"[n % 2]) for n in range(20)])
        world.contacts.append(contact(99, at(10), direction="outbound", outcome="missed"))  # records go on
        spent = {"from": at(0).date(), "to": at(6).date(), "kind": "fixed"}
        for n, (queue, amount) in enumerate(((None, 180), ("A", 10), ("B", 10))):
            world.costs.append(spent | {"cost_id": f"c{n}", "queue": queue, "amount": Decimal(amount)})
        asked, queue_a = ("cost_per_contact", days(0, 7)), Filter("queue", "in", ("A",))
        with store_of(world, empty_sqlite) as made:
            whole, by_queue = ask(made, query(*asked)), ask(made, query(*asked, group_by=("queue",)))
            one_queue = ask(made, query(*asked, filters=(queue_a,)))
            without = ask(made, query(*asked, filters=(Filter("queue", "not_in", ("A",)),)))
            seen = ask(made, query(*asked), viewer=Viewer("lead", allowed=(queue_a,)))
        assert (one(whole)["value"], one(one_queue)["value"]) == (10, 1)
        assert "no queue" not in said(whole)
        for answered in (by_queue, one_queue):
            assert "they are 90.0% of all costs of the period" in said(answered)
        assert "(90.0% of all costs of the period) are counted in full" in said(without)
        assert "%" not in said(seen) and "costs that name no queue are left out" in said(seen)


class TestPeople:
    def esat(self, teams: dict[str, int]) -> World:
        world, number = World(), 0
        for team, many in teams.items():
            for _ in range(many):
                number += 1
                person = {"agent_id": f"a{number}", "name": None, "site": None, "leave_reason": None}
                world.staff.append(person | {"team": team, "hired_on": at(-90).date(), "left_on": None})
                scale = {"scale_min": None, "scale_max": None, "contact_id": None, "customer_id": None}
                for when in (1, 8):
                    answer = {"survey_id": f"s{number}.{when}", "kind": "esat", "agent_id": f"a{number}"}
                    times = {"sent_at": at(when), "answered_at": at(when), "score": float(1 + number % 5)}
                    world.surveys.append(answer | times | scale)
        return world

    def test_fewer_than_five_people_are_never_shown(self, empty_sqlite: Path) -> None:
        with store_of(self.esat({"Red": 6, "Blue": 4, "Green": 5}), empty_sqlite) as made:
            for name in (
                "employee_satisfaction",
                "employee_satisfaction.mean",
                "employee_satisfaction.count",
            ):
                answered = ask(made, query(name, days(7, 14), days(0, 7), group_by=("team",)))
                blue, _, red = (row["metrics"][0] for row in answered["rows"])
                assert (blue["value"], blue["low"], blue["compare"]["value"]) == (None, None, None)
                assert blue["n"] == 4
                assert red["value"] is not None
                assert "fewer than 5 people" in said(answered)

    def test_nor_can_one_team_be_worked_out_from_the_whole(self, empty_sqlite: Path) -> None:
        with store_of(self.esat({"Red": 6, "Blue": 4}), empty_sqlite) as made:
            asked = query("employee_satisfaction", days(7, 14), days(0, 7), intent="drivers")
            answered = ask(made, asked)
        assert [row["slice"] for row in answered["rows"] if "team" in row["slice"]] == []
        assert "not shown by team" in said(answered)

    def test_people_are_counted_once_over_weeks(self, empty_sqlite: Path) -> None:
        """Four people who answer every week stay four over two weeks."""
        with store_of(self.esat({"Blue": 4}), empty_sqlite) as made:
            assert one(ask(made, query("employee_satisfaction", days(0, 14))))["value"] is None
            by_week = ask(made, query("employee_satisfaction", days(0, 14), grain=Unit.WEEK))
        assert [row["metrics"][0]["value"] for row in by_week["rows"]] == [None, None]


class TestRefusedAndClarified:
    def test_a_slice_that_a_kpi_lacks(self, store: Store) -> None:
        answered = ask(store, query("service_level", days(0, 7), group_by=("agent",)))
        assert answered["status"] == "clarify"
        assert "have no agent" in answered["message"]
        assert answered["choices"][0] == "Service level by queue said"
        where = Filter("queue", "in", ("Billing",))
        assert ask(store, query("occupancy", days(0, 7), filters=(where,)))["status"] == "clarify"

    def test_hours_of_whole_days(self, store: Store) -> None:
        for name in ("attrition", "absence_rate", "cost_per_contact", "customer_retention"):
            answered = ask(store, query(name, days(0, 2), grain=Unit.HOUR))
            assert (answered["status"], "by the hour" in answered["message"]) == ("clarify", True)

    def test_by_team_only_where_every_contact_offered_has_one(self, store: Store, empty_sqlite: Path) -> None:
        answered = ask(store, query("abandonment_rate", days(0, 7), group_by=("team",)))
        assert answered["status"] == "clarify"
        assert "carry no team" in answered["message"]
        world = World(contacts=[contact(n, at(1), team="Red", queue="Billing") for n in range(3)])
        with store_of(world, empty_sqlite) as made:
            rows = ask(made, query("abandonment_rate", days(0, 7), group_by=("team",)))["rows"]
            assert rows[0]["slice"] == {"team": "Red"}

    def test_by_site_only_where_those_that_nobody_took_carry_one(self, empty_sqlite: Path) -> None:
        """A site that comes from the agent alone leaves only survivors: 0% lost in every site."""
        named = {"agent_id": "a1", "name": "Ann", "team": "Red", "site": "Leeds", "leave_reason": None}
        gone = {"outcome": "abandoned", "agent_id": None, "queue": "Billing"}
        world = World(contacts=[contact(n, at(1), agent_id="a1", queue="Billing") for n in range(80)])
        world.staff.append(named | {"hired_on": at(-90).date(), "left_on": None})
        world.contacts += [contact(100 + n, at(1), **gone) for n in range(20)]
        leeds, by_site = Filter("site", "in", ("Leeds",)), {"group_by": ("site",)}
        with store_of(world, empty_sqlite) as made:
            for cut in (by_site, {"filters": (leeds,)}):
                answered = ask(made, query("abandonment_rate", days(0, 7), **cut))
                assert answered["status"] == "clarify"
                assert "20 of the 20 that nobody took carry no site" in answered["message"]
            asked = query("abandonment_rate", days(0, 7), days(-7, 0), intent="drivers")
            assert not any("site" in row["slice"] for row in ask(made, asked)["rows"])
            along = query(
                "abandonment_rate", days(0, 7), days(-7, 0), intent="drivers", group_by=("queue", "site")
            )
            driven = ask(made, along)
            assert {tuple(row["slice"]) for row in driven["rows"]} == {(), ("queue",)}
            assert "Not by site: contacts that nobody took carry none" in said(driven)
            handled = ask(made, query("contacts_handled", days(0, 7), **by_site))["rows"]
        assert [row["metrics"][0]["value"] for row in handled] == [80]
        world.contacts = [row | {"site": row["site"] or "Leeds"} for row in world.contacts]
        with store_of(world, empty_sqlite) as made:
            assert one(ask(made, query("abandonment_rate", days(0, 7), **by_site)))["value"] == 20
        world.contacts.append(contact(200, at(1), **gone))
        with store_of(world, empty_sqlite) as made:
            answered = ask(made, query("abandonment_rate", days(0, 7), **by_site))
        assert "1 of the 21 contacts that nobody took carry no site; they count for none" in said(answered)

    def test_nobody_sees_what_they_may_not(self, store: Store) -> None:
        asked = query("contacts_offered", days(0, 35))
        assert ask(store, asked, viewer=Viewer("guest", allowed=None))["status"] == "refused"
        billing = Filter("queue", "in", ("Billing",))
        narrowed = one(ask(store, asked, viewer=Viewer("lead", allowed=(billing,))))
        assert (
            narrowed["value"]
            == one(ask(store, query("contacts_offered", days(0, 35), filters=(billing,))))["value"]
        )
        mine = ask(store, query("occupancy", days(0, 35)), viewer=Viewer("lead", allowed=(billing,)))
        assert mine["status"] == "refused"

    def test_words_without_figures(self, store: Store) -> None:
        defined = ask(store, query("fcr", days(0, 7), intent="definition"))
        assert (defined["rows"], defined["query"]["period"]) == ([], None)
        assert "W = 7 days" in defined["definition"]["fcr"]
        capable = ask(store, query("", days(0, 7), intent="capability"))
        assert (capable["rows"], "Customer retention" in capable["message"]) == ([], True)


def test_few_calls_to_the_store(empty_sqlite: Path) -> None:
    """Three KPIs against the week before: both sides in one call, whatever the slices."""
    with store_of(issues(60, 0, 5), empty_sqlite) as made:
        calls: list[Any] = []

        class Counting(Store):
            def sums_of_each(self, measures: Any, spans: Any, by: Any, where: Any) -> Any:
                calls.append(len(spans))
                return super().sums_of_each(measures, spans, by, where)

        counting = Counting(made._engine)
        asked = query(
            "average_handle_time transfer_rate contacts_handled", days(7, 10), days(0, 3), group_by=("queue",)
        )
        ask(counting, asked, at(14))
    assert calls == [2]


def test_effort_may_be_worded_the_other_way_round(store: Store) -> None:
    easy, hard = (
        one(ask(store, query("ces", days(0, 35)), settings=KpiSettings(ces_ease=ease)))
        for ease in (True, False)
    )
    assert hard["value"] == pytest.approx(8 - easy["value"])
    assert hard["high"] - hard["low"] == pytest.approx(easy["high"] - easy["low"])
