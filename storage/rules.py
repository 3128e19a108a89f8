"""What must hold between the cells of one row."""

from __future__ import annotations

from collections.abc import MutableMapping
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

from storage.cells.times import LONGEST_SECONDS

Row = MutableMapping[str, Any]
# Where a survey does not say its own scale.
SCALES = {"csat": (1.0, 5.0), "nps": (0.0, 10.0), "ces": (1.0, 7.0), "fcr": (0.0, 1.0), "esat": (1.0, 5.0)}


class Broken(NamedTuple):
    """Our name of the column to blame, and why."""

    column: str
    reason: str


class Rule(Protocol):
    """`check` may also fill in what follows from the other cells."""

    def check(self, row: Row) -> Broken | None: ...


@dataclass(frozen=True, slots=True)
class InOrder:
    """`later` is not before `earlier`, or strictly after it; blanks are fine."""

    earlier: str
    later: str
    strictly: bool = False

    def check(self, row: Row) -> Broken | None:
        first, last = row[self.earlier], row[self.later]
        if first is None or last is None or last > first or (last == first and not self.strictly):
            return None
        return Broken(self.later, f"is {'not after' if self.strictly else 'before'} {self.earlier}")


@dataclass(frozen=True, slots=True)
class Shorter:
    """The stretch is no longer than a year."""

    earlier: str
    later: str

    def check(self, row: Row) -> Broken | None:
        if row[self.later] - row[self.earlier] <= LONGEST_SECONDS * 1_000_000:
            return None
        return Broken(self.later, f"is more than a year after {self.earlier}")


@dataclass(frozen=True, slots=True)
class NotMore:
    """`part` is at most `whole`."""

    part: str
    whole: str

    def check(self, row: Row) -> Broken | None:
        if row[self.part] <= row[self.whole]:
            return None
        return Broken(self.part, f"{row[self.part]:g} is more than {self.whole} ({row[self.whole]:g})")


@dataclass(frozen=True, slots=True)
class SomeOf:
    """One of these is known: without any of them the row cannot be placed."""

    columns: tuple[str, ...]

    def check(self, row: Row) -> Broken | None:
        if any(row[name] is not None for name in self.columns):
            return None
        return Broken(
            self.columns[0], f"is blank, and so are {' and '.join(self.columns[1:])}: one must be known"
        )


@dataclass(frozen=True, slots=True)
class PaidByState:
    """Time is paid unless the agent is offline, where the row does not say."""

    def check(self, row: Row) -> Broken | None:
        if row["paid"] is None:
            row["paid"] = row["state"] != "offline"
        return None


@dataclass(frozen=True, slots=True)
class Banded:
    """The ends of a target's band are in order."""

    def check(self, row: Row) -> Broken | None:
        if row["low"] is None or row["high"] is None or row["low"] <= row["high"]:
            return None
        return Broken("low", "is over high")


@dataclass(frozen=True, slots=True)
class Scored:
    """A score has its time, and lies on its scale (the usual one of its kind where the row names none)."""

    def check(self, row: Row) -> Broken | None:
        usual = SCALES[row["kind"]]
        low = usual[0] if row["scale_min"] is None else row["scale_min"]
        high = usual[1] if row["scale_max"] is None else row["scale_max"]
        if low >= high:
            return Broken("scale_max", f"{high:g} is not over scale_min ({low:g})")
        if row["score"] is None:
            return None
        if row["answered_at"] is None:
            return Broken(
                "answered_at",
                "is blank though there is a score: give the answer's time, or map sent_at's column to it",
            )
        if not low <= row["score"] <= high:
            return Broken(
                "score", f"{row['score']:g} is off the scale {low:g} to {high:g}: see scale_min, scale_max"
            )
        return None
