# ruff: noqa: E501, DTZ001 (tables of messages; naive times are what is tested)
"""Every kind of cell: what it takes, and the reason it gives for what it does not."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.cells import (
    Amount,
    Cell,
    CellError,
    Choice,
    Day,
    How,
    Moment,
    Number,
    Seconds,
    Text,
    Weekday,
    Whole,
    YesNo,
)
from storage.schema import EPOCH, MICROSECOND, micros

BERLIN = How(zone="Europe/Berlin")
COLOUR = Choice(("red", "dark_red"))


def utc(*parts: int) -> int:
    return micros(datetime(*parts, tzinfo=UTC))  # type: ignore[arg-type]


GOOD: list[tuple[Cell, How, Any, Any]] = [
    (Moment(), How(), "2025-10-13T10:00:00+02:00", utc(2025, 10, 13, 8)),
    (Moment(), How(), "2025-10-13T10:00:00Z", utc(2025, 10, 13, 10)),
    (Moment(), How(), "2025-10-13 10:00", utc(2025, 10, 13, 10)),
    (Moment(), How(), " 2025-10-13T10:00:00.250001 ", utc(2025, 10, 13, 10, 0, 0, 250001)),
    (Moment(), BERLIN, "2025-10-13T10:00", utc(2025, 10, 13, 8)),
    (Moment(), BERLIN, "2025-01-13T10:00", utc(2025, 1, 13, 9)),
    (Moment(), BERLIN, "2025-01-13T10:00Z", utc(2025, 1, 13, 10)),
    # The hour that comes twice is the first of the two; with an offset either can be said.
    (Moment(), BERLIN, "2025-10-26T02:30:00", utc(2025, 10, 26, 0, 30)),
    (Moment(), BERLIN, "2025-10-26T02:30:00+01:00", utc(2025, 10, 26, 1, 30)),
    (Moment(), BERLIN, "2025-03-30T03:00:00", utc(2025, 3, 30, 1)),
    (Moment(), How(zone="Asia/Kathmandu"), "2025-10-13T10:00", utc(2025, 10, 13, 4, 15)),
    (Moment(), BERLIN, datetime(2025, 10, 13, 10), utc(2025, 10, 13, 8)),
    (Moment(), BERLIN, datetime(2025, 10, 13, 10, tzinfo=ZoneInfo("Asia/Tokyo")), utc(2025, 10, 13, 1)),
    (Moment(), How(zone="Europe/Berlin", form="%d/%m/%Y %H:%M"), "13/10/2025 10:00", utc(2025, 10, 13, 8)),
    (Moment(), How(form="%d/%m/%Y %H:%M %z"), "13/10/2025 10:00 +0300", utc(2025, 10, 13, 7)),
    (Moment(), How(form="unix"), "1760342400", utc(2025, 10, 13, 8)),
    (Moment(), How(form="unix_ms"), 1760342400500, utc(2025, 10, 13, 8, 0, 0, 500000)),
    (Day(), How(), "2025-10-13", "2025-10-13"),
    (Day(), How(), date(2025, 10, 13), "2025-10-13"),
    (Day(), How(), "2025-10-13 00:00:00", "2025-10-13"),
    (Day(), How(form="%d.%m.%Y"), "13.10.2025", "2025-10-13"),
    (Seconds(), How(), "12", 12.0),
    (Seconds(), How(), "12.5", 12.5),
    (Seconds(), How(), "1e-320", 0.0),
    (Seconds(), How(), "12,5", 12.5),
    (Seconds(), How(), 0, 0.0),
    (Seconds(), How(), "1:02:03", 3723.0),
    (Seconds(), How(), "75:10", 4510.0),
    (Seconds(), How(), "0:03:20,5", 200.5),
    (Seconds(), How(form="hh:mm"), "1:30", 5400.0),
    (Seconds(), How(unit="ms"), "1500", 1.5),
    (Seconds(), How(unit="min"), 2.5, 150.0),
    (Seconds(), How(), timedelta(minutes=2), 120.0),
    (Seconds(), How(), time(0, 3, 20), 200.0),
    (Number(), How(), "-3.5e2", -350.0),
    (Number(), How(), "1.234,5", 1234.5),
    (Number(), How(), "1,234.5", 1234.5),
    (Number(), How(), "1,234,567", 1234567.0),
    (Number(), How(), "1 234,5", 1234.5),
    (Number(), How(comma_decimal=True), "1,234", 1.234),
    (Number(), How(decimal=","), "1.234", 1234.0),
    (Number(), How(decimal="."), "1,234", 1234.0),
    (Number(), How(decimal=","), 1.5, 1.5),
    (Amount(), How(decimal=","), Decimal("1.25"), 12_500),
    (Seconds(), How(decimal=","), 1.5, 1.5),
    (Whole(), How(), "3", 3),
    (Whole(), How(), 3.0, 3),
    (Amount(), How(), "12.3456", 123456),
    (Amount(), How(), "-0,10", -1000),
    (Amount(), How(), "0.00005", 0),
    (Amount(), How(), Decimal("9.99"), 99900),
    (Amount(), How(), 0.1, 1000),
    (YesNo(), How(), "Yes", True),
    (YesNo(), How(), " TRUE ", True),
    (YesNo(), How(), 0, False),
    (YesNo(), How(), False, False),
    (Weekday(), How(), "Sunday", "6"),
    (Weekday(), How(), "mon", "0"),
    (Weekday(), How(), 4, "4"),
    (COLOUR, How(), "Dark_Red", "dark_red"),
    (Text(), How(), "  Kundendienst Ü ", "Kundendienst Ü"),
    (Text(), How(), 17, "17"),
    (Text(), How(), 17.0, "17"),
]

BAD: list[tuple[Cell, How, Any, str]] = [
    (Moment(), How(), "yesterday", "'yesterday' is not an ISO 8601 time (other forms: formats in a map)"),
    (
        Moment(),
        How(),
        "2025-02-30T10:00",
        "'2025-02-30T10:00' is not an ISO 8601 time (other forms: formats in a map)",
    ),
    (Moment(), How(), "2025-10-13", "'2025-10-13' has no time of day"),
    (
        Moment(),
        BERLIN,
        "2025-03-30T02:30",
        "'2025-03-30T02:30' does not exist in Europe/Berlin: clocks went forward over it",
    ),
    (Moment(), How(), "1969-12-31T23:59:59Z", "'1969-12-31T23:59:59Z' is outside the years 1970 to 2200"),
    (Moment(), How(), "2201-01-01T00:00Z", "'2201-01-01T00:00Z' is outside the years 1970 to 2200"),
    (
        Moment(),
        How(form="%d/%m/%Y %H:%M"),
        "10/13/2025 10:00",
        "'10/13/2025 10:00' does not fit '%d/%m/%Y %H:%M'",
    ),
    (Moment(), How(form="unix"), "1760342400000", "'1760342400000' is outside the years 1970 to 2200"),
    (Moment(), How(form="unix"), "-1", "'-1' is outside the years 1970 to 2200"),
    (Day(), How(), "13/10/2025", "'13/10/2025' is not a date like 2025-10-31 (else: formats in a map)"),
    (Day(), How(), "2025-10-13T10:00", "'2025-10-13T10:00' has a time of day, a date is wanted"),
    (Day(), How(), "0001-01-01", "'0001-01-01' is outside the years 1970 to 2200"),
    (Seconds(), How(), "-5", "'-5' is negative: a duration is 0 or more"),
    (Seconds(), How(), -5, "'-5' is negative: a duration is 0 or more"),
    (Seconds(), How(), "-0:05", "'-0:05' is negative: a duration is 0 or more"),
    (Seconds(), How(), "1:75:00", "'1:75:00' is not a duration: seconds, hh:mm:ss or mm:ss"),
    (Seconds(), How(), "2 min", "'2 min' is not a number"),
    (Seconds(), How(), "nan", "'nan' is not a number"),
    (Seconds(), How(), float("nan"), "'nan' is not a number"),
    (Seconds(), How(), "inf", "'inf' is not a number"),
    (Seconds(), How(), "1e400", "'1e400' is too large"),
    (Seconds(), How(), 10**400, f"'1{'0' * 38}…' is too large"),
    (
        Seconds(),
        How(),
        "9" * 5000,
        f"'{'9' * 39}…' is longer than a year: is the unit another one (units in a map)?",
    ),
    (Number(), How(), 10**400, f"'1{'0' * 38}…' is too large"),
    (
        Seconds(),
        How(),
        "90000000",
        "'90000000' is longer than a year: is the unit another one (units in a map)?",
    ),
    (Seconds(), How(), True, "'True' is not a duration"),
    (Number(), How(), "1,234", '\'1,234\' has two readings: set decimal = "," or "." in a map'),
    (Number(), How(), "1_000", "'1_000' is not a number"),
    (Number(), How(), "٣", "'٣' is not a number"),
    (Number(low=0, high=10), How(), "11", "'11' is over 10"),
    (Number(low=0, high=10), How(), "-1", "'-1' is under 0"),
    (Number(above=0), How(), "0", "'0' is not over 0"),
    (Whole(), How(), "1.5", "'1.5' is not a whole number"),
    (Whole(), How(), "-1", "'-1' is under 0"),
    (Amount(), How(), "12 EUR", "'12 EUR' is not a number"),
    (Amount(), How(), "Infinity", "'Infinity' is not a number"),
    (Amount(), How(), "1e300", "'1e300' is too large"),
    (YesNo(), How(), "maybe", "'maybe' is neither true nor false"),
    (YesNo(), How(), 2, "'2' is neither true nor false"),
    (Weekday(), How(), "7", "'7' is no weekday: monday to sunday, or 0 to 6"),
    (COLOUR, How(), "blue", "'blue' is none of red, dark_red"),
    (Text(), How(), "a\0b", "holds a NUL character"),
    (Text(), How(), "caf\udce9", "holds bytes that are no text in this file's encoding"),
    (Text(), How(), "x" * 301, "longer than 300 characters (301)"),
    (Text(), How(), [1], "a list or an object where one value belongs"),
    (Text(), How(), {"a": 1}, "a list or an object where one value belongs"),
]


@pytest.mark.parametrize(("cell", "how", "raw", "kept"), GOOD)
def test_read(cell: Cell, how: How, raw: Any, kept: Any) -> None:
    found = cell.reader(how)(raw)
    assert (found, type(found)) == (kept, type(kept))


@pytest.mark.parametrize(("cell", "how", "raw", "reason"), BAD)
def test_refused_with_its_reason(cell: Cell, how: How, raw: Any, reason: str) -> None:
    with pytest.raises(CellError) as caught:
        cell.reader(how)(raw)
    assert str(caught.value) == reason


ANY_CELL = st.sampled_from(
    [Moment(), Day(), Seconds(), Number(), Whole(), Amount(), YesNo(), Weekday(), COLOUR, Text()]
)
ANY_RAW = st.one_of(st.text(), st.integers(), st.floats(), st.booleans(), st.datetimes(), st.dates(), st.times(), st.decimals(),
                    st.timedeltas(), st.binary(), st.lists(st.integers()), st.text("0123456789.,:-+ eT", max_size=20))  # fmt: skip


@given(
    ANY_CELL,
    ANY_RAW,
    st.sampled_from([How(), BERLIN, How(form="unix"), How(decimal=","), How(form="%d/%m/%Y")]),
)
def test_whatever_stands_there_is_read_or_refused(cell: Cell, raw: Any, how: How) -> None:
    try:
        found = cell.reader(how)(raw)
    except CellError as error:
        assert "\n" not in str(error)
    else:
        assert found == found  # never NaN
        assert not isinstance(found, float) or abs(found) < float("inf")


@given(
    st.datetimes(datetime(1970, 1, 2), datetime(2199, 12, 30)),
    st.sampled_from(["Europe/Berlin", "Asia/Kathmandu", "America/New_York"]),
)
def test_a_naive_time_is_what_the_zones_clock_shows(naive: datetime, zone: str) -> None:
    try:
        kept = Moment().reader(How(zone=zone))(naive)
    except CellError:
        there = naive.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC).astimezone(ZoneInfo(zone))
        assert there.replace(tzinfo=None) != naive
    else:
        assert isinstance(kept, int)
        shown = (EPOCH + kept * MICROSECOND).astimezone(ZoneInfo(zone))
        assert shown.replace(tzinfo=None) == naive
        assert shown.fold == 0
