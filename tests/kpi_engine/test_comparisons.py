"""Figures set against others: verdicts, targets, what is normal, drivers, and what moves apart."""

from __future__ import annotations

from datetime import timedelta
from itertools import count
from pathlib import Path
from random import Random
from typing import Any

import pytest
from asking import ask, at, days, one, query, store_of
from centre import World, contact, random_world
from hypothesis import given
from hypothesis import strategies as st

from kpi_engine.catalogue import METRICS
from kpi_engine.decompose import Weighed, decompose, simpson
from kpi_engine.values import Period, Unit

THIS, LAST = days(7, 14, Unit.WEEK), days(0, 7, Unit.WEEK)


def rated(*groups: tuple[int, int, int, str, float]) -> World:
    """Contacts by (day, how many, of these abandoned, queue, talk seconds); records go on after them."""
    world, number = World(), count()
    for day, many, left, queue, talk in groups:
        for n in range(many):
            when = at(day, 9) + timedelta(seconds=n)
            gone: dict[str, Any] = {"outcome": "abandoned"} if n < left else {"talk_s": talk + n % 3}
            world.contacts.append(contact(next(number), when, queue=queue, resolved=n % 2 == 0, **gone))
    for day in (35, 60):
        world.contacts.append(contact(next(number), at(day), direction="outbound", outcome="missed"))
    return world


def target(value: float, **cells: Any) -> dict[str, Any]:
    row: dict[str, Any] = {"metric": "abandonment_rate", "value": value, "from": at(0).date(), "to": None}
    return row | {"variant": "", "queue": "", "channel": "", "weekday": "", "low": None, "high": None} | cells


class TestVerdicts:
    @pytest.mark.parametrize(
        ("before", "after", "verdict"),
        [
            ((200, 20), (200, 60), "up"),
            ((200, 60), (200, 20), "down"),
            ((200, 20), (200, 24), "no clear change"),
        ],
    )
    def test_a_change_is_one_whose_interval_leaves_zero(
        self, empty_sqlite: Path, before: tuple[int, int], after: tuple[int, int], verdict: str
    ) -> None:
        with store_of(rated((2, *before, "A", 9), (9, *after, "A", 9)), empty_sqlite) as made:
            compare = one(ask(made, query("abandonment_rate", THIS, LAST)))["compare"]
        assert compare["verdict"] == verdict
        inside = compare["change_low"] <= 0 <= compare["change_high"]
        assert inside == (verdict == "no clear change")

    def test_too_few_and_none(self, empty_sqlite: Path) -> None:
        with store_of(rated((2, 29, 1, "A", 9), (9, 300, 200, "A", 9)), empty_sqlite) as made:
            compare = one(ask(made, query("abandonment_rate", THIS, LAST)))["compare"]
            assert compare["verdict"] == "too few to judge"
            nothing = one(ask(made, query("abandonment_rate", THIS, days(20, 27))))["compare"]
        assert (nothing["verdict"], nothing["value"], nothing["n"]) == ("no data", None, 0)

    def test_counts_are_what_they_are(self, empty_sqlite: Path) -> None:
        with store_of(rated((2, 100, 0, "A", 9), (9, 101, 0, "A", 9)), empty_sqlite) as made:
            compare = one(ask(made, query("contacts_offered", THIS, LAST)))["compare"]
        assert (compare["verdict"], compare["change"], compare["change_low"]) == ("up", 1, None)


