"""The form of a measure's entry, and the arguments that a measure may take."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from math import isfinite
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Double, case, literal

from storage.additive import Additive, count
from storage.errors import StorageError
from storage.request import Argument
from storage.schema import contacts
from storage.zones import DAY

A = TypeVar("A")

_LONGEST_WINDOW = 3660

Arguments = tuple[Argument, ...]
# The arguments whose sums rollups keep: windows that a KPI has (days), thresholds that teams set (seconds).
# Others are summed from rows.
KEPT_WINDOWS = (1, 7, 30)
KEPT_LIMITS = (5.0, 10.0, 15.0, 20.0, 30.0, 60.0)


@dataclass(frozen=True, slots=True, eq=False)
class Measure:
    """One quantity of one source; `takes` reads its arguments, `build` gets what they were read as.

    `kept` are the arguments with which rollups keep it, where rollups keep sums of its source.
    """

    name: str
    source: str
    build: Callable[..., Additive]
    takes: tuple[Callable[[Argument], Any], ...] = ()
    kept: tuple[Arguments, ...] = ()


def fixed(name: str, source: str, additive: Additive) -> Measure:
    """A measure without arguments."""
    return Measure(name, source, lambda: additive, kept=((),))


def counted(
    name: str,
    source: str,
    take: Callable[[Argument], A],
    rows: Callable[[A], ColumnElement[bool]],
    kept: Iterable[Argument] = (),
) -> Measure:
    """How many rows meet a condition that depends on one argument."""

    def build(value: A) -> Additive:
        return count(rows(value))

    return Measure(name, source, build, (take,), each(kept))


def each(values: Iterable[Argument]) -> tuple[Arguments, ...]:
    """Each value as the arguments of a measure that takes one."""
    return tuple((value,) for value in values)


def window(argument: Argument) -> int:
    """Whole days as microseconds."""
    if isinstance(argument, bool) or not isinstance(argument, int) or not 0 < argument <= _LONGEST_WINDOW:
        raise StorageError(f"a window is whole days, 1 to {_LONGEST_WINDOW}, not {argument!r}")
    return argument * DAY


def threshold(argument: Argument) -> ColumnElement[float]:
    """Seconds, by the contact's channel where it was given per channel."""
    pairs = dict(argument) if isinstance(argument, tuple) else {"": argument}
    if not all(isinstance(value, int | float) and isfinite(value) for value in pairs.values()):
        raise StorageError(f"a threshold is seconds, or pairs of channel and seconds, not {argument!r}")
    if "" not in pairs:
        raise StorageError("a threshold per channel also needs one for every other channel, under ''")
    bound: dict[str, ColumnElement[float]] = {
        channel: literal(float(value), Double) for channel, value in pairs.items()
    }
    other = bound.pop("")
    return case(bound, value=contacts.c.channel, else_=other) if bound else other


def one_of(choices: Mapping[str, A]) -> Callable[[Argument], A]:
    """A word among the keys; the measure gets what stands behind it."""

    def take(argument: Argument) -> A:
        if not isinstance(argument, str) or argument not in choices:
            raise StorageError(f"{argument!r} is none of {', '.join(choices)}")
        return choices[argument]

    return take


def word(argument: Argument) -> str:
    """Any text; it is only ever bound."""
    if not isinstance(argument, str):
        raise StorageError(f"{argument!r} is not a text")
    return argument
