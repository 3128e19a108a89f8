"""Schedules: what is read, what is refused, and on which instants they fall over a year of clock changes."""

from __future__ import annotations

import pickle
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.digests.schedule import ScheduleError, read_schedule
from bot.digests.slots import due, latest_slot, next_slot, slots_between
from bot.digests.trigger import SlotTrigger

ZONES = (
    "Europe/Sofia",
    "Asia/Kuala_Lumpur",
    "America/New_York",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "UTC",
)
YEAR = [date(2026, 1, 1) + timedelta(days=n) for n in range(365)]


def of(text: str, zone: str, first: date, last: date) -> list[date]:
    after = datetime.combine(first, time(), ZoneInfo(zone)) - timedelta(microseconds=1)
    until = datetime.combine(last + timedelta(days=1), time(), ZoneInfo(zone)) - timedelta(microseconds=1)
    return [slot.day for slot in slots_between(read_schedule(text), ZoneInfo(zone), after, until)]


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize(
    "clock", ["00:00", "00:30", "01:30", "01:45", "02:00", "02:30", "03:00", "08:00", "23:59"]
)
@pytest.mark.parametrize("kind", ["daily {}", "cron {1} {0} * * *"])
def test_each_local_day_once_over_a_year(zone: str, clock: str, kind: str) -> None:
    text = kind.format(*((clock,) if kind.startswith("daily") else map(int, clock.split(":"))))
    assert of(text, zone, YEAR[0], YEAR[-1]) == YEAR


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("clock", ["00:30", "02:30", "08:00"])
def test_the_scheduler_wakes_once_for_each_local_day(zone: str, clock: str) -> None:
    """As APScheduler calls it: the time before, and now."""
    trigger = pickle.loads(pickle.dumps(SlotTrigger(f"daily {clock}", zone)))
    now, before, days = datetime(2026, 1, 1, tzinfo=ZoneInfo(zone)), None, list[date]()
    for _ in YEAR:
        before = trigger.get_next_fire_time(before, now)
        days.append(before.astimezone(ZoneInfo(zone)).date())
        now = before + timedelta(milliseconds=3)
    assert days == YEAR


@pytest.mark.parametrize(
    ("zone", "day", "clock", "expected"),
    [
        ("Europe/Sofia", date(2026, 3, 29), time(3, 30), "2026-03-29T01:00:00+00:00"),  # jumped over
        ("Europe/Sofia", date(2026, 10, 25), time(3, 30), "2026-10-25T00:30:00+00:00"),  # shown twice
        ("America/New_York", date(2026, 3, 8), time(2, 15), "2026-03-08T07:00:00+00:00"),
        ("America/New_York", date(2026, 11, 1), time(1, 15), "2026-11-01T05:15:00+00:00"),
        ("Australia/Lord_Howe", date(2026, 10, 4), time(2, 15), "2026-10-03T15:30:00+00:00"),  # half an hour
        ("Australia/Lord_Howe", date(2026, 4, 5), time(1, 45), "2026-04-04T14:45:00+00:00"),
        ("Asia/Kathmandu", date(2026, 5, 1), time(8, 0), "2026-05-01T02:15:00+00:00"),
        ("America/Sao_Paulo", date(2018, 11, 4), time(0, 0), "2018-11-04T03:00:00+00:00"),  # no midnight
        ("Pacific/Apia", date(2011, 12, 31), time(8, 0), "2011-12-30T18:00:00+00:00"),
    ],
)
def test_clock_changes(zone: str, day: date, clock: time, expected: str) -> None:
    assert due(day, clock, ZoneInfo(zone)).isoformat() == expected


@given(
    st.sampled_from(ZONES),
    st.dates(date(2000, 1, 1), date(2030, 1, 1)),
    st.times().map(lambda t: t.replace(second=0, microsecond=0)),
)
def test_due_is_the_first_instant_at_which_the_clocks_show_that_time_or_later(
    zone: str, day: date, clock: time
) -> None:
    local, instant = datetime.combine(day, clock), due(day, clock, ZoneInfo(zone))
    shown = instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    just_before = (instant - timedelta(seconds=1)).astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    assert shown >= local
    assert just_before < local


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("weekdays 08:00", [date(2026, 2, n) for n in (2, 3, 4, 5, 6, 9, 10)]),
        ("weekly tue 08:00", [date(2026, 2, 3), date(2026, 2, 10)]),
        ("Weekly Tuesday 8:00", [date(2026, 2, 3), date(2026, 2, 10)]),
        ("cron 0 8 * * 0", [date(2026, 2, 1), date(2026, 2, 8)]),
        ("cron 0 8 * * 7", [date(2026, 2, 1), date(2026, 2, 8)]),
        ("cron 0 8 * * 1-2", [date(2026, 2, n) for n in (2, 3, 9, 10)]),
        ("cron 0 8 1,10 * *", [date(2026, 2, 1), date(2026, 2, 10)]),
        ("cron 0 8,20 3 2 *", [date(2026, 2, 3), date(2026, 2, 3)]),
    ],
)
def test_days_named(text: str, days: list[date]) -> None:
    assert of(text, "Europe/Sofia", date(2026, 2, 1), date(2026, 2, 10)) == days


def test_the_last_day_of_shorter_months() -> None:
    found = of("monthly 31 08:00", "UTC", date(2027, 12, 1), date(2028, 4, 30))
    assert [day.isoformat()[5:] for day in found] == ["12-31", "01-31", "02-29", "03-31", "04-30"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is no schedule; write daily 08:00"),
        ("hourly", "is no schedule"),
        ("daily", "say a local time"),
        ("daily 24:00", "say a local time"),
        ("daily 8", "say a local time"),
        ("daily 08:00 pm", "say a local time"),
        ("weekly 08:00", "say the weekday"),
        ("monthly 32 08:00", "say the day of the month"),
        ("monthly 0 08:00", "say the day of the month"),
        ("cron 0 8 * *", "has five fields"),
        ("cron 61 8 * * *", "is no cron line"),
        ("cron 0 8 * * mon-foo", "is no cron line"),
        ("cron 0 8 * * 9", "weekdays of a cron line are 0"),
        ("cron 0 8 30 2 *", "never comes"),
        ("cron * * * * *", "comes too often"),
        ("cron 0,30 8 * * *", "comes too often"),
        ("cron ; drop table 8 *", "is no cron line"),
        ("cron 0 8 * * *; ls", "has five fields"),
    ],
)
def test_what_is_no_schedule_is_one_clear_line(text: str, said: str) -> None:
    with pytest.raises(ScheduleError) as refused:
        read_schedule(text)
    assert said in str(refused.value)
    assert "\n" not in str(refused.value)


def test_leap_days_come() -> None:
    found = next_slot(read_schedule("cron 0 8 29 2 *"), ZoneInfo("UTC"), datetime(2026, 1, 1, tzinfo=UTC))
    assert found is not None
    assert found.day == date(2028, 2, 29)


def test_the_latest_slot_within_reach() -> None:
    schedule, zone = read_schedule("daily 08:00"), ZoneInfo("Asia/Kathmandu")
    now = datetime(2026, 5, 2, 2, 14, tzinfo=UTC)  # 07:59 there
    found = latest_slot(schedule, zone, now, timedelta(hours=25))
    assert found is not None
    assert (found.day, found.local_time) == (date(2026, 5, 1), "08:00")
    assert latest_slot(schedule, zone, now, timedelta(hours=12)) is None
    assert latest_slot(schedule, zone, now + timedelta(minutes=1), timedelta(hours=12)) is not None