class TestTargets:
    def test_the_most_specific_one_that_holds(self, empty_sqlite: Path) -> None:
        world = rated((9, 100, 50, "A", 9), (9, 100, 5, "B", 9), (10, 100, 5, "B", 9))
        world.targets += [
            target(30.0),
            target(10.0, queue="B"),
            target(4.0, queue="B", weekday="wednesday"),
            target(99.0, **{"from": at(-90).date(), "to": at(-1).date()}),
            target(1.0, variant="without_short"),
        ]
        with store_of(world, empty_sqlite) as made:
            rows = ask(made, query("abandonment_rate", THIS, "target", group_by=("queue",)))["rows"]
            a, b = (row["metrics"][0]["compare"] for row in rows if row["slice"]["queue"])
            assert (a["value"], a["verdict"]) == (30.0, "up")
            assert (b["value"], b["verdict"]) == (10.0, "down")
            daily = ask(
                made, query("abandonment_rate", days(9, 11), "target", grain=Unit.DAY, group_by=("queue",))
            )
            shown = [
                row["metrics"][0]["compare"]["value"] for row in daily["rows"] if row["slice"]["queue"] == "B"
            ]
            assert shown == [4.0, 10.0]
            none = ask(made, query("occupancy", THIS, "target"))
        assert one(none)["compare"]["value"] is None
        assert "Occupancy: no target is set for this." in none["notes"]

    def test_a_band_and_a_target_that_changed(self, empty_sqlite: Path) -> None:
        world = rated((9, 200, 100, "A", 9))
        world.targets += [
            target(20.0, to=at(9).date()),
            target(50.0, low=40.0, high=60.0, **{"from": at(10).date()}),
        ]
        with store_of(world, empty_sqlite) as made:
            answered = ask(made, query("abandonment_rate", THIS, "target"))
        compare = one(answered)["compare"]
        assert (compare["low"], compare["high"], compare["verdict"]) == (40.0, 60.0, "no clear change")
        assert "the target changed within the period" in " ".join(answered["notes"])


class TestExpected:
    def test_the_same_weekday_of_eight_weeks(self, empty_sqlite: Path) -> None:
        many = [40, 44, 42, 41, 43, 200, 42, 42]
        world = rated(*((7 * week, n, 0, "A", 9) for week, n in enumerate(many)), (56, 90, 0, "A", 9))
        with store_of(world, empty_sqlite) as made:
            compare = one(ask(made, query("contacts_offered", days(56, 57), "expected"), at(60)))["compare"]
            # Tuesdays are empty: nothing unusual about that.
            tuesday = one(ask(made, query("contacts_offered", days(57, 58), "expected"), at(60)))["compare"]
        assert (compare["value"], compare["change"], compare["verdict"]) == (42, 48, "up")
        assert compare["high"] == pytest.approx(42 + 1.96 * 1.4826 * 0.5 * 2, abs=0.01)
        assert (tuesday["value"], tuesday["low"], tuesday["high"]) == (0, 0, 0)

    def test_a_running_day_against_the_same_elapsed_part(self, empty_sqlite: Path) -> None:
        groups = [(7 * week, 40, 0, "A", 9) for week in range(6)]
        world = rated(*groups)
        number = count(5000)
        for week in range(6):
            late = at(7 * week, 18)
            world.contacts += [contact(next(number), late + timedelta(seconds=n)) for n in range(60)]
        today = Period(at(35), at(35, 12), "today", Unit.DAY, 1, at(36))
        with store_of(world, empty_sqlite) as made:
            said = one(ask(made, query("contacts_offered", today, "expected"), at(35, 12)))
        assert (said["value"], said["compare"]["value"]) == (40, 40)

    def test_too_little_history(self, empty_sqlite: Path) -> None:
        with store_of(rated(*((7 * week, 40, 0, "A", 9) for week in range(4))), empty_sqlite) as made:
            answered = ask(made, query("contacts_offered", days(21, 22), "expected"), at(30))
        assert one(answered)["compare"]["value"] is None
        assert "3 comparable weeks; 4 are needed" in " ".join(answered["notes"])


Slices = st.dictionaries(
    st.sampled_from("abcdef"), st.tuples(st.floats(0, 100), st.integers(0, 500)), min_size=1
)


@given(Slices, Slices)
def test_parts_of_a_change_add_up_exactly(first: dict[str, Any], second: dict[str, Any]) -> None:
    before, after = ({key: Weighed(*pair) for key, pair in side.items()} for side in (first, second))
    totals = [sum(one.weight for one in side.values()) for side in (before, after)]
    parts = decompose(before, after)
    if min(totals) == 0:
        assert parts == {}
        return
    whole = [
        sum(x.ratio * x.weight for x in side.values()) / n
        for side, n in zip((before, after), totals, strict=True)
    ]
    assert sum(part.contribution for part in parts.values()) == pytest.approx(whole[1] - whole[0], abs=1e-9)
    for key, part in parts.items():
        new, gone = not before.get(key, Weighed(0, 0)).weight, not after.get(key, Weighed(0, 0)).weight
        assert not new or part.mix == pytest.approx(0, abs=1e-9)
        assert not gone or (part.within, part.interaction) == (0, 0)


