"""Schedules: what is read, what is refused, and on which instants they fall over a year of clock changes."""

from __future__ import annotations

import pickle
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.digests.cron import read_cron
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
        ("cron 0 8 * *", "it has 4 fields; five are needed"),
        ("cron @daily", "it has 1 fields; five are needed"),
        ("cron 61 8 * * *", 'its minute "61" is none: 0 to 59'),
        ("cron 0 24 * * *", "its hour"),
        ("cron 0 8 0 * *", "its day of the month"),
        ("cron 0 8 L * *", "its day of the month"),
        ("cron 0 8 * 13 *", "its month"),
        ("cron 0 8 * * mon-foo", "its weekday"),
        ("cron 0 8 * * 8", 'its weekday "8" is none: 0 or 7 (Sunday) to 6'),
        ("cron 0 8 * * 1#2", "its weekday"),
        ("cron 0 8 * * fri-mon", "runs backwards"),
        ("cron 0 8 */0 * *", "its day of the month"),
        ("cron 0 8 1, * *", "its day of the month"),
        ("cron 0 8 30 2 *", "never comes"),
        ("cron * * * * *", "comes too often"),
        ("cron 0,30 8 * * *", "comes too often"),
        ("cron ; drop table 8 *", "its minute"),
        ("cron 0 8 * * *; ls", "it has 6 fields"),
    ],
)
def test_what_is_no_schedule_is_one_clear_line(text: str, said: str) -> None:
    with pytest.raises(ScheduleError) as refused:
        read_schedule(text)
    assert said in str(refused.value)
    assert "\n" not in str(refused.value)


# July 2026 begins on a Wednesday: its Sundays are 5, 12, 19, 26.
@pytest.mark.parametrize(
    ("days", "named"),
    [
        ("* * 0-4", "1 2 5 6 7 8 9 12 13 14 15 16 19 20 21 22 23 26 27 28 29 30"),
        ("* * sun-thu", "1 2 5 6 7 8 9 12 13 14 15 16 19 20 21 22 23 26 27 28 29 30"),
        ("* * 1-5", "1 2 3 6 7 8 9 10 13 14 15 16 17 20 21 22 23 24 27 28 29 30 31"),
        ("* * 5-7", "3 4 5 10 11 12 17 18 19 24 25 26 31"),
        ("* * fri-sun", "3 4 5 10 11 12 17 18 19 24 25 26 31"),
        ("* * sat,0", "4 5 11 12 18 19 25 26"),
        ("* * 7", "5 12 19 26"),
        ("* * */2", "2 4 5 7 9 11 12 14 16 18 19 21 23 25 26 28 30"),
        ("* * 1-5/2", "1 3 6 8 10 13 15 17 20 22 24 27 29 31"),
        ("*/10 * *", "1 11 21 31"),
        ("5/10 * *", "5 15 25"),
        ("10-14/2 * *", "10 12 14"),
        ("13 * fri", "3 10 13 17 24 31"),  # both restricted: either will do
        ("1,15 jul mon", "1 6 13 15 20 27"),
        ("*/2 * mon", "13 27"),  # a field that begins with * restricts nothing: both must fit
        ("1-7 * */7", "5"),
        ("31 6 *", ""),
    ],
)
def test_days_of_a_cron_line_are_those_of_crontab(days: str, named: str) -> None:
    cron = read_cron(f"0 8 {days}")
    found = [day for day in range(1, 32) if cron.times(date(2026, 7, day))]
    assert found == [int(day) for day in named.split()]


@pytest.mark.parametrize(
    ("clock", "times"),
    [
        ("0 8", "08:00"),
        ("5 8-10", "08:05 09:05 10:05"),
        ("0 */6", "00:00 06:00 12:00 18:00"),
        ("30 20/2", "20:30 22:30"),
        ("0,30 9", "09:00 09:30"),
        ("45 18,6", "06:45 18:45"),
    ],
)
def test_times_of_a_cron_line(clock: str, times: str) -> None:
    assert [f"{one:%H:%M}" for one in read_cron(f"{clock} * * *").times(date(2026, 7, 1))] == times.split()


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
