"""Said → period, over several clocks and zones. `ask` is a time that must be asked back, `-` no time at all."""

# ruff: noqa: E501, DTZ001 - a row is one line; bounds of generated clocks

from __future__ import annotations

import tomllib
from datetime import UTC, datetime
from inspect import signature
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kpi_engine.language
from kpi_engine.calendar import instant
from kpi_engine.language.time import TimeMention, read_lexicon, read_times
from kpi_engine.language.time.reader import GRAMMAR
from kpi_engine.language.words import split
from kpi_engine.values import Asking, Names

_FILE = Path(kpi_engine.language.__file__).parent / "lexicons/en.toml"
LEXICON = read_lexicon(tomllib.loads(_FILE.read_text("utf-8"))["time"])
NOW = "2026-11-18T10:05"  # a Wednesday


def asking(now: str = NOW, zone: str = "UTC", week_start: int = 0, names: Names | None = None) -> Asking:
    return Asking(datetime.fromisoformat(now).replace(tzinfo=UTC), zone, week_start, names or Names())


def read(text: str, who: Asking) -> list[TimeMention]:
    return read_times(split(text), who, LEXICON)


def shown(mention: TimeMention) -> str:
    """`start..end` by the wall clock, dates alone at midnight, `ask`, or the mode of a relation."""
    if mention.period is None:
        return "ask" if mention.problem else f"~{mention.relative.mode}" if mention.relative else "?"
    edges = (mention.period.start, mention.period.end)
    return "..".join(f"{edge:%Y-%m-%d}" + (f" {edge:%H:%M}" if (edge.hour, edge.minute) != (0, 0) else "") for edge in edges)  # fmt: skip


