# ruff: noqa: E501 (rows as they are written)
"""What an ingest leaves in the store: each record once, as it was said last, on both databases."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from looking import counts, everything, stored
from sqlalchemy import delete
from sqlalchemy.engine import Engine

from storage.database import writing
from storage.records import KINDS
from storage.schema import metadata

HEAD = "contact_id,started_at,outcome,queue,customer_id,reason,wait_s,talk_s\n"
ONE = "1,2025-10-13T10:00Z,handled,Sales,u,refund,5,60\n"
TWO = "2,2025-10-13T11:00Z,abandoned,Sales,u,refund,9,\n"
THREE = "3,2025-10-14T11:00Z,handled,Help,v,,9,30\n"

# A row of every kind that changes in its second form.
SAMPLES: dict[str, tuple[str, str, str]] = {
    "contacts": (HEAD, ONE, ONE.replace("60", "61")),
    "surveys": ("survey_id,kind,contact_id,answered_at,score\n", "s,csat,1,2025-10-13T10:00Z,5\n", "s,csat,1,2025-10-13T10:00Z,4\n"),
    "agent_states": ("agent_id,state,started_at,ended_at\n", "a,break,2025-10-13T10:00Z,2025-10-13T11:00Z\n", "a,break,2025-10-13T10:00Z,2025-10-13T12:00Z\n"),
    "schedules": ("agent_id,activity,started_at,ended_at\n", "a,break,2025-10-13T10:00Z,2025-10-13T11:00Z\n", "a,break,2025-10-13T10:00Z,2025-10-13T12:00Z\n"),
    "quality": ("review_id,agent_id,reviewed_at,points,possible\n", "r,a,2025-10-13T10:00Z,4,5\n", "r,a,2025-10-13T10:00Z,5,5\n"),
    "costs": ("cost_id,from,to,amount,kind\n", "k,2025-10-01,2025-10-31,1000.50,fixed\n", "k,2025-10-01,2025-10-31,1000.51,fixed\n"),
    "staff": ("agent_id,name,hired_on\n", "a,Ann,2025-01-01\n", "a,Anna,2025-01-01\n"),
    "absences": ("absence_id,agent_id,date,hours,approved\n", "x,a,2025-10-13,8,no\n", "x,a,2025-10-13,8,yes\n"),
    "customers": ("customer_id,since,lost_on\n", "u,2025-01-01,\n", "u,2025-01-01,2025-02-01\n"),
    "digital": ("session_id,kind,started_at,completed\n", "d,checkout,2025-10-13T10:00Z,\n", "d,checkout,2025-10-13T10:00Z,no\n"),
    "targets": ("metric,value,from,queue,weekday\n", "fcr,80,2025-01-01,,Monday\n", "fcr,85,2025-01-01,,0\n"),
    "holidays": ("date,name\n", "2025-12-25,Christmas\n", "2025-12-25,Christmas\n"),
}  # fmt: skip


def test_every_kind_is_sampled() -> None:
    assert list(SAMPLES) == [kind.name for kind in KINDS]


@pytest.mark.parametrize("kind", SAMPLES)
def test_new_then_unchanged_then_changed(into: Any, engine: Engine, kind: str) -> None:
    head, row, other = SAMPLES[kind]
    assert counts(into(engine, kind, "a.csv", head + row)[0]) == (1, 0, 0, 0)
    before = everything(engine)
    assert counts(into(engine, kind, "a.csv", head + row)[0]) == (0, 0, 1, 0)
    assert everything(engine) == before
    expected = (0, 0, 1, 0) if kind == "holidays" else (0, 1, 0, 0)
    assert counts(into(engine, kind, "a.csv", head + other)[0]) == expected
    assert len(stored(engine, kind)) == 1


def test_values_are_kept_exactly(into: Any, engine: Engine) -> None:
    into(engine, "costs", "a.csv", SAMPLES["costs"][0] + SAMPLES["costs"][1])
    assert stored(engine, "costs") == [
        ("k", date(2025, 10, 1), date(2025, 10, 31), Decimal("1000.5"), "fixed", None)
    ]
    into(engine, "targets", "b.csv", SAMPLES["targets"][0] + SAMPLES["targets"][1])
    assert stored(engine, "targets", "metric", "variant", "queue", "channel", "weekday", "value") == [
        ("fcr", "", "", "", "0", 80.0)
    ]


def test_a_duration_of_next_to_nothing_loses_no_file(into: Any, engine: Engine) -> None:
    """PostgreSQL has no square of it."""
    tiny = ONE.replace("1,2025", "4,2025").replace(",60", ",1e-170")
    assert counts(into(engine, "contacts", "a.csv", HEAD + ONE + tiny)[0]) == (2, 0, 0, 0)
    assert sorted(stored(engine, "contacts", "talk_s")) == [(0.0,), (60.0,)]


def test_time_is_paid_unless_the_agent_is_offline(into: Any, engine: Engine) -> None:
    rows = "".join(f"a,{state},2025-10-13T1{n}:00Z,2025-10-13T1{n}:30Z,{paid}\n" for n, (state, paid) in enumerate((("break", ""), ("offline", ""), ("meeting", "no"), ("offline", "yes"))))  # fmt: skip
    into(engine, "agent_states", "a.csv", "agent_id,state,started_at,ended_at,paid\n" + rows)
    assert [row[0] for row in stored(engine, "agent_states", "paid")] == [True, False, False, True]


def test_equal_rows_are_one_record(into: Any, engine: Engine) -> None:
    [report] = into(engine, "contacts", "a.csv", HEAD + ONE + TWO + ONE)
    assert (counts(report), report.repeated, report.clean) == ((2, 0, 0, 0), 1, True)


def test_one_id_with_different_values_is_refused_whole(into: Any, engine: Engine) -> None:
    other = ONE.replace("Sales", "Help")
    [report] = into(engine, "contacts", "a.csv", HEAD + ONE + TWO + other + THREE + ONE)
    assert counts(report) == (2, 0, 0, 3)
    assert [(one.line, one.column, one.reason) for one in report.refusals] == [
        (line, "contact_id", "'1' stands in lines 2, 4, 6 with different queue") for line in (2, 4, 6)
    ]
    assert stored(engine, "contacts", "contact_id") == [("2",), ("3",)]


def test_one_id_in_two_files_is_an_update(into: Any, engine: Engine) -> None:
    reports = into(engine, "contacts", "a.csv", HEAD + ONE, "b.csv", HEAD + ONE.replace("Sales", "Help"))
    assert [counts(report) for report in reports] == [(1, 0, 0, 0), (0, 1, 0, 0)]
    assert stored(engine, "contacts", "queue") == [("Help",)]


LEGS = HEAD.replace("\n", ",transfers,agent_id,sale_amount,acw_s\n") + "".join(
    (
        "1,2025-10-13T10:05Z,handled,Help,u,,0,30,1,bo,2.50,4\n",
        "1,2025-10-13T10:00Z,handled,Sales,,refund,5,60,0,al,,3\n",
        "1,2025-10-13T10:09Z,abandoned,,u,,20,,0,,1.25,\n",
        "2,2025-10-13T11:00Z,handled,Sales,v,,9,30,0,al,,2\n",
    )
)


def test_legs_are_summed(into: Any, engine: Engine) -> None:
    [report] = into(engine, "contacts", "a.csv", LEGS, legs=True)
    assert (counts(report), report.repeated) == ((2, 0, 0, 0), 2)
    names = (
        "contact_id",
        "started_at",
        "outcome",
        "queue",
        "customer_id",
        "reason",
        "agent_id",
        "wait_s",
        "talk_s",
        "acw_s",
        "transfers",
        "sale_amount",
    )
    assert stored(engine, "contacts", *names) == [
        # The talk of the last leg is unknown, so that of the contact is; a leg without a sale is no unknown sale.
        ("1", datetime(2025, 10, 13, 10, tzinfo=UTC), "abandoned", "Sales", "u", "refund", "bo", 25.0, None, None, 1, Decimal("3.75")),
        ("2", datetime(2025, 10, 13, 11, tzinfo=UTC), "handled", "Sales", "v", None, "al", 9.0, 30.0, 2.0, 0, None),
    ]  # fmt: skip


def test_blank_legs_are_zero_where_the_mapping_says_so(into: Any, engine: Engine) -> None:
    into(engine, "contacts", "a.csv", LEGS, legs=True, map='blank_is_zero = ["talk_s", "acw_s"]')
    assert stored(engine, "contacts", "talk_s", "acw_s") == [(90.0, 7.0), (30.0, 2.0)]


def test_a_contact_with_a_bad_leg_is_refused_whole(into: Any, engine: Engine) -> None:
    [report] = into(engine, "contacts", "a.csv", LEGS.replace("0,30,1", "0,-30,1"), legs=True)
    assert [str(one) for one in report.refusals] == [
        "a.csv, line 2, column talk_s: '-30' is negative: a duration is 0 or more",
        "a.csv, line 3, column contact_id: another leg of this contact is refused",
        "a.csv, line 4, column contact_id: another leg of this contact is refused",
    ]
    assert stored(engine, "contacts", "contact_id") == [("2",)]


def test_an_id_with_very_many_legs_is_no_id(into: Any, engine: Engine) -> None:
    rows = "".join(f"1,2025-10-13T10:00:{n % 60:02}Z,handled,Sales,,,1,1\n" for n in range(1_001))
    [report] = into(engine, "contacts", "a.csv", HEAD + rows + TWO, legs=True)
    assert report.refusals[0].reason == "has 1,001 legs, more than 1,000: is this column the contact's id?"
    assert counts(report) == (1, 0, 0, 1_001)


def test_strict_stops_at_the_first_bad_row_of_any_file_with_nothing_stored(into: Any, engine: Engine) -> None:
    empty = everything(engine)
    bad = ONE.replace("5,60", "-5,60") + TWO.replace("9,", "-9,")
    reports = into(
        engine, "contacts", "a.csv", HEAD + THREE, "b.csv", HEAD + bad, "c.csv", HEAD + TWO, strict=True
    )
    assert [report.file for report in reports] == ["a.csv", "b.csv"]
    assert [report.refused for report in reports] == [0, 1]
    assert not any(report.stored for report in reports)
    assert everything(engine) == empty


@pytest.mark.parametrize("spoiled", ["wrong,columns\n1,2\n", HEAD + ONE + ONE.replace("60", "61")])
def test_strict_stores_nothing_beside_a_spoiled_file(into: Any, engine: Engine, spoiled: str) -> None:
    into(engine, "contacts", "a.csv", HEAD + THREE, "b.csv", spoiled, strict=True)
    assert stored(engine, "contacts") == []


def test_strict_over_good_files_stores_them(into: Any, engine: Engine) -> None:
    reports = into(engine, "contacts", "a.csv", HEAD + ONE, "b.csv", HEAD + TWO, strict=True)
    assert [report.stored for report in reports] == [True, True]
    assert len(stored(engine, "contacts")) == 2


def test_a_dry_run_reports_what_would_be_and_stores_nothing(into: Any, engine: Engine) -> None:
    into(engine, "contacts", "a.csv", HEAD + ONE + THREE)
    before = everything(engine)
    files = ("b.csv", HEAD + ONE.replace("60", "61") + THREE + TWO + "bad\n", "c.csv", HEAD + TWO)
    dry = into(engine, "contacts", *files, dry_run=True)
    assert everything(engine) == before
    assert [(counts(report), report.stored) for report in dry] == [
        ((1, 1, 1, 1), False),
        ((0, 0, 1, 0), False),
    ]
    assert [counts(report) for report in into(engine, "contacts", *files)] == [
        counts(report) for report in dry
    ]


def test_a_bad_file_stops_no_other(into: Any, engine: Engine) -> None:
    reports = into(engine, "contacts", "a.csv", HEAD + ONE, "b.csv", b"", "c.csv", HEAD + TWO)
    assert [report.problem for report in reports] == [None, "b.csv: the file is empty", None]
    assert stored(engine, "contacts", "contact_id") == [("1",), ("2",)]


def test_names_that_people_may_say_are_kept(into: Any, engine: Engine) -> None:
    into(
        engine, "contacts", "a.csv", HEAD.replace("\n", ",agent_id,team\n") + ONE.replace("\n", ",a7,Blue\n")
    )
    into(engine, "staff", "b.csv", "agent_id,team,site,hired_on\na8,Red,Penang,2025-01-01\n")
    into(engine, "customers", "c.csv", "customer_id,segment,since\nu,gold,2025-01-01\n")
    assert set(stored(engine, "dimension_values")) == {
        ("queue", "Sales"), ("reason", "refund"), ("channel", "voice"), ("direction", "inbound"), ("team", "Blue"),
        ("agent", "a7"), ("agent", "a8"), ("team", "Red"), ("site", "Penang"), ("segment", "gold"),
    }  # fmt: skip


def test_gaps_follow_records_that_change_their_issue(into: Any, engine: Engine) -> None:
    into(engine, "contacts", "a.csv", HEAD + ONE + TWO)
    hour = 3_600_000_000
    assert stored(engine, "contacts", "prev_gap", "next_gap") == [(None, hour), (hour, None)]
    into(engine, "contacts", "b.csv", HEAD + TWO.replace(",u,", ",w,"))
    assert stored(engine, "contacts", "prev_gap", "next_gap") == [(None, None), (None, None)]
    into(engine, "contacts", "c.csv", HEAD + TWO)
    assert stored(engine, "contacts", "prev_gap", "next_gap") == [(None, hour), (hour, None)]


def test_agents_time_follows_states_that_change(into: Any, engine: Engine) -> None:
    head, row, longer = SAMPLES["agent_states"]
    into(engine, "agent_states", "a.csv", head + longer)
    into(engine, "agent_states", "b.csv", head + row)
    ends = {end for kind, end in stored(engine, "agent_time", "kind", "ended_at") if kind == "logged_in"}
    assert ends == {datetime(2025, 10, 13, 11, tzinfo=UTC)}


def test_contacts_after_an_agent_left_are_noted_not_refused(into: Any, engine: Engine) -> None:
    into(
        engine,
        "staff",
        "s.csv",
        "agent_id,hired_on,left_on\na,2025-01-01,2025-10-12\nb,2025-01-01,2025-10-13\n",
    )
    rows = ONE.replace("\n", ",a\n") + TWO.replace("\n", ",b\n")
    [report] = into(engine, "contacts", "a.csv", HEAD.replace("\n", ",agent_id\n") + rows)
    assert report.notes == ["1 contacts are handled by an agent after the day of leaving (left_on)"]
    assert report.clean


VALUES = st.tuples(
    st.sampled_from("123456"),
    st.sampled_from(["10", "11", "12"]),
    st.sampled_from("uv"),
    st.sampled_from(["", "refund"]),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=6)
@given(st.lists(VALUES, max_size=12), st.randoms(use_true_random=False))
def test_the_order_of_a_file_does_not_matter(
    into: Any, sqlite_engine: Engine, values: list[Any], random: Any
) -> None:
    rows = [
        f"{key},2025-10-13T{hour}:00Z,handled,Sales,{customer},{reason},1,1\n"
        for key, hour, customer, reason in values
    ]
    found = []
    for _ in range(2):
        with writing(sqlite_engine) as connection:
            for table in metadata.sorted_tables:
                connection.execute(delete(table))
        [report] = into(sqlite_engine, "contacts", "a.csv", HEAD + "".join(rows))
        found.append((everything(sqlite_engine), report.new, report.refused, report.repeated))
        random.shuffle(rows)
    assert found[0] == found[1]
