"""What the doctor finds."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Grade(StrEnum):
    """`BROKEN` stops something that is set up; `MISSING` is not set up yet; `ODD` works, but look at it."""

    GOOD = "good"
    ODD = "odd"
    MISSING = "missing"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at, how it is, and what mends it."""

    grade: Grade
    what: str
    mend: str = ""


def good(what: str) -> Finding:
    return Finding(Grade.GOOD, what)


def odd(what: str, mend: str) -> Finding:
    return Finding(Grade.ODD, what, mend)


def missing(what: str, mend: str) -> Finding:
    return Finding(Grade.MISSING, what, mend)


def broken(what: str, mend: str) -> Finding:
    return Finding(Grade.BROKEN, what, mend)