TODAY = "2026-11-18 10:05"
PERIODS = f"""
today | 2026-11-18..{TODAY}
AHT yesterday | 2026-11-17..2026-11-18
yesterday's AHT | 2026-11-17..2026-11-18
the day before yesterday | 2026-11-16..2026-11-17
this hour | 2026-11-18 10:00..{TODAY}
last hour | 2026-11-18 09:00..2026-11-18 10:00
this week | 2026-11-16..{TODAY}
current week | 2026-11-16..{TODAY}
last week | 2026-11-09..2026-11-16
previous month | 2026-10-01..2026-11-01
past quarter | 2026-07-01..2026-10-01
last year | 2025-01-01..2026-01-01
this year | 2026-01-01..{TODAY}
last 7 days | 2026-11-11..2026-11-18
last seven days | 2026-11-11..2026-11-18
past 24 hours | 2026-11-17 10:00..2026-11-18 10:00
last 3 weeks | 2026-10-26..2026-11-16
previous 2 quarters | 2026-04-01..2026-10-01
last couple of weeks | 2026-11-02..2026-11-16
last fortnight | 2026-11-02..2026-11-16
last two complete months | 2026-09-01..2026-11-01
rolling 30 days | 2026-10-19..2026-11-18
last7days | 2026-11-11..2026-11-18
last 24h | 2026-11-17 10:00..2026-11-18 10:00
last 30d | 2026-10-19..2026-11-18
L7D | 2026-11-11..2026-11-18
last 7 days including today | 2026-11-12..{TODAY}
last 30 minutes | 2026-11-18 09:35..{TODAY}
3 weeks ago | 2026-10-26..2026-11-02
a week ago | 2026-11-09..2026-11-16
two days ago | 2026-11-16..2026-11-17
a year ago | 2025-01-01..2026-01-01
the week before last | 2026-11-02..2026-11-09
the month before last | 2026-09-01..2026-10-01
week to date | 2026-11-16..{TODAY}
month-to-date | 2026-11-01..{TODAY}
QTD | 2026-10-01..{TODAY}
YTD | 2026-01-01..{TODAY}
so far this month | 2026-11-01..{TODAY}
this week so far | 2026-11-16..{TODAY}
since Monday | 2026-11-16..{TODAY}
since 3 May | 2026-05-03..{TODAY}
since last week | 2026-11-09..{TODAY}
since yesterday noon | 2026-11-17 12:00..{TODAY}
since the beginning of the month | 2026-11-01..{TODAY}
from 1 October to date | 2026-10-01..{TODAY}
from Monday until now | 2026-11-16..{TODAY}
since 9am | 2026-11-18 09:00..{TODAY}
from March to May | 2026-03-01..2026-06-01
between March and May 2025 | 2025-03-01..2025-06-01
from 28 December to 3 January | 2025-12-28..2026-01-04
May 2025 to March | 2025-05-01..2026-04-01
Jan-Mar 2026 | 2026-01-01..2026-04-01
from Q1 to Q3 | 2026-01-01..2026-10-01
from week 40 to week 42 | 2026-09-28..2026-10-19
from 1 to 30 November | 2026-11-01..{TODAY}
2024-2025 | 2024-01-01..2026-01-01
3–9 November | 2026-11-03..2026-11-10
3 Nov - 9 Nov | 2026-11-03..2026-11-10
3 Nov-9 Nov | 2026-11-03..2026-11-10
Nov 3-9 | 2026-11-03..2026-11-10
between 3 and 9 November | 2026-11-03..2026-11-10
3rd to 9th of November | 2026-11-03..2026-11-10
2026-11-01 to 2026-11-10 | 2026-11-01..2026-11-11
01.11.2026 - 10.11.2026 | 2026-11-01..2026-11-11
3/11/2026 to 13/11/2026 | 2026-11-03..2026-11-14
last Friday | 2026-11-13..2026-11-14
on Friday | 2026-11-13..2026-11-14
on Wednesday | 2026-11-11..2026-11-12
this Monday | 2026-11-16..2026-11-17
Monday last week | 2026-11-09..2026-11-10
last week Monday | 2026-11-09..2026-11-10
Monday to Wednesday | 2026-11-09..2026-11-12
Mon-Wed | 2026-11-09..2026-11-12
from Monday to today | 2026-11-16..{TODAY}
between Monday and Wednesday last week | 2026-11-09..2026-11-12
3 May | 2026-05-03..2026-05-04
May 3rd, 2026 | 2026-05-03..2026-05-04
3rd of May | 2026-05-03..2026-05-04
the 3rd of May 2025 | 2025-05-03..2025-05-04
3 December | 2025-12-03..2025-12-04
29 February | 2024-02-29..2024-03-01
Monday 2 November | 2026-11-02..2026-11-03
on the 3rd | 2026-11-03..2026-11-04
from the 3rd to the 9th | 2026-11-03..2026-11-10
2026-11-03 | 2026-11-03..2026-11-04
03.11.2026 | 2026-11-03..2026-11-04
13/11/2026 | 2026-11-13..2026-11-14
11/13/2026 | 2026-11-13..2026-11-14
11/2026 | 2026-11-01..{TODAY}
2026-10 | 2026-10-01..2026-11-01
2026-W45 | 2026-11-02..2026-11-09
week 45 | 2026-11-02..2026-11-09
calendar week 45 | 2026-11-02..2026-11-09
W45 | 2026-11-02..2026-11-09
week 45 of 2025 | 2025-11-03..2025-11-10
w/c 2 Nov | 2026-11-02..2026-11-09
week of 5 November | 2026-11-02..2026-11-09
week ending 8 November | 2026-11-02..2026-11-09
November | 2026-11-01..{TODAY}
in October | 2026-10-01..2026-11-01
December | 2025-12-01..2026-01-01
last November | 2025-11-01..2025-12-01
in October 2025 | 2025-10-01..2025-11-01
October last year | 2025-10-01..2025-11-01
Nov '25 | 2025-11-01..2025-12-01
all of October | 2026-10-01..2026-11-01
Q3 | 2026-07-01..2026-10-01
Q4 | 2026-10-01..{TODAY}
Q3 2025 | 2025-07-01..2025-10-01
2025-Q3 | 2025-07-01..2025-10-01
third quarter | 2026-07-01..2026-10-01
last quarter of 2025 | 2025-10-01..2026-01-01
H1 | 2026-01-01..2026-07-01
first half of 2025 | 2025-01-01..2025-07-01
2025 | 2025-01-01..2026-01-01
first week of October | 2026-09-28..2026-10-05
last week of July | 2026-07-27..2026-08-03
first 10 days of October | 2026-10-01..2026-10-11
first Monday of October | 2026-10-05..2026-10-06
last day of last month | 2026-10-31..2026-11-01
the day before 3 May | 2026-05-02..2026-05-03
3 days from 5 October | 2026-10-05..2026-10-08
this morning | 2026-11-18 06:00..{TODAY}
yesterday morning | 2026-11-17 06:00..2026-11-17 12:00
yesterday afternoon | 2026-11-17 12:00..2026-11-17 18:00
last night | 2026-11-17 18:00..2026-11-18
the morning of 3 May | 2026-05-03 06:00..2026-05-03 12:00
yesterday between 9 and 11 | 2026-11-17 09:00..2026-11-17 11:00
yesterday from 14:00 until 16:30 | 2026-11-17 14:00..2026-11-17 16:30
today from 9 to 12 | 2026-11-18 09:00..{TODAY}
on Friday after 14:00 | 2026-11-13 14:00..2026-11-14
Monday 9am to 5pm | 2026-11-16 09:00..2026-11-16 17:00
Monday 9am-5pm | 2026-11-16 09:00..2026-11-16 17:00
9 to 5 yesterday | 2026-11-17 09:00..2026-11-17 17:00
yesterday at 9am | 2026-11-17 09:00..2026-11-17 10:00
between 8:00 and 10:00 | 2026-11-18 08:00..2026-11-18 10:00
between 10:00 and 12:00 | 2026-11-17 10:00..2026-11-17 12:00
after 14:00 | 2026-11-17 14:00..2026-11-18
weekend | 2026-11-14..2026-11-16
last weekend | 2026-11-14..2026-11-16
the weekend before last | 2026-11-07..2026-11-09
all time | 2000-01-01..{TODAY}
this Friday | ask
Friday this week | ask
this afternoon | ask
tonight | ask
tomorrow | ask
next week | ask
next 7 days | ask
3 December 2026 | ask
Q1 2027 | ask
2027 | ask
31 February | ask
29 Feb 2026 | ask
week 60 | ask
q5 | ask
3/11/2026 | ask
on 3/11 | ask
mid November | ask
the end of October | ask
last few weeks | ask
until Friday | ask
from 9 November 2026 to 3 November 2026 | ask
from 9 November to 3 November 2026 | 2025-11-09..2026-11-04
last week between 9:00 and 11:00 | ask
Tuesday 2 November | ask
no later than 1 January 2010 | ask
same day last week | ~same
same time yesterday | ~same
same period last year | ~same
the same week last year | ~same
this time last year | ~same
the week before | ~before
the day before | ~before
previous period | ~previous
prior period | ~previous
the 7 days before | ~units
a year earlier | ~same
year on year | ~over
week-over-week | ~over
WoW | ~over
AHT MoM | ~over
the same month in 2024 | ~target
below 4 | -
over 6 minutes | -
answered within 20 seconds | -
80/20 | -
24/7 support | -
first call resolution | -
may I ask about AHT | -
on Mondays | -
at weekends | -
by week | -
per day, hourly | -
day of the week | -
hour of the day | -
top 5 | -
the last 5 calls | -
calls over 2025 | -
wait of 1 hour | -
CSAT between 3 and 4 | -
C-SAT | -
how satisfied were they when they sat waiting | -
top 10 agents | -
resolved in 7 days | -
FY2025 | -
the second call | -
longer than 10:00 | -
AHT last week on chat | 2026-11-09..2026-11-16
from 8pm yesterday to 8am today | 2026-11-17 20:00..2026-11-18 08:00
between yesterday 8pm and today 8am | 2026-11-17 20:00..2026-11-18 08:00
from 2026-11-10T09:00 to 2026-11-11T17:00 | 2026-11-10 09:00..2026-11-11 17:00
from Monday to Tuesday 5pm | 2026-11-16..2026-11-17 17:00
from the start of the month to 10 November 5pm | 2026-11-01..2026-11-10 17:00
from 9am yesterday to 9am yesterday | ask
between last hour and this hour | 2026-11-18 09:00..{TODAY}
yesterday at 9am | 2026-11-17 09:00..2026-11-17 10:00
after yesterday 8am | 2026-11-17 08:00..{TODAY}
calls yesterday on voice | 2026-11-17..2026-11-18
from Monday on | 2026-11-16..{TODAY}
two days before yesterday | 2026-11-15..2026-11-16
a week before last week | 2026-11-02..2026-11-09
2 weeks before last week | 2026-10-26..2026-11-02
3 days before Monday | 2026-11-13..2026-11-14
in the 3 days before Monday | 2026-11-13..2026-11-16
the 2 weeks before 3 November | 2026-10-20..2026-11-03
2 weeks before 3 November | ask
the 2 months before 3 November | ask
Monday 10 November | ask
Tuesday 10 November | 2026-11-10..2026-11-11
Monday 10 November 2025 | 2025-11-10..2025-11-11
AHT over 2 minutes starting from Monday | 2026-11-16..{TODAY}
calls 30 minutes starting 9am yesterday | 2026-11-17 09:00..{TODAY}
2 weeks starting 5 October | 2026-10-05..2026-10-19
last 99999999999 days | -
999999999999 quarters before | -
last 0 days | -
week ending 9999-12-31 | ask
since 8am yesterday | 2026-11-17 08:00..{TODAY}
since noon yesterday | 2026-11-17 12:00..{TODAY}
since 14:00 on 10 November | 2026-11-10 14:00..{TODAY}
since 8pm last night | 2026-11-17 20:00..{TODAY}
from 8am onwards yesterday | 2026-11-17 08:00..2026-11-18
resolved in 2 hours yesterday | 2026-11-17..2026-11-18
answered in 30 minutes on Friday | 2026-11-13..2026-11-14
calls yesterday 5 to 10 minutes | 2026-11-17..2026-11-18
agents on Friday after 5 calls | 2026-11-13..2026-11-14
CSAT yesterday between 3 and 4 points | 2026-11-17..2026-11-18
recent weeks | ask
over the past months | ask
last weeks AHT | 2026-11-09..2026-11-16
first half of last week | ask
show me march numbers | 2026-03-01..2026-04-01
AHT may by queue | 2026-05-01..2026-06-01
top 10 October | 2026-10-01..2026-11-01
AHT vs LY | 2025-01-01..2026-01-01
from 9am to 11am on 3 November | 2026-11-03 09:00..2026-11-03 11:00
October 1st through October 15th | 2026-10-01..2026-10-16
Friday two weeks ago | 2026-11-06..2026-11-07
first half of October | 2026-10-01..2026-10-16
first quarter of this year | 2026-01-01..2026-04-01
1st contact resolution | -
"""
ROWS = [tuple(part.strip() for part in row.split(" | ")) for row in PERIODS.strip().splitlines()]


