"""What a comparison's words mean beside the period named first; the grammar in other languages' orders."""

from __future__ import annotations

import pytest

from kpi_engine.language.time import TimeLexicon, read_lexicon, read_times, resolve_relative
from kpi_engine.language.words import split
from kpi_engine.values import Compare
from tests.language.test_time_periods import asking, read, shown

ROWS = """
last week | the week before | previous_period 2026-11-02..2026-11-09
last week | the previous week | previous_period 2026-11-02..2026-11-09
last week | the week before last | previous_period 2026-11-02..2026-11-09
this week | last week | previous_period 2026-11-09..2026-11-11 10:05
this week | the previous week | previous_period 2026-11-09..2026-11-11 10:05
this week | 2 weeks ago | explicit 2026-11-02..2026-11-04 10:05
this week | same week last year | same_period 2025-11-17..2025-11-19 10:05
this week | last year | same_period 2025-11-17..2025-11-19 10:05
this week | a week ago | previous_period 2026-11-09..2026-11-11 10:05
last week | WoW | previous_period 2026-11-02..2026-11-09
yesterday | WoW | same_period 2026-11-10..2026-11-11
yesterday | the day before | previous_period 2026-11-16..2026-11-17
yesterday | same day last week | same_period 2026-11-10..2026-11-11
yesterday | the week before | same_period 2026-11-10..2026-11-11
today | yesterday | previous_period 2026-11-17..2026-11-17 10:05
today | same time yesterday | same_period 2026-11-17..2026-11-17 10:05
today | same day last week | same_period 2026-11-11..2026-11-11 10:05
today | a week ago | same_period 2026-11-11..2026-11-11 10:05
today | 3 November | explicit 2026-11-03..2026-11-03 10:05
this month | last month | previous_period 2026-10-01..2026-10-18 10:05
this month | same period last year | same_period 2025-11-01..2025-11-18 10:05
this month | last week | explicit 2026-11-09..2026-11-16
November | October | explicit 2026-10-01..2026-10-18 10:05
October | September | explicit 2026-09-01..2026-10-01
October | the month before | previous_period 2026-09-01..2026-10-01
October | year on year | same_period 2025-10-01..2025-11-01
October | the same month in 2024 | same_period 2024-10-01..2024-11-01
Q3 | Q2 | explicit 2026-04-01..2026-07-01
Q3 2026 | YoY | same_period 2025-07-01..2025-10-01
last 7 days | the 7 days before | previous_period 2026-11-04..2026-11-11
last 7 days | previous period | previous_period 2026-11-04..2026-11-11
last 30 days | a year earlier | same_period 2025-10-19..2025-11-18
last 24 hours | previous period | previous_period 2026-11-16 10:00..2026-11-17 10:00
this morning | yesterday morning | previous_period 2026-11-17 06:00..2026-11-17 10:05
3-9 November | the week before | previous_period 2026-10-27..2026-11-03
since Monday | previous period | previous_period 2026-11-13..2026-11-15 10:05
last weekend | the weekend before last | previous_period 2026-11-07..2026-11-09
YTD | same period last year | same_period 2025-01-01..2025-11-18 10:05
"""


def _text(compare: Compare) -> str:
    assert compare.period is not None
    edges = (compare.period.start, compare.period.end)
    days = "..".join(
        f"{edge:%Y-%m-%d}" + (f" {edge:%H:%M}" if (edge.hour, edge.minute) != (0, 0) else "")
        for edge in edges
    )
    return f"{compare.kind} {days}"


@pytest.mark.parametrize(
    ("main", "other", "wanted"), [tuple(row.split(" | ")) for row in ROWS.strip().splitlines()]
)
def test_beside_the_period_named_first(main: str, other: str, wanted: str) -> None:
    (first,), (second,) = read(main, asking()), read(other, asking())
    assert first.period is not None
    compare = resolve_relative(second, first.period, asking())
    assert _text(compare) == wanted
    assert compare.said == second.said


# Small tables in the orders of words of other languages: "minggu lepas" (week last), 上周 (unspaced).
OTHER = read_lexicon(
    {
        "words": {
            "last": ["上"],
            "this": ["本"],
            "last_after": ["lepas", "lalu", "terakhir"],
            "this_after": ["ini"],
            "ago_before": ["преди"],
            "since": ["sejak"],
            "from": ["dari"],
            "to": ["hingga"],
            "month_mark": ["月"],
            "day_mark": ["日"],
        },
        "unit": {"day": ["hari", "天"], "week": ["minggu", "周"], "month": ["bulan"]},
        "unit_many": {"week": ["седмици"]},
        "day_word": {"-1": ["semalam", "昨天"], "0": ["今天"]},
        "month": {"10": ["oktober"]},
        "weekday": {"0": ["isnin"], "2": ["rabu"]},
        "say": {},
    }
)


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ("AHT minggu lepas", "2026-11-09..2026-11-16"),
        ("3 hari terakhir", "2026-11-15..2026-11-18"),
        ("bulan ini", "2026-11-01..2026-11-18 10:05"),
        ("semalam", "2026-11-17..2026-11-18"),
        ("3 oktober", "2026-10-03..2026-10-04"),
        ("dari isnin hingga rabu", "2026-11-09..2026-11-12"),
        ("sejak isnin", "2026-11-16..2026-11-18 10:05"),
        ("преди 2 седмици", "2026-11-02..2026-11-09"),
        ("上周的平均处理时间", "2026-11-09..2026-11-16"),
        ("昨天", "2026-11-17..2026-11-18"),
        ("11月3日", "2026-11-03..2026-11-04"),
    ],
)
def test_other_orders_of_words_need_only_a_lexicon(said: str, wanted: str) -> None:
    lexicon: TimeLexicon = OTHER
    assert [shown(mention) for mention in read_times(split(said), asking(), lexicon)] == [wanted]
