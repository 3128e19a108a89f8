"""Every measure, over every dimension, equals a recomputation in plain Python over random records."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from random import Random
from typing import Any

import pytest
import reference
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from random_records import EMOTIONS, MOMENTS, put, random_records
from reference import Records
from sqlalchemy import Engine

from storage.measures import MEASURES
from storage.store import Store

THRESHOLDS = (20.0, (("", 20.0), ("chat", 60.0), ("it's", 1.0)))
VARIANTS = ("balance", "shaw_mean", "net_sentiment", "end_weighted", "trend")
KINDS = ("csat", "nps", "ces", "fcr", "esat")

# The arguments that a measure is tried with; every other measure takes none.
ARGUMENTS: Mapping[str, tuple[Any, ...]] = {
    **dict.fromkeys(("answered_within", "abandoned_within"), THRESHOLDS),
    **dict.fromkeys(
        (
            "first_contacts",
            "first_resolved",
            "first_contacts_same",
            "first_resolved_same",
            "first_known",
            "first_yes",
            "repeats",
            "fcr_survey_n",
            "fcr_survey_yes",
            "scored_first_resolved",
            "unhappy_first_resolved",
        ),
        (1, 2, 7),
    ),
    **dict.fromkeys(("nps_n", "nps_promoters", "nps_detractors"), ("transactional", "relational")),
    **dict.fromkeys(("surveys_sent", "surveys_answered"), KINDS),
    **dict.fromkeys(("nev_s", "nev_sq"), VARIANTS),
    "nev_n": (*VARIANTS, "mention_share"),
    "not_scored": ("language", "words", "'; DROP TABLE contacts; --"),
    "emotion_contacts": (*EMOTIONS, "'; DROP TABLE contacts; --"),
}
ALL = tuple(
    (measure.name, args)
    for measure in MEASURES
    for args in (((value,) for value in ARGUMENTS[measure.name]) if measure.takes else ((),))
)

TIME = ("hour", "day", "weekday", "hour_of_day")
CONTACT = (
    *("queue", "channel", "direction", "reason", "stage", "language", "segment", "agent", "team", "site"),
    *("fcr_outcome:1", "fcr_outcome:7", "nev_band"),
    *TIME,
)
AGENT = ("agent", "team", "site", *TIME)
DIMENSIONS: Mapping[str, tuple[str, ...]] = {
    "contacts": CONTACT,
    "surveys": CONTACT,
    "nev": CONTACT,
    "esat": AGENT,
    "agent_time": AGENT,
    "quality": AGENT,
    "absences": ("agent", "team", "site", "day", "weekday"),
    "costs": ("queue", "day", "weekday"),
    "staff": ("team", "site"),
    "customers": ("segment",),
    "digital": ("channel", *TIME),
}
VALUES: Mapping[str, tuple[str | None, ...]] = {
    "queue": ("Billing", "Żółw's", "nowhere", None),
    "channel": ("voice", "chat", None),
    "agent": ("a1", "gone", None),
    "team": ("red", "blue", "green", None),
    "site": ("Sofia", None),
    "segment": ("gold", None),
    "reason": ("bill", None),
    "fcr_outcome:1": ("repeated", "immature", None),
    "fcr_outcome:7": ("resolved", "immature", None),
    "nev_band": ("under -20", None),
    "weekday": ("0", "6", "5"),
    "hour_of_day": ("1", "2", "23"),
}


def spans(random: Random) -> Any:
    """A span around the moment: whole days, hours, or any instants; a clock at its end or later."""
    zone, around = random.choice(MOMENTS)
    sizes = (
        timedelta(days=8),
        timedelta(days=1),
        timedelta(hours=1),
        timedelta(minutes=random.randint(1, 9999)),
    )
    start = around - random.choice(sizes) + timedelta(microseconds=random.choice((0, 0, 1)))
    end = start + random.choice(sizes) + random.choice(sizes)
    return around, (
        start,
        end,
        zone,
        end + random.choice((timedelta(), timedelta(days=1), timedelta(days=9))),
    )


def condition(random: Random, dimensions: tuple[str, ...]) -> Any:
    name = random.choice([name for name in dimensions if name in VALUES])
    values = random.sample(VALUES[name], random.randint(0, len(VALUES[name])))
    return (name, random.random() < 0.5, tuple(values))


def questions(random: Random) -> Iterator[tuple[list[Any], tuple[str, ...], list[Any]]]:
    """All measures in one figure; then each source's by one to three of its dimensions, with filters."""
    yield list(ALL), (), []
    for source, dimensions in DIMENSIONS.items():
        own = [entry for entry in ALL if reference.source_of(entry[0]) == source]
        for count in (1, 2, 3):
            asked = random.sample(own, min(len(own), 12))
            by = tuple(random.sample(dimensions, min(count, len(dimensions))))
            yield asked, by, [condition(random, dimensions) for _ in range(random.choice((0, 0, 1, 2)))]
    several = ("offered", "handling_s", "points", "esat_people", "absent_h", "headcount_end", "csat_s")
    yield [(name, ()) for name in several[:-2]], ("team", "weekday"), [("site", True, ("Oslo",))]
    yield [("ledger", ()), ("handled", ()), ("contact_cost", ())], ("queue", "day"), []
    yield [("csat_s", ()), ("headcount_end", ())], ("team",), []


def equal(found: Mapping[Any, Any], expected: Mapping[Any, Any]) -> None:
    assert set(found) == set(expected)
    for key, figures in expected.items():
        assert list(found[key]) == [
            None if figure is None else pytest.approx(figure, rel=1e-9, abs=1e-6) for figure in figures
        ], key


def check(
    engine: Engine, records: Records, random: Random, span: Any, prepare: Callable[[], None] = lambda: None
) -> None:
    """Many questions over these records; `prepare` does what is to be done once they are there."""
    put(engine, records)
    prepare()
    store = Store(engine)
    for measures, by, where in questions(random):
        found = store.sums(measures, span, by, where)
        equal(found, reference.sums(records, measures, span, by, where))
    for name in reference.HISTOGRAMS:
        by = tuple(random.sample(CONTACT, random.randint(0, 2)))
        where = [condition(random, CONTACT) for _ in range(random.randint(0, 1))]
        expected = reference.histogram(records, name, span, by, where)
        assert store.histogram(name, span, by, where) == expected


@settings(
    max_examples=6,
    deadline=None,
    # A smaller seed is no smaller store.
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(seed=st.integers(0, 2**32))
def test_sums_equal_a_recomputation_in_plain_python(engine: Engine, seed: int) -> None:
    random = Random(seed)
    around, span = spans(random)
    check(engine, random_records(random, around), random, span)


def test_every_measure_is_recomputed() -> None:
    assert {measure.name for measure in MEASURES} == {name for name, _ in ALL}
    for name, _ in ALL:
        reference.source_of(name)
