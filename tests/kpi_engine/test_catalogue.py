"""What must hold over the whole catalogue."""

from __future__ import annotations

import pytest

from kpi_engine.catalogue import EMOTIONS, METRICS, Metric, metric
from kpi_engine.definitions import definition, definitions
from kpi_engine.errors import EngineError
from kpi_engine.formula import formula
from kpi_engine.language.lexicon import LANGUAGES, lexicon
from kpi_engine.settings import KpiSettings
from kpi_engine.values import MetricRef, Unit
from storage.measures import MEASURES

UNITS = {"n", "%", "s", "n/h", "pts", "idx", "net", "money"}
DIMENSIONS = {
    *("queue", "channel", "direction", "reason", "segment", "language", "site", "stage", "team", "agent"),
    *("weekday", "hour_of_day", "fcr_outcome", "nev_band"),
}
# The catalogue's table: id -> its variants, the default first.
TABLE = {
    "contacts_offered": "count",
    "contacts_handled": "count",
    "service_level": "all_abandons_penalise abandons_credited answered_only late_abandons_penalise"
    " short_abandons_credited",
    "average_speed_of_answer": "mean median p90",
    "abandonment_rate": "all without_short",
    "answer_rate": "inbound outbound",
    "average_abandon_time": "mean median",
    "average_handle_time": "talk_hold_acw talk_acw talk_hold median p90",
    "average_talk_time": "mean",
    "average_hold_time": "held all",
    "average_after_call_work": "mean",
    "fcr": "repeat_window disposition survey same_channel window_1 window_30",
    "repeat_rate": "window_7 window_1 window_30",
    "resolution_rate": "disposition one_call",
    "transfer_rate": "any",
    "csat": "top2box mean top_box bottom2",
    "survey_response_rate": "csat nps ces fcr",
    "nps": "transactional relational",
    "ces": "mean",
    "customer_satisfaction_index": "default",
    "nev": "balance shaw_mean mention_share net_sentiment end_weighted trend",
    "emotion_share": " ".join(EMOTIONS),
    "resolved_unhappy": "share",
    "occupancy": "states",
    "utilization": "states",
    "schedule_adherence": "schedule",
    "script_adherence": "points",
    "contacts_per_agent_hour": "logged_in",
    "quality_score": "points no_critical_error",
    "employee_satisfaction": "top2box mean",
    "attrition": "annualised period",
    "absence_rate": "unapproved all",
    "cost_per_contact": "all_costs variable",
    "sales_total": "sum",
    "conversion_rate": "contacts",
    "customer_retention": "period churn",
    "checkout_abandonment": "sessions",
    "digital_failure_rate": "sessions",
    "first_response_time": "mean median",
}


def test_every_id_and_variant_of_the_table() -> None:
    assert {one.id: " ".join(v.id for v in one.variants) for one in METRICS} == TABLE
    assert len(EMOTIONS) == len(set(EMOTIONS)) == 20


@pytest.mark.parametrize("one", METRICS, ids=lambda one: one.id)
def test_an_entry_is_whole(one: Metric) -> None:
    assert one.docs.endswith(".")
    assert one.purpose.endswith(".")
    assert one.title
    assert one.read_with, "never one KPI alone"
    assert one.id not in one.read_with
    assert all(metric(name) for name in one.read_with)
    names = [variant.id for variant in one.all_variants()]
    assert len(set(names)) == len(names)
    for name in names:
        variant = one.variant(name)
        assert variant.unit in UNITS
        assert variant.dims <= DIMENSIONS
        assert variant.formula
        assert one.finest_grain is Unit.HOUR or "hour_of_day" not in variant.dims


@pytest.mark.parametrize("one", METRICS, ids=lambda one: one.id)
def test_every_ratio_answers_as_a_count(one: Metric) -> None:
    for variant in one.variants:
        if variant.shape == "ratio" and one.kind != "N":
            assert one.variant(one.count_of(variant.id)).bottom == ()


def test_titles_are_told_apart() -> None:
    assert len({one.title for one in METRICS}) == len(METRICS)


def test_the_store_knows_every_measure_with_as_many_arguments() -> None:
    takes = {measure.name: len(measure.takes) for measure in MEASURES}
    for one in METRICS:
        for variant in one.all_variants():
            for measure in formula(MetricRef(one.id, variant.id), KpiSettings()).measures():
                assert takes.get(measure.name) == len(measure.args), (one.id, measure)


def test_a_definition_names_formula_and_thresholds() -> None:
    settings = KpiSettings(answer_within=(("", 30.0), ("chat", 60.0)), fcr_days=5, owners={"fcr": "Ana"})
    level = definition(MetricRef("service_level", "all_abandons_penalise"), settings)
    assert "answered within T ÷ offered" in level
    assert "T = 30 s, chat 60 s" in level
    fcr = definitions([MetricRef("fcr", "repeat_window"), MetricRef("fcr", "window_1")], settings, "en")[
        "fcr"
    ]
    assert "W = 5 days" in fcr
    assert "Owner: Ana" in fcr
    assert "in the 1 days" in fcr
    index = definition(MetricRef("customer_satisfaction_index", "default"), settings)
    assert "First contact resolution (repeat window) × 1" in index


def test_unknown_names_are_faults_of_ours() -> None:
    with pytest.raises(EngineError, match="no KPI nope"):
        metric("nope")
    with pytest.raises(EngineError, match="has no variant nope"):
        metric("fcr").variant("nope")


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_language_says_every_sentence(code: str) -> None:
    assert set(lexicon(code).tables["say"]) == set(lexicon("en").tables["say"])