@pytest.mark.parametrize(("said", "wanted"), ROWS)
def test_said_to_period(said: str, wanted: str) -> None:
    found = read(said, asking())
    assert [shown(mention) for mention in found] == ([] if wanted == "-" else [wanted])


@pytest.mark.parametrize(
    ("said", "now", "zone", "week_start", "start", "end"),
    [
        ("today", "2026-11-18T23:00", "Asia/Kuala_Lumpur", 0, "2026-11-19T00:00+08:00", "2026-11-19T07:00+08:00"),
        ("yesterday", "2026-10-26T08:00", "Europe/Sofia", 0, "2026-10-25T00:00+03:00", "2026-10-26T00:00+02:00"),
        ("last week", "2026-03-30T08:00", "Europe/Sofia", 0, "2026-03-23T00:00+02:00", "2026-03-30T00:00+03:00"),
        ("last 3 hours", "2026-10-25T02:30", "Europe/Sofia", 0, "2026-10-25T02:00+03:00", "2026-10-25T04:00+02:00"),
        ("this hour", "2026-10-25T01:30", "Europe/Sofia", 0, "2026-10-25T03:00+02:00", "2026-10-25T03:30+02:00"),
        ("this hour", "2026-10-25T00:30", "Europe/Sofia", 0, "2026-10-25T03:00+03:00", "2026-10-25T03:30+03:00"),
        ("last week", "2026-11-18T10:00", "UTC", 6, "2026-11-08T00:00+00:00", "2026-11-15T00:00+00:00"),
        ("this week", "2026-11-18T10:00", "UTC", 5, "2026-11-14T00:00+00:00", "2026-11-18T10:00+00:00"),
        ("last weekend", "2026-11-15T10:00", "UTC", 0, "2026-11-07T00:00+00:00", "2026-11-09T00:00+00:00"),
        ("this weekend", "2026-11-15T10:00", "UTC", 0, "2026-11-14T00:00+00:00", "2026-11-15T10:00+00:00"),
        ("last quarter", "2026-01-02T00:30", "America/St_Johns", 0, "2025-10-01T00:00-02:30", "2026-01-01T00:00-03:30"),
        ("yesterday", "2018-11-05T12:00", "America/Sao_Paulo", 0, "2018-11-04T01:00-02:00", "2018-11-05T00:00-02:00"),
        ("yesterday", "2026-04-06T00:00", "Asia/Kathmandu", 0, "2026-04-05T00:00+05:45", "2026-04-06T00:00+05:45"),
        ("last Friday", "2026-11-21T10:00", "UTC", 0, "2026-11-20T00:00+00:00", "2026-11-21T00:00+00:00"),
        ("on Friday", "2026-11-20T10:00", "UTC", 0, "2026-11-13T00:00+00:00", "2026-11-14T00:00+00:00"),
        ("this Friday", "2026-11-21T10:00", "UTC", 0, "2026-11-20T00:00+00:00", "2026-11-21T00:00+00:00"),
        ("week 53", "2026-12-31T10:00", "UTC", 0, "2026-12-28T00:00+00:00", "2026-12-31T10:00+00:00"),
        ("January", "2026-01-31T10:00", "UTC", 0, "2026-01-01T00:00+00:00", "2026-01-31T10:00+00:00"),
        ("February", "2026-01-31T10:00", "UTC", 0, "2025-02-01T00:00+00:00", "2025-03-01T00:00+00:00"),
        ("this morning", "2026-11-18T15:00", "UTC", 0, "2026-11-18T06:00+00:00", "2026-11-18T12:00+00:00"),
    ],
)  # fmt: skip
def test_said_over_clocks_and_zones(
    said: str, now: str, zone: str, week_start: int, start: str, end: str
) -> None:
    (mention,) = read(said, asking(now, zone, week_start))
    assert mention.period is not None
    found = (instant(mention.period.start), instant(mention.period.end))
    assert found == (
        datetime.fromisoformat(start).astimezone(UTC),
        datetime.fromisoformat(end).astimezone(UTC),
    )


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ("AHT this week vs last week by queue", ["this week", "last week"]),
        ("compare AHT from last week to this week", ["last week", "this week"]),
        ("compare October to November", ["October", "November"]),
        ("difference between this week and last week", ["this week", "last week"]),
        ("CSAT in chat last week, against the week before?", ["last week", "the week before"]),
        ("how many calls were there on May 3rd, 2026 in billing", ["May 3rd 2026"]),
        ("agents with more than 2000 calls in 2025", ["2025"]),
        ("calls answered within 20 seconds in the last 2 weeks", ["the last 2 weeks"]),
        ("top 5 agents last month", ["last month"]),
        ("AHT in may by week", ["may"]),
    ],
)
def test_only_the_words_of_the_time_are_taken(said: str, wanted: list[str]) -> None:
    assert [mention.said for mention in read(said, asking())] == wanted


