"""What a digest says: the right days, what is expected, low n, no data, words that nobody knows any more."""

# ruff: noqa: E501  (what a digest says is as long as it is)

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, timedelta
from pathlib import Path

import pytest
from inline_snapshot import snapshot
from sqlalchemy.engine import Engine

from bot.digests.blocks import digest_message
from bot.digests.composed import Composed
from bot.digests.delivery import NotAtAllError
from bot.digests.values import Content
from kpi_engine.catalogue import SCORECARD
from kpi_engine.values import Filter, Refusal
from storage.database import open_store
from tests.digests.digest_store import DAY, FIRST, ZONE, composed, composer, digest, fill, shown, slot_of

EMPTY, FEW = date(2026, 11, 3), date(2026, 11, 5)
ABANDONED = Content(("abandonment_rate",))


@pytest.fixture(scope="module")
def engine(empty_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    file = tmp_path_factory.mktemp("digests") / "store.db"
    shutil.copy(empty_sqlite, file)
    opened = open_store(f"sqlite:///{file}")
    fill(opened, empty=frozenset({EMPTY}), few=frozenset({FEW}))
    yield opened
    opened.dispose()


def lines(made: Composed) -> list[str]:
    return digest_message(made).text.splitlines()


def test_the_scorecard(engine: Engine) -> None:
    made = composed(engine, digest())
    assert tuple(one.ref.id for one in made.items) == SCORECARD
    assert lines(made) == snapshot(
        [
            "Every morning · For Mon 9 Nov 2026",
            "Customer satisfaction: no data",
            "Customer retention · Oct 2026, the last complete month: 98.0%  too little before it to say what is expected · 95% interval 92.9% to 99.4% · n 98",
            "First contact resolution · Mon 2 Nov 2026, the last day that is mature: 100.0%  as expected (100.0% to 100.0%) · 95% interval 90.4% to 100.0% · n 36",
            "Net Emotional Value (text-based): no data",
            "Service level: 50.0%  ▼ below what is expected (90.0% to 90.0%), worse · 95% interval 35.2% to 64.8% · n 40 ↳ Queue Billing moved it most for its size: -40.0 points of -40.0 points since 2 Nov",
            "Abandonment rate: 50.0%  ▲ above what is expected (10.0% to 10.0%), worse · target 12.0%: missed · 95% interval 35.2% to 64.8% · n 40 ↳ Queue Billing moved it most for its size: +40.0 points of +40.0 points since 2 Nov",
            "Average handle time: 2m 09s  too few to judge (n 20) ↳ Read with it: Customer satisfaction no data",
        ]
    )


def test_the_message(engine: Engine) -> None:
    made = composed(engine, digest(ABANDONED))
    assert list(digest_message(made).blocks) == snapshot(
        [
            {"type": "header", "text": {"type": "plain_text", "text": "Every morning", "emoji": False}},
            {
                "type": "context",
                "elements": [
                    {"type": "plain_text", "text": "For Mon 9 Nov 2026 (Europe/Sofia)", "emoji": False}
                ],
            },
            {
                "type": "rich_text",
                "elements": [
                    {
                        "type": "rich_text_section",
                        "elements": [
                            {"type": "text", "text": "Abandonment rate", "style": {"bold": True}},
                            {"type": "text", "text": "  ▁▁▁▁▁▁▁·▁▆▁▁▁█"},
                            {"type": "text", "text": "\n"},
                            {"type": "text", "text": "50.0%", "style": {"bold": True}},
                            {"type": "text", "text": "  "},
                            {
                                "type": "text",
                                "text": "▲ above what is expected (10.0% to 10.0%), worse · target 12.0%: missed · 95% interval 35.2% to 64.8% · n 40",
                            },
                            {"type": "text", "text": "\n"},
                            {
                                "type": "text",
                                "text": "↳ Queue Billing moved it most for its size: +40.0 points of +40.0 points since 2 Nov",
                            },
                            {"type": "text", "text": "\n"},
                            {"type": "text", "text": "↳ Read with it: Service level 50.0%"},
                        ],
                    }
                ],
            },
            {
                "type": "data_visualization",
                "title": "Abandonment rate",
                "chart": {
                    "type": "line",
                    "series": [
                        {
                            "name": "figure",
                            "data": [
                                {"label": "27 Oct", "value": 10.0},
                                {"label": "28 Oct", "value": 10.0},
                                {"label": "29 Oct", "value": 10.0},
                                {"label": "30 Oct", "value": 10.0},
                                {"label": "31 Oct", "value": 10.0},
                                {"label": "1 Nov", "value": 10.0},
                                {"label": "2 Nov", "value": 10.0},
                                {"label": "4 Nov", "value": 10.0},
                                {"label": "5 Nov", "value": 40.0},
                                {"label": "6 Nov", "value": 10.0},
                                {"label": "7 Nov", "value": 10.0},
                                {"label": "8 Nov", "value": 10.0},
                                {"label": "9 Nov", "value": 50.0},
                            ],
                        },
                        {
                            "name": "expected from",
                            "data": [
                                {"label": "27 Oct", "value": 10.0},
                                {"label": "28 Oct", "value": 10.0},
                                {"label": "29 Oct", "value": 10.0},
                                {"label": "30 Oct", "value": 10.0},
                                {"label": "31 Oct", "value": 10.0},
                                {"label": "1 Nov", "value": 10.0},
                                {"label": "2 Nov", "value": 10.0},
                                {"label": "4 Nov", "value": 10.0},
                                {"label": "5 Nov", "value": 10.0},
                                {"label": "6 Nov", "value": 10.0},
                                {"label": "7 Nov", "value": 10.0},
                                {"label": "8 Nov", "value": 10.0},
                                {"label": "9 Nov", "value": 10.0},
                            ],
                        },
                        {
                            "name": "expected to",
                            "data": [
                                {"label": "27 Oct", "value": 10.0},
                                {"label": "28 Oct", "value": 10.0},
                                {"label": "29 Oct", "value": 10.0},
                                {"label": "30 Oct", "value": 10.0},
                                {"label": "31 Oct", "value": 10.0},
                                {"label": "1 Nov", "value": 10.0},
                                {"label": "2 Nov", "value": 10.0},
                                {"label": "4 Nov", "value": 10.0},
                                {"label": "5 Nov", "value": 10.0},
                                {"label": "6 Nov", "value": 10.0},
                                {"label": "7 Nov", "value": 10.0},
                                {"label": "8 Nov", "value": 10.0},
                                {"label": "9 Nov", "value": 10.0},
                            ],
                        },
                        {
                            "name": "target",
                            "data": [
                                {"label": "27 Oct", "value": 12},
                                {"label": "28 Oct", "value": 12},
                                {"label": "29 Oct", "value": 12},
                                {"label": "30 Oct", "value": 12},
                                {"label": "31 Oct", "value": 12},
                                {"label": "1 Nov", "value": 12},
                                {"label": "2 Nov", "value": 12},
                                {"label": "4 Nov", "value": 12},
                                {"label": "5 Nov", "value": 12},
                                {"label": "6 Nov", "value": 12},
                                {"label": "7 Nov", "value": 12},
                                {"label": "8 Nov", "value": 12},
                                {"label": "9 Nov", "value": 12},
                            ],
                        },
                    ],
                    "axis_config": {
                        "categories": [
                            "27 Oct",
                            "28 Oct",
                            "29 Oct",
                            "30 Oct",
                            "31 Oct",
                            "1 Nov",
                            "2 Nov",
                            "4 Nov",
                            "5 Nov",
                            "6 Nov",
                            "7 Nov",
                            "8 Nov",
                            "9 Nov",
                        ],
                        "y_label": "%",
                    },
                },
            },
            {
                "type": "context",
                "elements": [
                    {"type": "plain_text", "text": "newest record Tue 10 Nov 2026 08:00", "emoji": False},
                    {
                        "type": "plain_text",
                        "text": "Expected: the same weekday over the 8 weeks before; for weeks and months, 8 stretches as long before.",
                        "emoji": False,
                    },
                    {
                        "type": "plain_text",
                        "text": "What moved most moved together with the figure; that alone does not make it the cause.",
                        "emoji": False,
                    },
                ],
            },
            {
                "type": "actions",
                "elements": [
                    {
                        "type": "button",
                        "action_id": "digest_edit",
                        "text": {"type": "plain_text", "text": "Edit", "emoji": False},
                        "value": "d1",
                    },
                    {
                        "type": "button",
                        "action_id": "digest_pause",
                        "text": {"type": "plain_text", "text": "Pause", "emoji": False},
                        "value": "d1",
                    },
                    {
                        "type": "button",
                        "action_id": "digest_why",
                        "text": {"type": "plain_text", "text": "Why?", "emoji": False},
                        "value": "d1",
                    },
                ],
            },
        ]
    )


def test_yesterday_is_the_digests_own(engine: Engine) -> None:
    """The instant of the slot is Monday evening in New York, and its yesterday is Sunday there."""
    made = composed(engine, digest(ABANDONED, zone="America/New_York"))
    assert str(made.period.start) == "2026-11-09 00:00:00-05:00"
    assert made.items[0].figure is not None
    assert (made.items[0].figure.value, made.items[0].figure.n) != (50.0, 40)


def test_a_day_of_25_hours(engine: Engine) -> None:
    made = composed(engine, digest(ABANDONED), date(2026, 10, 26))
    length = made.period.end.astimezone(UTC) - made.period.start.astimezone(UTC)
    figure = made.items[0].figure
    assert length == timedelta(hours=25)
    assert figure is not None and (figure.value, figure.n) == (10.0, 40)


@pytest.mark.parametrize(
    ("schedule", "day", "said"),
    [
        ("weekdays 08:00", date(2026, 11, 9), "For Fri 6 Nov 2026, the last working day"),
        (
            "weekdays 08:00",
            date(2026, 11, 8),
            "For Fri 6 Nov 2026, the last working day",
        ),  # asked for by hand
        ("weekdays 08:00", date(2026, 11, 7), "For Fri 6 Nov 2026 ("),
        ("weekdays 08:00", date(2026, 11, 10), "For Mon 9 Nov 2026 ("),
        ("daily 08:00", date(2026, 11, 9), "For Sun 8 Nov 2026 ("),
        ("cron 0 8 * * mon-fri", date(2026, 11, 9), "For Sun 8 Nov 2026 ("),
    ],
)
def test_a_weekday_digest_is_about_working_days(engine: Engine, schedule: str, day: date, said: str) -> None:
    made = composed(engine, digest(ABANDONED, schedule=schedule), day)
    assert said in shown(digest_message(made))
    if "working" in said:
        assert made.items[0].shown.period == made.period and made.items[0].figure is not None
        assert "a daily digest has the weekend's days too" in digest_message(made).text


def test_mature_days_of_a_weekday_digest_are_working_days(engine: Engine) -> None:
    made = composed(engine, digest(Content(("fcr",)), schedule="weekdays 08:00"), date(2026, 11, 9))
    assert made.items[0].shown.period.start.date() == date(2026, 10, 30)


def test_fcr_is_of_the_last_mature_day(engine: Engine) -> None:
    """At 08:00 on the 10th, contacts until 08:00 on the 3rd are seven days old: the 2nd is whole."""
    made = composed(engine, digest(Content(("fcr",))))
    assert str(made.items[0].shown.period.start.date()) == "2026-11-02"
    assert "Mon 2 Nov 2026, the last day that is mature" in shown(digest_message(made))
    assert made.items[0].figure is not None and made.items[0].figure.n == 36


def test_retention_is_of_the_last_complete_month(engine: Engine) -> None:
    made = composed(engine, digest(Content(("customer_retention",))))
    figure = made.items[0].figure
    assert figure is not None and figure.value == pytest.approx(100 * 96 / 98)
    assert "Oct 2026, the last complete month" in shown(digest_message(made))


def test_a_weekly_digest_is_about_last_week_and_a_monthly_one_about_last_month(engine: Engine) -> None:
    weekly = composed(engine, digest(ABANDONED, schedule="weekly tue 08:00"))
    assert (weekly.period.start.date(), weekly.period.end.date()) == (date(2026, 11, 2), date(2026, 11, 9))
    monthly = composed(engine, digest(ABANDONED, schedule="monthly 10 08:00"))
    assert (monthly.period.start.date(), monthly.period.end.date()) == (date(2026, 10, 1), date(2026, 11, 1))


def test_a_day_without_data_says_so_and_never_shows_0(engine: Engine) -> None:
    made = composed(engine, digest(Content(("contacts_offered", "abandonment_rate"))), EMPTY + timedelta(1))
    assert lines(made) == snapshot(
        [
            "Every morning · For Tue 3 Nov 2026",
            "Contacts offered: no data ↳ Read with it: Service level no data",
            "Abandonment rate: no data · target 12.0% ↳ Read with it: Service level no data",
        ]
    )


def test_too_few_to_judge_is_said(engine: Engine) -> None:
    made = composed(engine, digest(ABANDONED), FEW + timedelta(1))
    assert "40.0%  too few to judge (n 10) · target 12.0%" in digest_message(made).text
    assert not made.items[0].left


def test_what_left_its_range_names_the_biggest_driver(engine: Engine) -> None:
    text = shown(digest_message(composed(engine, digest(ABANDONED))))
    assert "▲ above what is expected (10.0% to 10.0%), worse" in text
    assert "↳ Queue Billing moved it most for its size: +40.0 points of +40.0 points since 2 Nov" in text


def test_a_late_digest_names_its_day_and_when_it_was_due(engine: Engine) -> None:
    made = composed(engine, digest(ABANDONED), late=timedelta(hours=3))
    text = shown(digest_message(made))
    assert "For Mon 9 Nov 2026 (Europe/Sofia)" in text
    assert "Posted late: this was due Tue 10 Nov 2026 08:00." in text


def test_handle_time_stands_beside_what_it_achieved(engine: Engine) -> None:
    made = composed(engine, digest())
    assert [one.counter.metric.id for one in made.items if one.counter] == ["csat"]


def test_slices_show_every_kpi_of_each_queue(engine: Engine) -> None:
    content = Content(("abandonment_rate", "customer_retention"), group_by="queue")
    message = digest_message(composed(engine, digest(content)))
    table = next(block for block in message.blocks if block["type"] == "table")
    assert [[cell["text"] for cell in row] for row in table["rows"]] == snapshot(
        [["Queue", "Abandonment rate"], ["Billing", "83.3% (n 24)"], ["Returns", "0.0% (n 16)"]]
    )
    assert "No slices by queue: Customer retention." in shown(message)


def test_filters_are_counted_and_said(engine: Engine) -> None:
    made = composed(engine, digest(replace(ABANDONED, filters=(Filter("queue", "in", ("Returns",)),))))
    assert made.items[0].figure is not None and made.items[0].figure.n == 16
    assert "only queue: Returns" in shown(digest_message(made))


def test_a_removed_kpi_is_said_and_stops_no_other(engine: Engine) -> None:
    made = composed(engine, digest(Content(("gone_kpi", "abandonment_rate", "fcr.old_way"))))
    text = shown(digest_message(made))
    assert "No KPI is called “gone_kpi” any more" in text and "“fcr.old_way”" in text
    assert [one.ref.id for one in made.items] == ["abandonment_rate"]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (Content(("gone_kpi",)), "No KPI is called “gone_kpi” any more"),
        (replace(ABANDONED, filters=(Filter("queue", "in", ("Closed",)),)), "No queue is called “Closed”"),
        (replace(ABANDONED, filters=(Filter("planet", "in", ("Mars",)),)), "Nothing is sliced by “planet”"),
        (replace(ABANDONED, filters=(Filter("agent", "in", ("Ana",)),)), "no figures by agent"),
        ("{", "no JSON"),
        ('{"kpis": "csat"}', "must be a list"),
        ('{"colour": 1}', 'unknown "colour"'),
    ],
)
def test_a_digest_that_would_say_something_else_says_nothing(
    engine: Engine, content: Content | str, reason: str
) -> None:
    with pytest.raises(NotAtAllError, match=reason):
        composed(engine, digest(content))


