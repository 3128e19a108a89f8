"""What is derived does not depend on when, in which order, or how often the records came."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise
from random import Random
from typing import Any

import pytest
import reference
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from random_records import CONTACTS, MOMENTS, Maker, put
from reference import Record, Records
from sqlalchemy import Engine, delete, insert, select

from storage.database import reading, writing
from storage.derive import refresh
from storage.derive.agent_days import Interval, by_kind, winning
from storage.derive.gaps import GAPS
from storage.schema import agent_states, agent_time, contacts, schedules

LABELS = {"agent_states": "state", "schedules": "activity"}
ODD = settings(
    max_examples=10,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def derived(engine: Engine) -> tuple[dict[str, Any], set[Any]]:
    """The gaps of every contact, and every row of agents' time."""
    with reading(engine) as connection:
        gaps = connection.execute(select(contacts.c.contact_id, *(contacts.c[name] for name in GAPS)))
        time = connection.execute(select(agent_time))
        return {row[0]: tuple(row[1:]) for row in gaps}, {tuple(row) for row in time}


def gaps_of(records: Records, contact: Record) -> tuple[int | None, ...]:
    """The four gaps of a contact, from the lists of its neighbours."""
    if not reference.followable(contact):
        return (None, None, None, None)
    found: list[int | None] = []
    for same_channel in (False, True):
        before, after = reference.neighbours(records, contact, same_channel)
        for others in (before[-1:], after[:1]):
            gap = [abs(other["started_at"] - contact["started_at"]) for other in others]
            found.append(gap[0] // timedelta(microseconds=1) if gap else None)
    return tuple(found)


class Arrivals:
    """A store to which records come in small random batches: new, again, corrected, in any order."""

    def __init__(self, engine: Engine, make: Maker) -> None:
        self.engine = engine
        self.make = make
        self.records = Records()
        self.known: dict[str, Record] = {}
        self.intervals: dict[tuple[str, Any], Record] = {}

    def batch(self) -> None:
        with writing(self.engine) as connection:
            issues = [issue for _ in range(self.make.pick(0, 1, 5, 20)) for issue in self.contact(connection)]
            spans = [span for _ in range(self.make.pick(0, 1, 4)) for span in self.interval(connection)]
            refresh(connection, issues=issues, agent_spans=spans)

    def contact(self, connection: Any) -> list[tuple[str | None, str | None]]:
        new = self.make.contact(self.make.pick(*CONTACTS[:25]))
        old = self.known.get(new["contact_id"])
        if old is None:
            connection.execute(insert(contacts), new)
        else:
            where = contacts.c.contact_id == new["contact_id"]
            connection.execute(contacts.update().where(where).values(new))
        self.known[new["contact_id"]] = new
        return [(one["customer_id"], one["reason"]) for one in (old, new) if one is not None]

    def interval(self, connection: Any) -> list[tuple[str, datetime, datetime]]:
        table = self.make.pick(agent_states, agent_states, schedules)
        label = LABELS[table.name]
        more = {"paid": self.make.pick(True, False)} if table is agent_states else {}
        new = self.make.interval(label, **more)
        key = (table.name, tuple(new[column] for column in ("agent_id", "started_at", label)))
        old = self.intervals.pop(key, None)
        connection.execute(delete(table).where(*(column == new[column.name] for column in table.primary_key)))
        connection.execute(insert(table), new)
        self.intervals[key] = new
        return [
            (one["agent_id"], one["started_at"], one["ended_at"]) for one in (old, new) if one is not None
        ]

    def all(self) -> Records:
        return Records(
            contacts=list(self.known.values()),
            agent_states=[one for (kind, _), one in self.intervals.items() if kind == "agent_states"],
            schedules=[one for (kind, _), one in self.intervals.items() if kind == "schedules"],
        )


def emptied(engine: Engine) -> None:
    put(engine, Records())


@ODD
@given(seed=st.integers(0, 2**32))
def test_any_order_of_arrival_derives_the_same(engine: Engine, seed: int) -> None:
    random = Random(seed)
    emptied(engine)
    arrivals = Arrivals(engine, Maker(random, random.choice(MOMENTS)[1]))
    for _ in range(8):
        arrivals.batch()
    step_by_step = derived(engine)
    records = arrivals.all()
    assert step_by_step[0] == {c["contact_id"]: gaps_of(records, c) for c in records.contacts}
    put(engine, records)
    assert derived(engine) == step_by_step


def test_a_contact_that_loses_its_customer_loses_its_gaps(engine: Engine) -> None:
    make = Maker(Random(1), MOMENTS[0][1])
    pair = [
        make.contact(name) | {"direction": "inbound", "customer_id": "u", "reason": None} for name in "ab"
    ]
    put(engine, Records(contacts=pair))
    assert any(gap is not None for gaps in derived(engine)[0].values() for gap in gaps)
    with writing(engine) as connection:
        connection.execute(contacts.update().where(contacts.c.contact_id == "a").values(customer_id=None))
        refresh(connection, issues=[("u", None), (None, None)])
    assert derived(engine)[0] == {"a": (None,) * 4, "b": (None,) * 4}


def test_contacts_at_one_moment_go_by_their_id(engine: Engine) -> None:
    """Capitals before small letters, whatever order the database's own collation has."""
    make = Maker(Random(2), MOMENTS[0][1])
    same = {"direction": "inbound", "customer_id": "u", "reason": "r", "started_at": MOMENTS[0][1]}
    put(engine, Records(contacts=[make.contact(name) | same for name in ("b", "B", "a", "é")]))
    gaps, _ = derived(engine)
    assert {name: gaps[name][:2] for name in gaps} == {
        "B": (None, 0),
        "a": (0, 0),
        "b": (0, 0),
        "é": (0, None),
    }


@pytest.mark.parametrize(
    ("said", "intervals", "expected"),
    [
        ("one state merges", [(0, 10, "handling"), (5, 15, "handling")], {"handling": [(0, 15)]}),
        (
            "the later cuts",
            [(0, 10, "handling"), (5, 15, "available")],
            {"handling": [(0, 5)], "available": [(5, 15)]},
        ),
        (
            "and the earlier goes on",
            [(0, 20, "available"), (5, 10, "break")],
            {"available": [(0, 5), (10, 20)], "logged_in": [(0, 20)]},
        ),
        (
            "offline is not logged in",
            [(0, 20, "available"), (5, 10, "offline")],
            {"logged_in": [(0, 5), (10, 20)]},
        ),
        ("nothing lasts no time", [(5, 5, "handling")], {"handling": [], "logged_in": []}),
    ],
)
def test_overlaps(said: str, intervals: list[Any], expected: dict[str, list[Any]]) -> None:
    kinds = by_kind([Interval(*interval) for interval in intervals], [])
    assert {kind: kinds[kind] for kind in expected} == expected


def test_taking_and_awaiting_contacts_are_one_activity() -> None:
    states = [Interval(0, 10, "available"), Interval(10, 20, "handling"), Interval(20, 30, "break")]
    plans = [Interval(0, 25, "available"), Interval(25, 40, "break")]
    kinds = by_kind(states, plans)
    assert kinds["scheduled"] == [(0, 40)]
    assert kinds["adherent"] == [(0, 20), (25, 30)]


@given(
    st.lists(
        st.tuples(st.integers(0, 30), st.integers(0, 30), st.sampled_from("abc"), st.booleans()), max_size=12
    )
)
def test_one_interval_wins_at_every_instant(raw: list[Any]) -> None:
    intervals = [Interval(start, start + length, label, paid) for start, length, label, paid in raw]
    found = winning(intervals)
    assert all(one.end <= other.start for one, other in pairwise(found))
    for instant in range(61):
        covering = sorted(
            (-one.start, one.end, one.label, one.paid) for one in intervals if one.start <= instant < one.end
        )
        here = [(one.label, one.paid) for one in found if one.start <= instant < one.end]
        assert here == [covering[0][2:]] if covering else here == []
