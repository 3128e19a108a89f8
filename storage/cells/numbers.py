"""Numbers as people and programs write them, and money."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation
from typing import Any

from storage.cells.base import Cell, CellError, Form, How, Quick, shown
from storage.schema import MONEY_SCALE

_PLAIN = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?", re.ASCII)
_SPACES = re.compile(r"(?<=\d)[ \u00a0\u202f'](?=\d{3})")
_THOUSANDS = re.compile(r"[+-]?\d{1,3}(,\d{3})+", re.ASCII)
_LARGEST_AMOUNT = Decimal(10) ** 14


def decimal_text(raw: Any, how: How) -> str:
    """A number's text with a point for its decimals; CellError where it is none, or can be read in two ways.

    With both marks in one number the last one is the decimal mark. A lone comma is one where the file's cells
    are separated by something else; between commas "1,234" may be 1.234 or 1234, and is refused.
    """
    text = str(raw).strip()
    # The mark is the one of texts; what came as a number has its point.
    if _PLAIN.fullmatch(text) and (how.decimal != "," or not isinstance(raw, str)):
        return text
    text = _SPACES.sub("", text)
    mark = how.decimal or _decimal_mark(text, how)
    plain = text.replace("." if mark == "," else ",", "").replace(",", ".")
    if not _PLAIN.fullmatch(plain):
        raise CellError(f"{shown(raw)} is not a number")
    return plain


def _decimal_mark(text: str, how: How) -> str:
    comma, point = text.rfind(","), text.rfind(".")
    if comma >= 0 and point >= 0:
        return "," if comma > point else "."
    if not _THOUSANDS.fullmatch(text):
        return ","
    if text.count(",") > 1:
        return "."
    if how.comma_decimal:
        return ","
    raise CellError(f'{shown(text)} has two readings: set decimal = "," or "." in a map')


def plain_floats(raws: Sequence[Any], how: How) -> list[float] | None:
    """Numbers that are written with nothing but digits, points and minus signs; None if any is not."""
    try:
        return list(map(float, raws)) if _are_plain(raws, how) else None
    except ValueError:
        return None


def _are_plain(raws: Sequence[Any], how: How) -> bool:
    return isinstance(raws[0], str) and how.decimal != "," and not "".join(raws).strip("0123456789.-")


@dataclass(frozen=True, slots=True)
class Number(Cell):
    """A number within its limits; `above` is a limit that it may not touch."""

    low: float | None = None
    high: float | None = None
    above: float | None = None

    def reader(self, how: How) -> Form:
        def read(raw: Any) -> float:
            if isinstance(raw, bool):
                raise CellError(f"{shown(raw)} is not a number")
            # By its text, an endless whole number becomes infinity and is refused as such.
            value = float(decimal_text(raw, how))
            self.check(value, raw)
            return value

        return read

    def quick(self, how: How) -> Quick:
        def read(raws: Sequence[Any]) -> list[float] | None:
            values = plain_floats(raws, how)
            if values is None:
                return None
            try:
                self.check(min(values), raws)
                self.check(max(values), raws)
            except CellError:
                return None
            return values

        return read

    def check(self, value: float, raw: object) -> None:
        """CellError where the value is outside the limits."""
        if value in (float("inf"), float("-inf")):
            raise CellError(f"{shown(raw)} is too large")
        if self.low is not None and value < self.low:
            raise CellError(f"{shown(raw)} is under {self.low:g}")
        if self.high is not None and value > self.high:
            raise CellError(f"{shown(raw)} is over {self.high:g}")
        if self.above is not None and value <= self.above:
            raise CellError(f"{shown(raw)} is not over {self.above:g}")


@dataclass(frozen=True, slots=True)
class Whole(Cell):
    """A count: 0, 1, 2, …"""

    high: int = 1_000_000

    def reader(self, how: How) -> Form:
        number = Number(low=0, high=self.high).reader(how)

        def read(raw: Any) -> int:
            value = number(raw)
            if value != int(value):
                raise CellError(f"{shown(raw)} is not a whole number")
            return int(value)

        return read


@dataclass(frozen=True, slots=True)
class Amount(Cell):
    """Money: kept in 1/10000, rounded half to even beyond that."""

    def reader(self, how: How) -> Form:
        def read(raw: Any) -> int:
            if isinstance(raw, bool):
                raise CellError(f"{shown(raw)} is not an amount")
            try:
                value = Decimal(decimal_text(raw, how))
            except InvalidOperation:
                raise CellError(f"{shown(raw)} is not an amount") from None
            if abs(value) >= _LARGEST_AMOUNT:
                raise CellError(f"{shown(raw)} is too large")
            return _scaled(value)

        return read

    def quick(self, how: How) -> Quick:
        def read(raws: Sequence[Any]) -> list[int] | None:
            if not _are_plain(raws, how):
                return None
            try:
                values = list(map(Decimal, raws))
            except InvalidOperation:
                return None
            return list(map(_scaled, values)) if max(map(abs, values)) < _LARGEST_AMOUNT else None

        return read


def _scaled(value: Decimal) -> int:
    return int((value * MONEY_SCALE).to_integral_value(ROUND_HALF_EVEN))