def test_names_of_the_store_are_no_times() -> None:
    names = Names({"queue": {"Weekend Support": "q1"}, "agent": {"April Jones": "a1"}})
    assert read("AHT of April Jones in Weekend Support", asking(names=names)) == []
    assert len(read("AHT of April Jones in April", asking(names=names))) == 1


def test_named_days() -> None:
    names = Names(holidays={"Diwali": ("2025-10-20", "2025-10-21", "2026-11-08"), "Launch": ("2027-01-05",)})
    assert [shown(m) for m in read("AHT on Diwali", asking(names=names))] == ["2026-11-08..2026-11-09"]
    assert [shown(m) for m in read("AHT on Diwali 2025", asking(names=names))] == ["2025-10-20..2025-10-22"]
    assert [shown(m) for m in read("AHT on Launch", asking(names=names))] == ["ask"]


@pytest.mark.parametrize(
    "said", ["on 29 March between 2 and 3 am", "on 29 March at 2am", "on 29 March from 2:15 to 2:45"]
)
def test_an_hour_that_the_clocks_left_out_is_said_to_be_none(said: str) -> None:
    (mention,) = read(f"calls {said}", asking(zone="Europe/Berlin"))
    assert mention.problem is not None
    assert "did not exist" in mention.problem.message
    assert [shown(m) for m in read(f"calls {said}", asking())] != ["ask"]


