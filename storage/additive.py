"""The kinds of quantities that add up: counts, totals, exact money, time. What a measure is made of.

Each is one or two SQL aggregates whose results may be added over parts, and a way to make one figure of the
added parts at the very end.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, case, distinct, func, literal, type_coerce

from storage.schema import MONEY_SCALE

Parts = Sequence[Any]
Figure = Callable[[Parts], float | None]

# SQLite stops with an error where a sum leaves 64 bits: amounts are summed as billions and the rest.
_BILLION = 1_000_000_000


@dataclass(frozen=True, slots=True, eq=False)
class Additive:
    """SQL aggregates, and the figure of their (added) results; `empty` are the results without rows.

    `rows`, where given, is a condition that every row which counts meets: a reader may leave out the others.
    `measure` is what it was asked as: its name and arguments.
    """

    columns: tuple[ColumnElement[Any], ...]
    figure: Figure
    empty: tuple[int | None, ...]
    rows: ColumnElement[bool] | None = None
    measure: tuple[str, tuple[Any, ...]] = ("", ())


def _whole(parts: Parts) -> int:
    return int(parts[0])


def _float(parts: Parts) -> float | None:
    return None if parts[0] is None else float(parts[0])


def _difference(parts: Parts) -> int:
    return int(parts[0]) - int(parts[1])


def _amount(parts: Parts) -> float | None:
    high, low = parts
    if high is None:
        return None
    exact = Fraction(high) * _BILLION + Fraction(low)
    return float(exact / MONEY_SCALE)


def _seconds(parts: Parts) -> float | None:
    return None if parts[0] is None else float(Decimal(int(parts[0])) / 1_000_000)


def count(condition: ColumnElement[bool]) -> Additive:
    """How many rows."""
    return Additive((func.count(case((condition, 1))),), _whole, (0,))


def count_distinct(column: ColumnElement[Any], condition: ColumnElement[bool]) -> Additive:
    """How many different values; adds up only over slices that share none."""
    return Additive((func.count(distinct(case((condition, column)))),), _whole, (0,))


def distinct_without(
    column: ColumnElement[Any], among: ColumnElement[bool], condition: ColumnElement[bool]
) -> Additive:
    """How many different values among the rows of which no row meets `condition`."""
    marked = (func.count(distinct(case((rows, column)))) for rows in (among, among & condition))
    return Additive(tuple(marked), _difference, (0, 0))


def total(value: ColumnElement[Any], condition: ColumnElement[bool]) -> Additive:
    return Additive((func.sum(case((condition, value))),), _float, (None,))


def amount(value: ColumnElement[Any], condition: ColumnElement[bool]) -> Additive:
    """A sum of money, exact until the figure is made."""
    units = type_coerce(value, BigInteger)
    billion = literal(_BILLION, BigInteger)
    halves = (func.sum(case((condition, part))) for part in (units // billion, units % billion))
    return Additive(tuple(halves), _amount, (None, None))


def seconds(microseconds: ColumnElement[int], condition: ColumnElement[bool]) -> Additive:
    return Additive((func.sum(case((condition, microseconds))),), _seconds, (None,), condition)


def added(left: Any, right: Any) -> Any:
    """The sum of two results, None being no rows."""
    if left is None or right is None:
        return right if left is None else left
    return left + right
