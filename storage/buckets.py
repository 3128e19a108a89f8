"""Hours, days, weekdays and hours of the day of an instant, as integer arithmetic that any database does.

Local time is UTC plus the offset of the piece of the span; a CASE chooses the piece where clocks change
inside the span. So buckets are exact over every change, also in zones with half and quarter hours.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, case, literal

from storage.errors import StorageError
from storage.request import Condition
from storage.zones import DAY, EPOCH_ORDINAL, HOUR, Piece, moment

# Databases round integer division towards zero; nearly two thousand years keep every instant above it.
_WEEKS = 100_000
SHIFT_DAYS = 7 * _WEEKS
SHIFT = SHIFT_DAYS * DAY
_THURSDAY = 3  # 1970-01-01

Number = ColumnElement[int]


def big(value: int) -> Number:
    return literal(value, BigInteger)


def bucket_of_hours(name: str, hours: Number, piece: Piece) -> Number:
    """The time key of a local hour, counted from SHIFT before 1970."""
    if name == "hour":
        return _hour_start(hours, piece)
    if name == "hour_of_day":
        return hours % big(24)
    return bucket_of_days(name, hours // big(24))


def bucket_of_days(name: str, days: Number) -> Number:
    """The time key of a local day, counted from SHIFT before 1970."""
    return (days + big(_THURSDAY)) % big(7) if name == "weekday" else days - big(SHIFT_DAYS)


def _hour_start(hours: Number, piece: Piece) -> Number:
    begins = hours * big(HOUR) - big(SHIFT + piece.offset)
    if (piece.start + piece.offset) % HOUR == 0:
        return begins
    # A change of clocks inside an hour cuts it: its second part begins at the change.
    return case((begins < big(piece.start), big(piece.start)), else_=begins)


def time_key(name: str, at: Number, pieces: Sequence[Piece]) -> Number:
    """The key of time dimension `name` at the instant `at` (microseconds), which lies inside the pieces."""
    first, *changed = pieces
    # The span's own start cuts no hour; only a change of clocks does.
    whole = (Piece(-SHIFT - first.offset, first.end, first.offset), *changed)
    keys = [bucket_of_hours(name, (at + big(SHIFT + piece.offset)) // big(HOUR), piece) for piece in whole]
    if not changed:
        return keys[0]
    ends = [at < big(piece.end) for piece in whole]
    return case(*zip(ends[:-1], keys[:-1], strict=True), else_=keys[-1])


DECODERS: Mapping[str, Callable[[Any], Any]] = {
    "hour": lambda key: moment(int(key)),
    "day": lambda key: date.fromordinal(EPOCH_ORDINAL + int(key)),
    "weekday": int,
    "hour_of_day": int,
}


def digits(condition: Condition) -> list[int]:
    """The values of a condition on `weekday` or `hour_of_day`."""
    if condition.dimension not in ("weekday", "hour_of_day"):
        raise StorageError(f"no filter on {condition.dimension!r}: narrow the span")
    if not all(value is not None and value.isascii() and value.isdigit() for value in condition.values):
        raise StorageError(f"a filter on {condition.dimension} takes digits, 0 is Monday and midnight")
    return [int(value or 0) for value in condition.values]
