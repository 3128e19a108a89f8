"""JSON that knows where it stands, so that every fault names its place ("$.Transcript[3].Content")."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from math import isfinite
from typing import TypeAlias

from nlp.transcripts.faults import Fault, shown

Json: TypeAlias = "dict[str, Json] | list[Json] | str | int | float | bool | None"

# Ten years: what is longer is a point in time, not an offset.
LONGEST_S = 315_576_000.0
_LATEST_S = 1e11
_LONGEST_ID = 255
_TAG = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{1,8})*")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
EXPORT_AGAIN = "export the transcript again as UTF-8"
_KINDS = {
    "dict": "an object",
    "list": "a list",
    "str": "a text",
    "bool": "true or false",
    "NoneType": "empty",
}


def children(value: Json, key: str) -> list[Json]:
    """The list under a key of an object; empty where there is none. For recognising, which never fails."""
    found = value.get(key) if isinstance(value, dict) else None
    return found if isinstance(found, list) else []


def first_object(values: list[Json]) -> dict[str, Json]:
    """The first element if it is an object, else an empty one. For recognising, which never fails."""
    return values[0] if values and isinstance(values[0], dict) else {}


@dataclass(frozen=True, slots=True)
class At:
    """A value and its place. Reading what is not there, or is of another kind, raises `Fault`."""

    value: Json
    parent: At | None = None
    key: str | int = "$"

    @property
    def path(self) -> str:
        keys: list[str] = []
        here: At | None = self
        while here is not None:
            keys.append(f"[{here.key}]" if isinstance(here.key, int) else f".{shown(here.key, 40)}")
            here = here.parent
        return "".join(reversed(keys)).removeprefix(".")

    def fault(self, reason: str, mend: str = "") -> Fault:
        return Fault(self.path, reason, mend)

    @property
    def is_null(self) -> bool:
        return self.value is None

    def field(self, *names: str) -> At:
        """The first of these fields that is there and not null; null at the first name's place where none
        is."""
        fields = self._object()
        for name in names:
            if fields.get(name) is not None:
                return At(fields[name], self, name)
        return At(None, self, names[0])

    def needed(self, *names: str) -> At:
        """As `field`, but one of them must be there (null will do)."""
        fields = self._object()
        if not any(name in fields for name in names):
            raise At(None, self, names[0]).fault("is missing")
        return self.field(*names)

    def items(self) -> Iterator[At]:
        """The elements of a list, each at its place."""
        if not isinstance(self.value, list):
            raise self.fault(f"is {self._kind()}, not a list")
        return (At(one, self, number) for number, one in enumerate(self.value))

    def text(self) -> str:
        """A text; null is the empty one."""
        if self.value is None:
            return ""
        if not isinstance(self.value, str):
            raise self.fault(f"is {self._kind()}, not a text")
        if problem := unsound(self.value):
            raise self.fault(problem, EXPORT_AGAIN)
        return self.value

    def label(self) -> str | None:
        """A speaker's name or number as text; None for null and for an empty one."""
        if isinstance(self.value, int) and not isinstance(self.value, bool):
            return _digits(self.value)
        return " ".join(self.text().split()) or None

    def name(self) -> str | None:
        """An id: a text or a whole number, one line of at most 255 characters; None for null and empty."""
        found = self.label()
        if found is not None and (len(found) > _LONGEST_ID or not found.isprintable()):
            raise self.fault("is no id: an id is one line of at most 255 printable characters")
        return found

    def truth(self) -> bool:
        """Whether this is true, 1 or "true"; anything else is not."""
        return self.value in (True, 1, "true", "True")

    def whole(self) -> int | None:
        """A whole number, also written as text; None for null."""
        found = self._number()
        if found is not None and found != int(found):
            raise self.fault("is not a whole number")
        return None if found is None else int(found)

    def seconds(self, per: float = 1) -> float | None:
        """An offset as seconds; `per` is how many of its units make a second. None for null."""
        found = self._number()
        if found is None:
            return None
        if found < 0:
            raise self.fault("is negative", "an offset counts from the beginning of the contact")
        if found / per > LONGEST_S:
            raise self.fault(
                "is no offset but a point in time", "an offset counts from the contact's beginning"
            )
        return found / per

    def seconds_since_1970(self) -> float | None:
        """A point in time as seconds; None for null."""
        found = self._number()
        if found is not None and not 0 <= found < _LATEST_S:
            raise self.fault("is no time in seconds since 1970")
        return found

    def moment(self, per: float = 1) -> datetime | None:
        """A point in time: ISO 8601 with its zone, or a number of units since 1970 (`per` of them a second).

        None for null, and for what says no such time: it is not worth a transcript.
        """
        try:
            if isinstance(self.value, str):
                found = datetime.fromisoformat(self.value)
                return found if found.tzinfo else None
            return None if (number := self._number()) is None else datetime.fromtimestamp(number / per, UTC)
        except (ValueError, OverflowError, OSError, Fault):
            return None

    def language(self) -> str | None:
        """A BCP-47 tag; None where the field is empty or says something else ("multi", "und")."""
        found = self.value if isinstance(self.value, str) else ""
        return found.replace("_", "-") if _TAG.fullmatch(found) and found.lower() != "und" else None

    def _object(self) -> dict[str, Json]:
        if not isinstance(self.value, dict):
            raise self.fault(f"is {self._kind()}, not an object")
        return self.value

    def _number(self) -> float | None:
        if self.value is None or self.value == "":
            return None
        if isinstance(self.value, bool) or not isinstance(self.value, (int, float, str)):
            raise self.fault(f"is {self._kind()}, not a number")
        try:
            found = float(self.value)
        except (ValueError, OverflowError):
            raise self.fault(f'is "{shown(_digits(self.value), 20)}", not a number') from None
        if not isfinite(found):
            raise self.fault(f"is {found}, not a number")
        return found

    def _kind(self) -> str:
        return _KINDS.get(type(self.value).__name__, "a number")


def span(start: At, end: At, per: float = 1) -> tuple[float | None, float | None]:
    """A turn's seconds from its two offsets; the end never stands before the start."""
    begins, ends = start.seconds(per), end.seconds(per)
    if begins is not None and ends is not None and ends < begins:
        raise end.fault(
            f"is {ends:g} s, before the turn's start at {begins:g} s", "the two are swapped or wrong"
        )
    return begins, ends


def lasting(start: float | None, duration: At, per: float = 1) -> tuple[float | None, float | None]:
    """A turn's seconds from its start and how long it lasts."""
    lasts = duration.seconds(per)
    return start, None if start is None or lasts is None else start + lasts


def unsound(text: str) -> str | None:
    """What a text holds that no store and no screen can take; None where all is well."""
    if "\0" in text:
        return "holds a NUL character"
    if not text.isascii() and _SURROGATE.search(text):
        return "holds half a character (a lone surrogate)"
    return None


def _digits(value: int | float | str) -> str:
    try:
        return str(value)
    except ValueError:  # more digits than Python writes
        return "a number of thousands of digits"