def test_a_closed_queue_among_others_is_said(engine: Engine) -> None:
    asked = replace(ABANDONED, filters=(Filter("queue", "in", ("Returns", "Closed")),))
    assert "No queue is called “Closed” any more" in shown(digest_message(composed(engine, digest(asked))))


@pytest.mark.parametrize(
    ("by", "said"), [("agent", "no figures by agent"), ("planet", "by “planet” any more")]
)
def test_a_slice_that_there_is_not_is_said_and_the_rest_comes(engine: Engine, by: str, said: str) -> None:
    made = composed(engine, digest(replace(ABANDONED, group_by=by)))
    assert said in shown(digest_message(made)) and made.slices is None


def test_an_unknown_zone_and_a_refused_place(engine: Engine) -> None:
    with pytest.raises(NotAtAllError, match="is no time zone"):
        composer(engine).of(digest(zone="Europe/Nowhere"), slot_of(digest()))
    refused = replace(composer(engine), admit=lambda _digest: Refusal("shared with strangers"))
    with pytest.raises(NotAtAllError, match="shared with strangers"):
        refused.of(digest(), slot_of(digest()))


def test_equal_queries_are_computed_once_a_round(engine: Engine) -> None:
    made = composer(engine)
    made.of(digest(), slot_of(digest()))
    first = made.answers.computed
    for name in ("d2", "d3"):
        one = digest(digest_id=name, channel=name, creator=name)
        made.of(one, slot_of(one))
    assert made.answers.computed == first and made.answers.asked >= 3 * first
    made.of(digest(zone="America/New_York"), slot_of(digest()))
    assert made.answers.computed > first


def test_a_round_later_is_computed_anew(engine: Engine) -> None:
    slot = slot_of(digest())
    now = slot.due_at
    made = composer(engine, lambda: now)
    made.of(digest(ABANDONED), slot)
    first = made.answers.computed
    now += timedelta(minutes=6)
    made.of(digest(ABANDONED), slot)
    assert made.answers.computed == 2 * first


def test_the_store_of_these_tests(engine: Engine) -> None:
    assert FIRST.weekday() == 0 and DAY.weekday() == 1 and ZONE == "Europe/Sofia"
