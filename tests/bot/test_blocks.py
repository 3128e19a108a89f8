"""Blocks: the look of known Results, and Slack's limits and mark-up for any Result."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings

from bot.alerts.condition import SIDES
from bot.blocks import said
from bot.blocks.answer import shorter
from bot.blocks.figures import change_text, duration, value_text
from bot.blocks.moments import bucket_text, period_text
from bot.blocks.parts import Said
from bot.workspace.limits import check_message, texts
from kpi_engine.language.lexicon import lexicon
from kpi_engine.result import Result, Row
from kpi_engine.values import Filter, MetricRef, Period, Unit
from tests.bot.results import (
    AGAINST,
    AHT,
    MARKUP,
    MONDAY,
    WEEK,
    answered,
    compared,
    figure,
    query,
    questions_back,
    results,
)
from tests.judges.blocks import judge

SLOW = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


def shown(message: Said) -> str:
    return "\n".join(texts(list(message.blocks)))


def accepted(message: Said) -> None:
    """Slack (our stand-in), slackblocks and a reader without eyes can all take it."""
    check_message(message.text, json.loads(json.dumps(message.blocks)))
    judge("message", message.blocks)
    assert message.text.strip() and len(message.text) <= 16_000


@SLOW
@given(results())
def test_any_answer_fits(result: Result) -> None:
    full = said(result, rate=True)
    accepted(full)
    accepted(shorter(full, "en"))


@SLOW
@given(questions_back())
@example(Result("?", "en", "refused", message=" "))
def test_any_question_back_fits(result: Result) -> None:
    accepted(said(result, buttons=result.choices[::2]))


@pytest.mark.parametrize("name", MARKUP)
def test_names_cannot_format_mention_or_link(name: str) -> None:
    asked = query(group_by=("queue",), filters=(Filter("queue", "in", (name,)),))
    message = said(answered(asked, Row({"queue": name}, (figure(),)), notes=(name,)))
    kinds = {one["type"] for one in _objects(message.blocks)}
    assert "mrkdwn" not in kinds and "user" not in kinds and "link" not in kinds
    assert name in shown(message)
    assert "<" not in message.text and ">" not in message.text


def _objects(value: Any) -> list[dict[str, Any]]:
    if isinstance(value, dict):
        return (
            [value, *(one for inner in value.values() for one in _objects(inner))]
            if "type" in value
            else [one for inner in value.values() for one in _objects(inner)]
        )
    if isinstance(value, list | tuple):
        return [one for inner in value for one in _objects(inner)]
    return []


def test_no_day_is_named_where_nothing_was_counted() -> None:
    nothing = figure(None, n=0, low=None, high=None, used=Period(MONDAY, MONDAY))
    text = shown(said(answered(query(), Row({}, (nothing,)))))
    assert "Mon 9 Nov – Sun 15 Nov 2026 (UTC)" in text and "counted" not in text


def test_one_figure_says_change_interval_verdict_definition_period_n_and_freshness() -> None:
    asked = query(compare=AGAINST, filters=(Filter("channel", "in", ("chat",)),))
    text = shown(said(answered(asked, Row({}, (compared(),)))))
    for part in (
        "Average handle time · last week vs the week before",
        "4m 12s",
        "▲ up +12s (+5.0%) against 4m 00s",
        "change between +4.0s and +20s",
        "95% interval 4m 08s to 4m 16s",
        "n 4,120",
        "Mon 9 Nov – Sun 15 Nov 2026 (UTC)",
        "only channel: chat",
        "newest record Wed 18 Nov 2026 00:00",
        "Σ (talk + hold + after-call) ÷ handled",
    ):
        assert part in text


def test_slices_are_a_table_with_only_the_columns_that_say_something() -> None:
    rows = (Row({"queue": "Billing"}, (compared(),)), Row({"queue": None}, (compared(value=None),)))
    message = said(answered(query(group_by=("queue",), compare=AGAINST), *rows))
    table = next(block for block in message.blocks if block["type"] == "table")
    cells = [[cell["text"] for cell in row] for row in table["rows"]]
    assert cells[0] == ["Queue", "Average handle time", "before", "change", "verdict", "95% interval", "n"]
    assert cells[1][:5] == ["Billing", "4m 12s", "4m 00s", "+12s (+5.0%)", "▲ up"]
    assert cells[2][:2] == ["(not set)", "no data"]
    assert "Billing · 4m 12s" in message.text


def test_ten_thousand_rows_are_a_hundred_and_a_note() -> None:
    rows = [Row({"time": MONDAY + timedelta(hours=n)}, (figure(),)) for n in range(10_000)]
    message = said(answered(query(group_by=(), grain=Unit.HOUR), *rows))
    table = next(block for block in message.blocks if block["type"] == "table")
    assert len(table["rows"]) == 100
    assert "The first 99 of 10,000 rows are shown" in shown(message)


def test_drivers_are_the_slices_that_moved_it_most() -> None:
    rows = [Row({"queue": f"q{n}"}, (compared(contribution=float(n % 30)),)) for n in range(60)]
    message = said(answered(query(intent="drivers", compare=AGAINST), Row({}, (compared(),)), *rows))
    table = next(block for block in message.blocks if block["type"] == "table")
    assert [cell["text"] for cell in table["rows"][0]] == [
        "Queue",
        "Average handle time",
        "before",
        "contribution",
        "n",
    ]
    assert len(table["rows"]) == 16 and table["rows"][1][3]["text"] == "+29s"
    assert "15 of 60 slices" in shown(message)


def test_the_terminal_may_have_every_row() -> None:
    rows = [Row({"queue": f"q{n}"}, (figure(low=None, high=None),)) for n in range(150)]
    message = said(answered(query(group_by=("queue",)), *rows), rows=1000)
    assert sum(len(block["rows"]) for block in message.blocks if block["type"] == "table") == 151


def test_what_is_shortened_is_escaped_once() -> None:
    told = said(Result("?", "en", "refused", message="R&D is <unknown>"))
    assert shorter(told, "en").text.endswith("R&amp;D is &lt;unknown&gt;")


def test_counter_kpis_stand_beside() -> None:
    csat = figure(83.04)._replace(metric=MetricRef("csat", "top2box"), unit="%")
    text = shown(said(answered(query(), Row({}, (figure(),), (csat,)))))
    assert "Read with it:" in text and "83.0%" in text


def test_a_clarification_has_buttons_for_questions_and_words_for_names() -> None:
    result = Result("?", "en", "clarify", message="Which queue?", choices=("AHT for Billing", "Returns"))
    message = said(result, buttons=("AHT for Billing",))
    pressed = next(block for block in message.blocks if block["type"] == "actions")["elements"]
    assert [one["value"] for one in pressed] == ["AHT for Billing"]
    assert "Which queue?" in message.text and "I know: Returns" in shown(message)


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (252.0, "s", "4m 12s"),
        (59.96, "s", "1m 00s"),
        (9.96, "s", "10s"),
        (5.25, "s", "5.2s"),
        (3600.0, "s", "1h 00m 00s"),
        (-61.0, "s", "-1m 01s"),
        (83.04, "%", "83.0%"),
        (12.0, "net", "+12.0"),
        (-0.01, "net", "0.0"),
        (12345.0, "n", "12,345"),
        (3.714, "pts", "3.71"),
        (7.5, "n/h", "7.50/h"),
        (1234.5, "money", "1,234.50"),
        (None, "%", "–"),
    ],
)
def test_values(value: float | None, unit: str, text: str) -> None:
    assert value_text(value, unit) == text


@pytest.mark.parametrize(
    ("change", "unit", "before", "text"),
    [
        (12.0, "s", 240.0, "+12s (+5.0%)"),
        (-1.24, "%", 84.0, "-1.2 points"),
        (0.01, "%", 84.0, "0.0 points"),
        (-3.0, "net", 5.0, "-3.0"),
        (5.0, "n", 0.0, "+5"),
        (None, "n", 1.0, "–"),
    ],
)
def test_changes(change: float | None, unit: str, before: float, text: str) -> None:
    assert change_text(change, unit, before) == text


def test_durations_never_say_sixty_seconds() -> None:
    assert not any("60s" in duration(tenths / 10) for tenths in range(40_000))


def test_periods_and_buckets_for_people() -> None:
    assert period_text(WEEK) == "Mon 9 Nov – Sun 15 Nov 2026"
    assert period_text(Period(MONDAY, MONDAY + timedelta(days=1))) == "Mon 9 Nov 2026"
    assert period_text(Period(MONDAY, MONDAY + timedelta(hours=10))) == "Mon 9 Nov 2026, 00:00–10:00"
    assert bucket_text(datetime(2026, 7, 1, tzinfo=UTC), Unit.QUARTER) == "Q3 2026"


def test_the_hour_that_comes_twice_says_which() -> None:
    from zoneinfo import ZoneInfo

    berlin = ZoneInfo("Europe/Berlin")
    both = [datetime(2026, 10, 25, hour, 30, tzinfo=UTC).astimezone(berlin) for hour in (0, 1)]
    assert [bucket_text(one, Unit.HOUR)[-7:] for one in both] == ["(+0200)", "(+0100)"]


def test_no_data_is_said_and_never_zero() -> None:
    text = shown(said(answered(query(), Row({}, (figure(None, n=0, low=None, high=None),)))))
    assert "no data" in text and "0s" not in text.replace("10s", "")


def test_the_metric_reference_of_the_tests_exists() -> None:
    assert AHT.id == "average_handle_time"


def test_every_phrase_of_the_bot_is_in_the_lexicon_and_used() -> None:
    """A phrase that the code names is there, and none is there that nothing names."""
    root = Path(__file__).parents[2] / "bot"
    code = "\n".join(file.read_text("utf-8") for file in root.rglob("*.py"))
    table = lexicon("en").tables["bot"]
    named = {match for match in re.findall(r"['\"]([a-z_]+)['\"]", code) if match in table}
    kinds = ("verdict", "grain", "dim", "filter", "against", "col")
    kinds += ("feel", "unscored", "said", "roles", "talk")
    made = {key for key in table if key.split("_")[0] in kinds}
    families = ("digest_kind_", "digest_reason_")
    families += ("alert_against_", "alert_line_", "alert_side_", "alert_window_")
    made |= {key for key in table if key.startswith(families)} | {f"alert_{side}" for side in SIDES}
    assert set(table) - named - made == set()
    said = set(re.findall(r'say\(\s*(?:result\.)?(?:language|"en"),\s*"([a-z_]+)"', code))
    assert said <= set(table) | set(lexicon("en").tables["say"])