def test_simpsons_paradox() -> None:
    # Bickel et al. 1975's shape: both departments up, the whole down, as the harder one grew.
    before = {"easy": Weighed(60, 900), "hard": Weighed(20, 100)}
    after = {"easy": Weighed(65, 200), "hard": Weighed(25, 800)}
    assert simpson(before, after) == 1
    assert simpson(after, before) == -1
    assert simpson(before, {**after, "easy": Weighed(55, 200)}) == 0
    assert simpson(before, before) == 0


class TestDrivers:
    def test_every_dimension_adds_up_to_the_change(self, empty_sqlite: Path) -> None:
        names = " ".join(
            ("abandonment_rate", "csat.mean", "nev", "nps", "fcr", "occupancy", "contacts_handled")
        )
        with store_of(random_world(Random(3), contacts=150), empty_sqlite) as made:
            for name in names.split():
                answered = ask(made, query(name, days(14, 28), days(0, 14), intent="drivers"))
                rows = answered["rows"]
                assert rows[0]["slice"] == {}
                change = one(answered)["compare"]["change"]
                dimensions = {next(iter(row["slice"])) for row in rows[1:]}
                assert dimensions >= (
                    {"agent", "team", "site"} if name == "occupancy" else {"queue", "channel"}
                )
                for dimension in dimensions:
                    figures = [row["metrics"][0] for row in rows[1:] if dimension in row["slice"]]
                    assert sum(x["contribution"] or 0 for x in figures) == pytest.approx(change), (
                        name,
                        dimension,
                    )
                    assert all(
                        x["contribution"] == pytest.approx(x["within"] + x["mix"] + x["interaction"])
                        for x in figures
                        if x["contribution"] is not None
                    )
                assert "association, not cause" in " ".join(answered["notes"])

    def test_the_paradox_is_said(self, empty_sqlite: Path) -> None:
        world = rated(
            (1, 900, 540, "A", 9), (1, 100, 20, "B", 9), (8, 200, 130, "A", 9), (8, 800, 200, "B", 9)
        )
        with store_of(world, empty_sqlite) as made:
            answered = ask(made, query("abandonment_rate", THIS, LAST, intent="drivers", group_by=("queue",)))
        assert any("every slice went up, yet the whole went down" in note for note in answered["notes"])


class TestBeside:
    def test_what_moves_apart_stands_beside(self, empty_sqlite: Path) -> None:
        """Handle time falls while fewer are resolved at once: the good news is not shown alone."""
        world, number = World(), count()
        for day, talk, back in ((1, 300, 0), (8, 200, 1)):
            for n in range(150):
                row = {"customer_id": f"k{day}.{n}", "reason": "bill", "hold_s": 0.0, "acw_s": 0.0}
                when = at(day, 9) + timedelta(seconds=n)
                world.contacts.append(contact(next(number), when, talk_s=float(talk + n % 9), **row))
                if back and n < 100:
                    again = when + timedelta(days=1)
                    world.contacts.append(contact(next(number), again, outcome="abandoned", **row))
        world.contacts.append(contact(next(number), at(30), direction="outbound"))
        with store_of(world, empty_sqlite) as made:
            worse = ask(made, query("average_handle_time", days(8, 9), days(1, 2)))["rows"][0]
            assert [beside["id"] for beside in worse["beside"]] == ["fcr"]
            assert worse["beside"][0]["compare"]["verdict"] == "down"
            same = ask(made, query("average_handle_time", days(8, 9)))["rows"][0]
            both = ask(made, query("average_handle_time fcr", days(8, 9), days(1, 2)))["rows"][0]
        assert same["beside"] == both["beside"] == []

    def test_the_index_shows_its_parts(self, empty_sqlite: Path) -> None:
        with store_of(rated((2, 50, 5, "A", 9)), empty_sqlite) as made:
            answered = ask(made, query("customer_satisfaction_index", THIS))
        assert [part["id"] for part in answered["rows"][0]["beside"]] == ["csat", "fcr", "nev"]
        assert one(answered)["value"] is None


def test_every_kpi_answers_against_target_and_normal(empty_sqlite: Path) -> None:
    """Valid by the schema, whatever is missing."""
    with store_of(random_world(Random(9), contacts=60), empty_sqlite) as made:
        for entry in METRICS:
            for kind in ("target", "expected"):
                answered = ask(made, query(entry.id, days(30, 33), kind))
                assert answered["status"] == "answered"
                assert set(one(answered)["compare"]) == {"value", "low", "high", "change", "verdict"}
