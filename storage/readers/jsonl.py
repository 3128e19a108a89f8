"""JSON Lines: one object a line; objects inside it are columns with a dot ("Agent.Username")."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, cast

from storage.readers.encodings import encoding_of
from storage.readers.source import LONGEST_LINE, Line, Progress, UnreadableError, in_blocks
from storage.readers.texts import Lines, LineTooLongError

_MOST_COLUMNS = 2_000
_LONGEST_WHOLE = 400


@dataclass(frozen=True, slots=True)
class JsonLines:
    """A JSON Lines file; its header is every name that any of its objects has."""

    file: Path
    encoding: str
    header: tuple[str, ...]
    place: str = "line"
    comma_decimal: bool = False

    @property
    def name(self) -> str:
        return self.file.name

    @property
    def about(self) -> str:
        return f"JSON Lines, {self.encoding.removesuffix('-sig').upper()}"

    @property
    def size(self) -> int:
        return self.file.stat().st_size

    def blocks(self, progress: Progress | None = None) -> Iterator[Sequence[Line]]:
        return in_blocks(self.lines(progress))

    def lines(self, progress: Progress | None = None) -> Iterator[Line]:
        """Every line that is not blank, its values in the header's order."""
        for number, found in _objects(self.file, self.encoding, progress):
            if isinstance(found, str):
                yield Line(number, (), found)
            else:
                yield Line(number, [found.get(name) for name in self.header])


def json_lines(file: Path) -> JsonLines:
    """Reads the file once for its names: one that first stands in the last line is still a column."""
    encoding = encoding_of(file)
    names: dict[str, None] = {}
    for _, found in _objects(file, encoding):
        if isinstance(found, dict) and not found.keys() <= names.keys():
            names.update(dict.fromkeys(found))
        if len(names) > _MOST_COLUMNS:
            raise UnreadableError(
                f"{file.name}: more than {_MOST_COLUMNS:,} different names: are the names data?"
            )
    return JsonLines(file, encoding, tuple(names))


def _objects(
    file: Path, encoding: str, progress: Progress | None = None
) -> Iterator[tuple[int, dict[str, Any] | str]]:
    """Per line its number, and its object laid flat or the reason why there is none."""
    lines = Lines(file, encoding, progress)
    try:
        while True:
            try:
                line = next(lines)
            except LineTooLongError:
                yield lines.number, f"longer than {LONGEST_LINE:,} characters"
                continue
            except StopIteration:
                return
            if line.strip():
                yield lines.number, _object(line)
    finally:
        lines.close()


def _whole(digits: str) -> int | str:
    """Python reads no number of thousands of digits; as text its cell is refused for what it is."""
    return int(digits) if len(digits) < _LONGEST_WHOLE else digits


def _object(line: str) -> dict[str, Any] | str:
    try:
        # Decimals stay as written: money never goes through a binary float.
        value = json.loads(line, parse_float=Decimal, parse_constant=str, parse_int=_whole)
    except (ValueError, RecursionError) as error:
        return (
            f"is no JSON: {getattr(error, 'msg', 'nested too deeply')} (column {getattr(error, 'colno', 1)})"
        )
    if isinstance(value, list):
        return "is a JSON list: JSON Lines has one object a line"
    if not isinstance(value, dict):
        return "is no JSON object"
    record = cast("dict[str, Any]", value)
    return flat(record) if any(isinstance(cell, (dict, list)) for cell in record.values()) else record


def flat(record: dict[str, Any], before: str = "") -> dict[str, Any]:
    """Objects and lists inside the record as names with dots: {"a": {"b": 1}} is {"a.b": 1}."""
    laid: dict[str, Any] = {}
    for name, cell in record.items():
        inner = dict(enumerate(cast("list[Any]", cell))) if isinstance(cell, list) else cell
        if isinstance(inner, dict):
            laid.update(
                flat({str(k): v for k, v in cast("dict[Any, Any]", inner).items()}, f"{before}{name}.")
            )
        else:
            laid[f"{before}{name}"] = cell
    return laid
