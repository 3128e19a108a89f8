"""The parts that every kind of cell shares."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from storage.errors import StorageError

# As the database keeps it: instants are microseconds, money 1/10000, dates ISO text.
Kept = str | int | float | bool
Form = Callable[[Any], Kept]
Quick = Callable[[Sequence[Any]], Sequence[Kept] | None]
SHOWN = 40


class CellError(StorageError):
    """A cell that cannot be read; the message is the reason, without the place."""


@dataclass(frozen=True, slots=True)
class How:
    """What a file or its mapping says about one column.

    `form` is a strptime pattern, "unix", "unix_ms" (times) or "hh:mm" (durations); `unit` what durations are
    in; `decimal` the mark of decimals, None = found by looking (`comma_decimal`: the file has semicolons or
    tabs, so a single comma is one).
    """

    zone: str = "UTC"
    form: str | None = None
    unit: Literal["ms", "s", "min", "h"] = "s"
    decimal: Literal[".", ","] | None = None
    comma_decimal: bool = False


class Cell(Protocol):
    """A kind of cell; `reader` makes the function that reads one (never a blank), or raises CellError.

    `quick` makes one that reads many at once (one at least, all of one type, none blank) as `reader` would
    read each; it gives None where any is not as they usually are, or cannot be read. Not every kind has one.
    """

    def reader(self, how: How) -> Form: ...

    def quick(self, how: How) -> Quick | None:
        return None


def shown(raw: object) -> str:
    """A cell in a message: quoted, and never longer than a line can bear."""
    text = str(raw)
    return repr(text if len(text) <= SHOWN else text[: SHOWN - 1] + "…")
