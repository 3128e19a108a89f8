"""From a source's cells to a record's values: each cell read, the row's rules checked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from collections.abc import Mapping as Mapped
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from storage.cells import CellError, Form, Kept, Quick
from storage.readers.source import LONGEST_CELL, Block, Line
from storage.records import Kind

# What databases and their dumps write for nothing.
BLANKS = frozenset({"", "NULL", "null", "\\N"})
REJECT_COLUMNS = ("file", "line", "column", "reason")
_NOTHING = BLANKS | {None}
_SHORT = 80
_PLAIN = {str, int, float, bool}
_QUICK = {str, datetime}
Values = tuple[Kept | None, ...]


class Refused(NamedTuple):
    """A row that is not taken: where, which column (as the source names it; None = the whole row), why."""

    line: int
    column: str | None
    reason: str


class Reading(NamedTuple):
    """How one column of ours is read: the cell at `at` (None = none), what its words mean, its form.

    `quick` reads many cells at once, where no words change what they say."""

    name: str
    title: str
    at: int | None
    form: Form
    quick: Quick | None
    words: Mapped[str, str]
    blank: Kept | None
    required: bool
    present: tuple[str, str] | None


@dataclass(frozen=True, slots=True)
class RowReader:
    """Reads rows of one source; `unread` are the columns of the source that nothing reads."""

    kind: Kind
    readings: tuple[Reading, ...]
    unread: tuple[str, ...]

    def read(self, lines: Sequence[Line]) -> Iterator[tuple[Any, ...] | Refused]:
        """Each line's number with the record's values in the order of the kind's columns, or why not."""
        rows = self._rows(lines)
        if rows is None:
            yield from map(self._one, lines)
        elif self.kind.rules:
            yield from map(self._ruled, rows)
        else:
            yield from rows

    def key_of(self, cells: Sequence[Any]) -> Values | None:
        """The key of a row that was refused, if that much of it can be read."""
        try:
            found = {r.name: _cell(r, cells) for r in self.readings if r.name in self.kind.key}
        except (CellError, IndexError):
            return None
        return tuple(found[name] for name in self.kind.key)

    def _rows(self, lines: Sequence[Line]) -> Iterator[tuple[Any, ...]] | None:
        """Read column by column, several times as fast as row by row; None where any cell is bad."""
        if isinstance(lines, Block):
            numbers, cells = lines.numbers, lines.cells()
        elif not lines or any(line.problem is not None for line in lines):
            return None
        else:
            numbers = [line.number for line in lines]
            cells = list(zip(*(line.cells for line in lines), strict=True))
        columns: list[Sequence[Kept | None]] = []
        for reading in self.readings:
            column = [reading.blank] * len(lines) if reading.at is None else _all(reading, cells[reading.at])
            if column is None:
                return None
            columns.append(column)
        return zip(numbers, *columns, strict=True)

    def _one(self, line: Line) -> tuple[Any, ...] | Refused:
        if line.problem is not None:
            return Refused(line.number, line.column, line.problem)
        row: list[Any] = [line.number]
        for reading in self.readings:
            try:
                row.append(_cell(reading, line.cells))
            except CellError as error:
                return Refused(line.number, reading.title, str(error))
        return self._ruled(tuple(row)) if self.kind.rules else tuple(row)

    def _ruled(self, row: tuple[Any, ...]) -> tuple[Any, ...] | Refused:
        values: dict[str, Any] = dict(zip(self.kind.columns, row[1:], strict=True))
        for rule in self.kind.rules:
            broken = rule.check(values)
            if broken is not None:
                title = next(one.title for one in self.readings if one.name == broken.column)
                return Refused(row[0], title, broken.reason)
        return (row[0], *values.values())


def read_each(reading: Reading, cells: Sequence[Any]) -> tuple[Sequence[Kept | None], list[int]]:
    """What the cells of a column say, each of them another one; with the places of those that say nothing
    that can be read."""
    known = _at_once(reading.quick, cells)
    if len(known) == len(cells):
        return list(known.values()), []
    values: list[Kept | None] = []
    bad: list[int] = []
    for at, raw in enumerate(cells):
        try:
            values.append(known[raw] if known and raw in known else _value(reading, raw))
        except CellError:
            values.append(None)
            bad.append(at)
    return values, bad


def _at_once(quick: Quick | None, cells: Sequence[Any]) -> dict[Any, Kept]:
    """Those that are usual, if all are that say anything."""
    kinds = set(map(type, cells)) - {type(None)}
    if quick is None or len(kinds) != 1 or not kinds <= _QUICK:
        return {}
    said = [raw for raw in cells if raw not in _NOTHING]
    if not said:
        return {}
    if str in kinds and (max(map(len, said)) >= _SHORT or any(map(str.isspace, said))):
        return {}
    return dict(zip(said, quick(said) or (), strict=False))


def _all(reading: Reading, cells: Sequence[Any]) -> Sequence[Kept | None] | None:
    """What these cells say; None where one of them cannot be read."""
    if not _alike(cells):
        try:
            return [_value(reading, raw) for raw in cells]
        except CellError:
            return None
    each = list(dict.fromkeys(cells))
    values, bad = read_each(reading, each)
    return None if bad else list(map(dict(zip(each, values, strict=True)).__getitem__, cells))


def _alike(cells: Sequence[Any]) -> bool:
    """Whether all that are anything are of one plain type: 1, 1.0 and True are one key of a dictionary and
    not one cell."""
    kinds = set(map(type, cells)) - {type(None)}
    return len(kinds) < 2 and kinds <= _PLAIN


def _cell(reading: Reading, cells: Sequence[Any]) -> Kept | None:
    return reading.blank if reading.at is None else _value(reading, cells[reading.at])


def _value(reading: Reading, raw: Any) -> Kept | None:
    if raw is None or (isinstance(raw, str) and (raw in BLANKS or raw.isspace())):
        raw = ""
    if reading.present is not None:
        raw = reading.present[raw == ""]
    if reading.words:
        raw = reading.words.get(str(raw).strip().casefold(), raw)
    if isinstance(raw, str):
        if not raw:
            return _blank(reading)
        if len(raw) > LONGEST_CELL:
            raise CellError(f"longer than {LONGEST_CELL:,} characters")
    return reading.form(raw)


def _blank(reading: Reading) -> Kept | None:
    if reading.required:
        raise CellError("is blank")
    return reading.blank
