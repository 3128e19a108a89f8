"""The store as the engine sees it: names, targets, freshness; nothing that a person types becomes SQL."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

import pytest
from random_records import Maker, put, random_records
from reference import Records
from sqlalchemy import Engine, delete, event, func, insert, select

from storage.database import reading, writing
from storage.errors import StorageError
from storage.measures import MEASURES
from storage.names import agent_labels
from storage.schema import contacts, dimension_values, holidays, targets
from storage.store import Store

NOON = datetime(2026, 5, 5, 12, tzinfo=UTC)
SPAN = (NOON - timedelta(days=7), NOON, "Europe/Berlin", NOON)

HOSTILE = (
    "'; DROP TABLE contacts; --",
    '" OR 1=1 --',
    "queue) FROM contacts; --",
    ":start %(clock)s ? $1 {0}",
    "\\'; SELECT pg_sleep(9)",
    "fcr_outcome:7; DROP TABLE contacts",
    "../../etc/passwd",
    "😀\u202e",
)


@contextmanager
def statements(engine: Engine) -> Iterator[list[str]]:
    """Every SQL text that goes to the database meanwhile."""
    seen: list[str] = []

    def note(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        seen.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    yield seen
    event.remove(engine, "before_cursor_execute", note)


@pytest.mark.parametrize("text", HOSTILE)
def test_what_is_typed_is_only_ever_bound(engine: Engine, text: str) -> None:
    make = Maker(Random(5), NOON - timedelta(days=3))
    put(engine, Records(contacts=[make.contact(name) | {"queue": text, "agent_id": text} for name in "abc"]))
    store = Store(engine)
    measures = [
        ("offered", ()),
        ("answered_within", ((("", 20.0), (text, 5.0)),)),
        ("emotion_contacts", (text,)),
    ]
    with statements(engine) as seen:
        for negated in (True, False):
            where = [
                (name, negated, (text, None))
                for name in ("queue", "agent", "team", "nev_band", "fcr_outcome:7")
            ]
            store.sums(measures, SPAN, ("queue", "day"), where)
            store.sums([("handling_s", ()), ("absent_h", ())], SPAN, ("team",), [("agent", negated, (text,))])
            store.sums([("ledger", ())], SPAN, ("queue",), [("queue", negated, (text,))])
            store.histogram("wait", SPAN, ("queue",), where)
        found = store.sums([("handled", ())], SPAN, ("queue",), [("queue", False, (text,))])
    assert set(found) == {(text,)}
    assert seen
    assert not any(text in statement for statement in seen)
    with reading(engine) as connection:
        assert connection.execute(select(func.count()).select_from(contacts)).scalar() == 3


@pytest.mark.parametrize(
    "text", [*HOSTILE, "", "fcr_outcome", "fcr_outcome:", "fcr_outcome:-1", "queue:7", "fcr_outcome:٣"]
)
def test_unknown_names_never_reach_the_database(engine: Engine, text: str) -> None:
    store = Store(engine)
    requests: list[Any] = [
        lambda: store.sums([(text, ())], SPAN, (), []),
        lambda: store.sums([("offered", ())], SPAN, (text,), []),
        lambda: store.sums([("offered", ())], SPAN, (), [(text, False, ("x",))]),
        lambda: store.sums([("points", ())], SPAN, (text,), []),
        lambda: store.sums([("handling_s", ())], SPAN, (text,), []),
        lambda: store.sums([("ledger", ())], SPAN, (text,), []),
        lambda: store.sums([("leavers", ())], SPAN, (text,), []),
        lambda: store.sums([("nev_s", (text,))], SPAN, (), []),
        lambda: store.sums([("surveys_sent", (text,))], SPAN, (), []),
        lambda: store.sums([("first_contacts", (text,))], SPAN, (), []),
        lambda: store.sums([("offered", ())], SPAN, (), [("weekday", False, (text,))]),
        lambda: store.sums([("offered", ())], (*SPAN[:2], text or "Nowhere", NOON), ("day",), []),
        lambda: store.histogram(text, SPAN, (), []),
        lambda: store.freshness([(text, ())], NOON),
        lambda: store.cuts([(text, ())]),
    ]
    for request in requests:
        with pytest.raises(StorageError):
            request()


@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("offered", (7,)),
        ("first_contacts", ()),
        ("first_contacts", (0,)),
        ("first_contacts", (True,)),
        ("first_contacts", (1.5,)),
        ("answered_within", ("20",)),
        ("answered_within", (float("nan"),)),
        ("answered_within", ((("chat", 5.0),),)),
        ("emotion_contacts", (3,)),
        ("nev_s", ("mention_share",)),
    ],
)
def test_wrong_arguments_are_refused(engine: Engine, name: str, args: Any) -> None:
    with pytest.raises(StorageError):
        Store(engine).sums([(name, args)], SPAN, (), [])


@pytest.mark.parametrize(
    ("name", "by"),
    [
        ("leavers", "day"),
        ("customers_kept", "weekday"),
        ("ledger", "hour"),
        ("absent_h", "hour_of_day"),
        ("offered", "nobody"),
    ],
)
def test_slices_that_a_source_lacks_are_refused(engine: Engine, name: str, by: str) -> None:
    with pytest.raises(StorageError):
        Store(engine).sums([(name, ())], SPAN, (by,), [])


def test_times_without_a_zone_are_refused(engine: Engine) -> None:
    naive = (datetime(2026, 5, 1), datetime(2026, 5, 2), "UTC", NOON)  # noqa: DTZ001
    with pytest.raises(StorageError):
        Store(engine).sums([("offered", ())], naive, (), [])


def test_an_empty_store_counts_nothing_and_sums_nothing(engine: Engine) -> None:
    store = Store(engine)
    plain = [(measure.name, ()) for measure in MEASURES if not measure.takes]
    figures = store.sums(plain, SPAN, (), [])[()]
    assert set(figures) == {0, None}
    assert dict(zip(plain, figures, strict=True))["offered", ()] == 0
    assert dict(zip(plain, figures, strict=True))["wait_s", ()] is None
    assert store.sums([("offered", ()), ("ledger", ())], SPAN, ("queue",), []) == {}
    assert store.earliest() is None
    assert store.freshness(plain, NOON) is None
    assert store.names() == {}


def test_freshness_is_the_newest_record_not_after_the_clock(engine: Engine) -> None:
    make = Maker(Random(3), NOON)
    times = (NOON - timedelta(hours=3), NOON - timedelta(hours=1), NOON + timedelta(hours=1))
    rows = [make.contact(f"c{n}") | {"started_at": at} for n, at in enumerate(times)]
    survey = make.survey("s") | {"contact_id": "c0", "kind": "csat", "answered_at": NOON, "customer_id": None}
    state = make.interval("state", paid=True) | {"started_at": times[0], "ended_at": times[2]}
    put(engine, Records(contacts=rows, surveys=[survey], agent_states=[state]))
    store = Store(engine)
    assert store.freshness([("offered", ())], NOON) == times[1]
    assert store.freshness([("csat_n", ())], NOON) == times[0]
    assert store.freshness([("handling_s", ())], NOON) == NOON
    assert store.freshness([("offered", ()), ("csat_n", ()), ("leavers", ())], NOON) == times[0]
    assert store.freshness([("scheduled_s", ())], NOON) is None
    assert store.cuts([("offered", ()), ("ledger", ())])
    assert not store.cuts([("leavers", ()), ("absent_h", ()), ("ledger", ()), ("customers_kept", ())])
    assert store.earliest() == times[0]


def test_freshness_of_lists_is_their_newest_date(engine: Engine) -> None:
    put(engine, random_records(Random(7), NOON))
    store = Store(engine)
    for name in ("leavers", "customers_kept", "absent_h", "ledger"):
        newest = store.freshness([(name, ())], NOON)
        assert newest is not None
        assert newest <= NOON
        assert newest.timetz() == datetime(2026, 1, 1, tzinfo=UTC).timetz()


def test_a_survey_without_a_known_contact_is_as_fresh_as_its_answer(engine: Engine) -> None:
    make = Maker(Random(3), NOON)
    survey = make.survey("s") | {
        "contact_id": "elsewhere",
        "kind": "csat",
        "answered_at": NOON - timedelta(hours=2),
    }
    old = make.contact("c0") | {"started_at": NOON - timedelta(days=2)}
    known = make.survey("t") | {"contact_id": "c0", "kind": "csat", "answered_at": NOON}
    put(engine, Records(contacts=[old], surveys=[survey, known]))
    assert Store(engine).freshness([("csat_n", ())], NOON) == NOON - timedelta(hours=2)


def test_agents_are_told_apart() -> None:
    agents = {"a1": "Aisha Rahman", "a2": "Aisha rahman", "a3": "Bo", "a4": None, "Bo": None, "a5": "a4"}
    labels = agent_labels(agents)
    assert labels["Aisha Rahman (a1)"] == "a1"
    assert labels["Aisha rahman (a2)"] == "a2"
    assert labels["Bo"] == "Bo"
    assert labels["Bo (a3)"] == "a3"
    assert sorted(labels.values()) == sorted(agents)


def test_names_come_from_the_kept_values_and_staff(engine: Engine) -> None:
    make = Maker(Random(4), NOON)
    people = [make.person("a1") | {"name": "Li Wei", "team": "red"}, make.person("a2") | {"name": None}]
    put(engine, Records(staff=people))
    with writing(engine) as connection:
        connection.execute(
            insert(dimension_values),
            [{"dimension": "queue", "value": "Billing"}, {"dimension": "agent", "value": "a9"}],
        )
        days = [date(2026, 11, 27), date(2025, 11, 28)]
        connection.execute(insert(holidays), [{"date": day, "name": "Black Friday"} for day in days])
    store = Store(engine)
    assert store.names()["agent"] == {"Li Wei": "a1", "a2": "a2", "a9": "a9"}
    assert store.names()["queue"] == {"Billing": "Billing"}
    assert store.names()["team"]["red"] == "red"
    assert store.holidays() == {"Black Friday": ("2025-11-28", "2026-11-27")}


def test_targets_are_read_as_they_are_meant(engine: Engine) -> None:
    first = {
        "metric": "csat",
        "variant": "",
        "value": 85.5,
        "from": date(2026, 1, 1),
        "queue": "",
        "weekday": "",
    }
    second = first | {
        "variant": "mean",
        "value": 4.2,
        "queue": "Billing",
        "weekday": "monday",
        "low": 4.0,
        "high": 4.5,
    }
    with writing(engine) as connection:
        for row in (first, second):
            connection.execute(insert(targets), row | {"channel": ""})
    plain, banded = Store(engine).targets()
    assert plain[:8] == ("csat", None, 85.5, date(2026, 1, 1), None, None, None, None)
    assert (banded.variant, banded.queue, banded.weekday, banded.low, banded.high) == (
        "mean",
        "Billing",
        0,
        4.0,
        4.5,
    )


def test_a_snapshot_knows_nothing_of_what_is_stored_after_it(engine: Engine) -> None:
    put(engine, Records(contacts=[Maker(Random(6), NOON - timedelta(days=3)).contact("only")]))
    month = timedelta(days=30)
    asked = ([("offered", ()), ("outbound", ())], (NOON - month, NOON + month, "UTC", NOON), (), [])
    with Store(engine).snapshot() as seen:
        first = seen.sums(*asked)
        with writing(engine) as connection:
            connection.execute(delete(contacts))
        assert seen.sums(*asked) == first
        assert seen.earliest() is not None
    assert sorted(first[()]) == [0, 1]
    assert Store(engine).sums(*asked)[()] == [0, 0]
    assert Store(engine).earliest() is None
