"""Units in IANA zones, over changes of clocks, half-hour zones and midnights that do not exist."""

# ruff: noqa: DTZ001 - wall-clock times and bounds of generated ones

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from kpi_engine.calendar import (
    at,
    buckets,
    clipped,
    day_start,
    default_period,
    instant,
    local_now,
    previous,
    same_period,
    shift,
    start_of,
    wall,
    whole,
)
from kpi_engine.values import Asking, Period, Unit

ZONES = (
    "UTC",
    "Europe/Sofia",
    "Asia/Kuala_Lumpur",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "America/Sao_Paulo",
    "America/Havana",
    "Asia/Beirut",
    "America/Nuuk",
    "Pacific/Apia",
    "America/St_Johns",
    "Africa/Cairo",
)
zones = st.sampled_from(ZONES).map(ZoneInfo)
instants = st.datetimes(datetime(2005, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC))
units = st.sampled_from(list(Unit))
weeks = st.integers(0, 6)


@pytest.mark.parametrize(
    ("zone", "day", "start", "hours"),
    [
        ("Europe/Sofia", "2026-03-29", "2026-03-29T00:00+02:00", 23),
        ("Europe/Sofia", "2026-10-25", "2026-10-25T00:00+03:00", 25),
        ("America/Sao_Paulo", "2018-11-04", "2018-11-04T01:00-02:00", 23),
        ("Asia/Beirut", "2022-03-27", "2022-03-27T01:00+03:00", 23),
        ("America/Havana", "2026-11-01", "2026-11-01T00:00-04:00", 25),
        ("Australia/Lord_Howe", "2026-04-05", "2026-04-05T00:00+11:00", 24.5),
        ("Australia/Lord_Howe", "2026-10-04", "2026-10-04T00:00+10:30", 23.5),
        ("Asia/Kathmandu", "2026-05-03", "2026-05-03T00:00+05:45", 24),
        ("Pacific/Apia", "2011-12-30", "2011-12-31T00:00+14:00", 0),
    ],
)
def test_a_day_is_as_long_as_its_zone_says(zone: str, day: str, start: str, hours: float) -> None:
    first = day_start(datetime.fromisoformat(day).date(), ZoneInfo(zone))
    following = day_start(datetime.fromisoformat(day).date() + timedelta(days=1), ZoneInfo(zone))
    assert instant(first) == datetime.fromisoformat(start).astimezone(UTC)
    assert instant(following) - instant(first) == timedelta(hours=hours)


def test_an_hour_shown_twice_has_two_starts() -> None:
    zone = ZoneInfo("Europe/Sofia")
    day = whole(day_start(datetime(2026, 10, 25).date(), zone), Unit.DAY)
    starts = buckets(day, Unit.HOUR)
    assert len(starts) == len({instant(start) for start in starts}) == 25
    assert [start.hour for start in starts[:6]] == [0, 1, 2, 3, 3, 4]


def test_half_hours_of_lord_howe() -> None:
    zone = ZoneInfo("Australia/Lord_Howe")
    day = whole(day_start(datetime(2026, 10, 4).date(), zone), Unit.DAY)
    shown = [start.strftime("%H:%M%z") for start in buckets(day, Unit.HOUR)[:4]]
    assert shown == ["00:00+1030", "01:00+1030", "02:30+1100", "03:00+1100"]


@given(instants, zones, units, weeks)
def test_a_start_is_its_own_start_and_not_after_the_moment(
    moment: datetime, zone: ZoneInfo, unit: Unit, first: int
) -> None:
    local = moment.astimezone(zone)
    start = start_of(local, unit, first)
    assert instant(start) <= moment
    assert instant(start_of(start, unit, first)) == instant(start)


@given(instants, st.integers(0, 100), zones, units, weeks)
def test_buckets_partition_the_period(
    moment: datetime, days: int, zone: ZoneInfo, grain: Unit, first: int
) -> None:
    assume(grain is not Unit.HOUR or days < 10)
    start = moment.astimezone(zone)
    period = Period(start, (moment + timedelta(days=days, hours=1)).astimezone(zone))
    starts = buckets(period, grain, first)
    assert starts[0] == period.start
    assert all(instant(a) < instant(b) < instant(period.end) for a, b in pairwise(starts))
    for begin, later in zip(starts, [*starts[1:], period.end], strict=True):
        last = (instant(later) - timedelta(seconds=1)).astimezone(zone)
        assert start_of(last, grain, first).replace(tzinfo=None) <= last.replace(tzinfo=None)
        if instant(last) > instant(begin):
            assert _same_bucket(begin, last, grain, first)


def _same_bucket(begin: datetime, last: datetime, grain: Unit, first: int) -> bool:
    one, other = (start_of(moment, grain, first) for moment in (begin, last))
    return instant(one) == instant(other)


@given(instants, zones, st.sampled_from([u for u in Unit if u is not Unit.HOUR]), st.integers(1, 5), weeks)
def test_the_previous_period_ends_where_the_period_begins(
    moment: datetime, zone: ZoneInfo, unit: Unit, count: int, first: int
) -> None:
    period = whole(start_of(moment.astimezone(zone), unit, first), unit, count)
    before = previous(period)
    assert instant(before.end) == instant(period.start)
    assert (before.unit, before.count, before.running) == (unit, count, False)