def test_two_readings_of_a_date_are_offered() -> None:
    (mention,) = read("calls on 3/11/2026", asking())
    assert mention.problem is not None
    assert mention.problem.choices == ("2026-11-03", "2026-03-11")


def test_every_rule_can_be_built_from_its_pattern() -> None:
    for rule in GRAMMAR:
        signature(rule.build).bind(None, *rule.pattern)


def test_every_problem_has_its_sentence() -> None:
    raised = (
        "future",
        "skipped",
        "impossible",
        "order",
        "weekday",
        "few",
        "vague",
        "open",
        "backwards",
        "hours",
        "moment",
    )
    assert set(raised) == set(LEXICON.say)


_WORDS = [
    *sorted({" ".join(phrase) for phrase in LEXICON.phrases}),
    "3", "31", "45", "2026", "1999", "2027", "9:30", "25:00", "3/11", "3/11/2026", "2026-11-03", "2026-W45", "3rd",
    "0", "99", "1000000", "-", "q3", "l7d", "aht", "calls", "billing", "999999999999", "9" * 5000, "0001-01-01",
    "9999-12-31", "0000-W01", "9999-W52", "1/1/0001", "0001",
]  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(
    st.lists(st.sampled_from(_WORDS), max_size=7),
    st.datetimes(datetime(2008, 1, 1), datetime(2030, 1, 1)),
    st.sampled_from(["UTC", "Europe/Sofia", "Australia/Lord_Howe", "America/Sao_Paulo", "America/Havana"]),
    st.integers(0, 6),
)
def test_any_words_give_past_periods_or_problems(
    words: list[str], now: datetime, zone: str, first: int
) -> None:
    who = asking(now.isoformat(), zone, first)
    mentions = read(" ".join(words), who)
    assert all(a.last <= b.first for a, b in pairwise(mentions))
    for mention in mentions:
        if mention.period is not None:
            start, end = instant(mention.period.start), instant(mention.period.end)
            assert start < end <= who.now
            assert mention.period.full_end is None or (
                end == who.now and instant(mention.period.full_end) > end
            )
