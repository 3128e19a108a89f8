"""Names, choices, yes and no, weekdays."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from storage.cells.base import Cell, CellError, Form, How, Quick, shown

# PostgreSQL indexes at most 2,704 bytes, and some keys are made of two names of up to four bytes a letter.
LONGEST_NAME = 300
_ANSWERS = {
    "true": True, "yes": True, "y": True, "t": True, "1": True, "1.0": True,
    "false": False, "no": False, "n": False, "f": False, "0": False, "0.0": False,
}  # fmt: skip
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_WEEKDAYS = {
    said: str(number)
    for number, day in enumerate(_DAYS)
    for said in (day, day[:3], str(number), f"{number}.0")
}


@dataclass(frozen=True, slots=True)
class Text(Cell):
    """Any name or id, without blanks at its ends."""

    longest: int = LONGEST_NAME

    def reader(self, how: How) -> Form:
        longest = self.longest

        def read(raw: Any) -> str:
            text = raw.strip() if isinstance(raw, str) else _plain(raw)
            if len(text) > longest:
                raise CellError(f"longer than {longest} characters ({len(text):,})")
            _check(text)
            return text

        return read

    def quick(self, how: How) -> Quick:
        def read(raws: Sequence[Any]) -> list[str] | None:
            if not isinstance(raws[0], str):
                return None
            texts = list(map(str.strip, raws))
            try:
                _check("".join(texts))
            except CellError:
                return None
            return texts if max(map(len, texts)) <= self.longest else None

        return read


@dataclass(frozen=True, slots=True)
class Choice(Cell):
    """One of a few words, in any case."""

    words: tuple[str, ...]

    def reader(self, how: How) -> Form:
        return _looked_up({word: word for word in self.words}, self._reason)

    def _reason(self, raw: object) -> str:
        return f"{shown(raw)} is none of {', '.join(self.words)}"


@dataclass(frozen=True, slots=True)
class YesNo(Cell):
    """true, false, yes, no, 1, 0."""

    def reader(self, how: How) -> Form:
        return _looked_up(_ANSWERS, lambda raw: f"{shown(raw)} is neither true nor false")


@dataclass(frozen=True, slots=True)
class Weekday(Cell):
    """A weekday's English name, or 0 (Monday) to 6; kept as "0" to "6"."""

    def reader(self, how: How) -> Form:
        return _looked_up(_WEEKDAYS, lambda raw: f"{shown(raw)} is no weekday: monday to sunday, or 0 to 6")


def _looked_up(known: Mapping[str, str | bool], reason: Callable[[object], str]) -> Form:
    def read(raw: Any) -> str | bool:
        word = raw if isinstance(raw, str) else _plain(raw)
        found = known.get(word)
        if found is None:
            found = known.get(word.strip().casefold())
        if found is None:
            raise CellError(reason(raw))
        return found

    return read


def _plain(raw: Any) -> str:
    """The text of a cell that came with a type (Parquet, JSON, a database)."""
    if isinstance(raw, bool):
        return "true" if raw else "false"
    if isinstance(raw, float) and raw.is_integer():
        return str(int(raw))
    if isinstance(raw, bytes):
        return raw.decode(errors="surrogateescape")
    if isinstance(raw, (list, dict, tuple, set)):
        raise CellError("a list or an object where one value belongs")
    return str(raw).strip()


def _check(text: str) -> None:
    if text.isascii() and text.isprintable():
        return
    if "\0" in text:
        raise CellError("holds a NUL character")
    try:
        text.encode()
    except UnicodeEncodeError:
        raise CellError("holds bytes that are no text in this file's encoding") from None