@given(instants, zones, st.sampled_from([u for u in Unit if u is not Unit.HOUR]), weeks)
def test_a_running_period_is_set_against_the_same_elapsed_part(
    moment: datetime, zone: ZoneInfo, unit: Unit, first: int
) -> None:
    local = moment.astimezone(zone)
    start = start_of(local, unit, first)
    assume(instant(start) < moment)
    period = clipped(whole(start, unit), moment)
    before = previous(period)
    assert period.running
    assert instant(before.end) <= instant(period.start)
    elapsed = wall(period.end) - wall(period.start)
    ends = at(wall(before.start) + elapsed, zone)
    assert instant(before.end) == min(instant(ends), instant(before.full_end or before.end))


@given(instants, zones, units)
def test_hours_pass_whatever_the_clocks_do(moment: datetime, zone: ZoneInfo, _: Unit) -> None:
    start = start_of(moment.astimezone(zone), Unit.HOUR)
    period = whole(start, Unit.HOUR, 6)
    assert instant(period.end) - instant(period.start) == timedelta(hours=6)
    assert instant(previous(period).end) == instant(period.start)


@pytest.mark.parametrize(
    ("start", "end", "unit", "back", "wanted"),
    [
        ("2026-11-09", "2026-11-16", Unit.WEEK, Unit.YEAR, ("2025-11-10", "2025-11-17")),
        ("2021-03-08", "2021-03-15", Unit.WEEK, Unit.YEAR, ("2020-03-02", "2020-03-09")),
        ("2020-12-28", "2021-01-04", Unit.WEEK, Unit.YEAR, ("2019-12-23", "2019-12-30")),
        ("2026-10-01", "2026-11-01", Unit.MONTH, Unit.YEAR, ("2025-10-01", "2025-11-01")),
        ("2024-02-29", "2024-03-01", Unit.DAY, Unit.YEAR, ("2023-02-28", "2023-03-01")),
        ("2026-11-17", "2026-11-18", Unit.DAY, Unit.WEEK, ("2026-11-10", "2026-11-11")),
        ("2026-03-31", "2026-04-01", Unit.DAY, Unit.MONTH, ("2026-02-28", "2026-03-01")),
        ("2026-07-01", "2026-10-01", Unit.QUARTER, Unit.YEAR, ("2025-07-01", "2025-10-01")),
    ],
)
def test_same_period(start: str, end: str, unit: Unit, back: Unit, wanted: tuple[str, str]) -> None:
    first, last = (datetime.fromisoformat(day).replace(tzinfo=ZoneInfo("UTC")) for day in (start, end))
    found = same_period(Period(first, last, None, unit), back)
    assert (found.start.date().isoformat(), found.end.date().isoformat()) == wanted


def test_part_of_a_month_is_capped_at_the_shorter_ones_end() -> None:
    now = datetime(2026, 3, 30, 15, tzinfo=UTC)
    march = clipped(whole(datetime(2026, 3, 1, tzinfo=ZoneInfo("UTC")), Unit.MONTH), now)
    before = previous(march)
    assert (before.start.date().isoformat(), before.end.isoformat()) == (
        "2026-02-01",
        "2026-03-01T00:00:00+00:00",
    )


def test_this_morning_against_yesterdays() -> None:
    zone = ZoneInfo("Europe/Sofia")
    now = datetime(2026, 3, 29, 9, 30, tzinfo=zone)
    morning = clipped(Period(now.replace(hour=6, minute=0), now.replace(hour=12, minute=0)), now)
    before = previous(morning)
    assert before.start.isoformat() == "2026-03-28T06:00:00+02:00"
    assert before.end.isoformat() == "2026-03-28T09:30:00+02:00"


def test_a_weekend_is_set_against_the_weekend_before() -> None:
    zone = ZoneInfo("UTC")
    before = previous(Period(datetime(2026, 11, 14, tzinfo=zone), datetime(2026, 11, 16, tzinfo=zone)))
    assert (before.start.day, before.end.day) == (7, 9)


def test_defaults() -> None:
    asking = Asking(datetime(2026, 11, 18, 23, tzinfo=UTC), "Asia/Kuala_Lumpur")
    days, quarter = default_period(asking), default_period(asking, quarter=True)
    assert (days.start.isoformat(), days.end.isoformat()) == (
        "2026-11-12T00:00:00+08:00",
        "2026-11-19T00:00:00+08:00",
    )
    assert (quarter.start.date().isoformat(), quarter.end.date().isoformat()) == ("2026-07-01", "2026-10-01")
    assert local_now(asking).day == 19


@given(instants, zones, st.integers(-400, 400))
def test_shifting_days_keeps_the_wall_clock_unless_it_does_not_exist(
    moment: datetime, zone: ZoneInfo, days: int
) -> None:
    start = start_of(moment.astimezone(zone), Unit.DAY)
    moved = shift(start, Unit.DAY, days)
    assert instant(start_of(moved, Unit.DAY)) == instant(moved)
