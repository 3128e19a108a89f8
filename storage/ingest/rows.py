"""From a source's cells to a record's values: each cell read, the row's rules checked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from collections.abc import Mapping as Mapped
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from storage.cells import CellError, Form, Kept, Quick
from storage.readers.source import LONGEST_CELL, Block, Line
from storage.records import Kind

# What databases and their dumps write for nothing.
BLANKS = frozenset({"", "NULL", "null", "\\N"})
REJECT_COLUMNS = ("file", "line", "column", "reason")
_NOTHING = BLANKS | {None}
_REMEMBERED, _SHORT = 5_000, 80
_PLAIN = (str, int, float, bool)
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


class _Known(dict[Any, "Kept | None"]):
    """Cells of one column and type that were read already: most words and numbers of a file come again."""

    def __init__(self, reading: Reading, kind: type) -> None:
        super().__init__()
        self._reading = reading
        self._quick = reading.quick if kind is str else None

    def __missing__(self, raw: Any) -> Kept | None:
        value = _value(self._reading, raw)
        if len(self) < _REMEMBERED and (raw.__class__ is not str or len(raw) < _SHORT):
            self[raw] = value
        return value

    def read(self, cells: Sequence[Any]) -> list[Kept | None]:
        """All of these cells; CellError for any that cannot be read."""
        if len(self) >= _REMEMBERED:
            self.clear()
        if self._quick is not None:
            self._read_ahead(self._quick, list(set(cells).difference(self, _NOTHING)))
        return list(map(self.__getitem__, cells))

    def _read_ahead(self, quick: Quick, fresh: Sequence[str]) -> None:
        """Those that are new, at once."""
        if fresh and max(map(len, fresh)) < _SHORT and not any(map(str.isspace, fresh)):
            self.update(zip(fresh, quick(fresh) or (), strict=False))


@dataclass(frozen=True, slots=True)
class RowReader:
    """Reads rows of one source; `unread` are the columns of the source that nothing reads."""

    kind: Kind
    readings: tuple[Reading, ...]
    unread: tuple[str, ...]
    _known: dict[tuple[str, type], _Known] = field(init=False, default_factory=dict[tuple[str, type], _Known])

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
        all_text = False
        if isinstance(lines, Block):
            numbers, cells, all_text = lines.numbers, lines.columns, lines.all_text
        elif not lines or any(line.problem is not None for line in lines):
            return None
        else:
            numbers = [line.number for line in lines]
            cells = list(zip(*(line.cells for line in lines), strict=True))
        try:
            columns = [self._column(one, cells, len(lines), all_text) for one in self.readings]
        except CellError:
            return None
        return zip(numbers, *columns, strict=True)

    def _column(
        self, reading: Reading, columns: Sequence[Sequence[Any]], count: int, all_text: bool
    ) -> Sequence[Kept | None]:
        if reading.at is None:
            return [reading.blank] * count
        cells = columns[reading.at]
        kind = str if all_text else _kind(cells)
        if kind is None:
            return [_value(reading, raw) for raw in cells]
        return self._known.setdefault((reading.name, kind), _Known(reading, kind)).read(cells)

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


def _kind(cells: Sequence[Any]) -> type | None:
    """What all of them are that are anything; None where they differ, as 1, 1.0 and True are one key of a
    dictionary and not one cell."""
    kinds = set(map(type, cells)) - {type(None)}
    kind = kinds.pop() if kinds else str
    return kind if not kinds and kind in _PLAIN else None


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
