"""From a source's cells to a record's values: the columns found, each cell read, the row's rules checked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from collections.abc import Mapping as Mapped
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any, NamedTuple

from storage.cells import CellError, Form, How, Kept
from storage.mapping import Mapping, Present
from storage.readers import Source, UnreadableError
from storage.readers.source import LONGEST_CELL, Line
from storage.records import Field, Kind

# What databases and their dumps write for nothing.
BLANKS = frozenset({"", "NULL", "null", "\\N"})
REJECT_COLUMNS = ("file", "line", "column", "reason")
_REMEMBERED, _SHORT = 5_000, 80
_PLAIN = (str, int, float, bool)
Values = tuple[Kept | None, ...]


class Refused(NamedTuple):
    """A row that is not taken: where, which column (as the source names it; None = the whole row), why."""

    line: int
    column: str | None
    reason: str


class Reading(NamedTuple):
    """How one column of ours is read: the cell at `at` (None = none), what its words mean, its form."""

    name: str
    title: str
    at: int | None
    form: Form
    words: Mapped[str, str]
    blank: Kept | None
    required: bool
    present: tuple[str, str] | None


class _Known(dict[Any, "Kept | None"]):
    """Cells of one column and type that were read already: most words and numbers of a file come again."""

    def __init__(self, reading: Reading) -> None:
        super().__init__()
        self._reading = reading

    def __missing__(self, raw: Any) -> Kept | None:
        value = _value(self._reading, raw)
        if len(self) < _REMEMBERED and (raw.__class__ is not str or len(raw) < _SHORT):
            self[raw] = value
        return value

    def read(self, cells: Sequence[Any]) -> list[Kept | None]:
        """All of these cells; CellError for any that cannot be read."""
        return list(map(self.__getitem__, cells))


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
        if not lines or any(line.problem is not None for line in lines):
            return None
        cells = list(zip(*(line.cells for line in lines), strict=True))
        try:
            columns = [self._column(one, cells, len(lines)) for one in self.readings]
        except CellError:
            return None
        return zip((line.number for line in lines), *columns, strict=True)

    def _column(
        self, reading: Reading, columns: Sequence[Sequence[Any]], count: int
    ) -> Sequence[Kept | None]:
        if reading.at is None:
            return [reading.blank] * count
        cells = columns[reading.at]
        kinds = set(map(type, cells)) - {type(None)}
        kind = kinds.pop() if kinds else str
        # 1, 1.0 and True are one key of a dictionary, and not one cell.
        if not kinds and kind in _PLAIN:
            known = self._known.setdefault((reading.name, kind), _Known(reading))
            if len(known) < _REMEMBERED:
                return known.read(cells)
        return [_value(reading, raw) for raw in cells]

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


def row_reader(kind: Kind, source: Source, mapping: Mapping, zone: str) -> RowReader:
    """Finds each column in the source's header. UnreadableError if one that is needed is not there."""
    binding = _Binding(source, mapping)
    at = {field.name: binding.place(field) for field in kind.fields}
    missing = [
        f.name for f in kind.fields if f.required and at[f.name] is None and f.name not in mapping.constant
    ]
    if missing:
        raise UnreadableError(f"{binding.where}: no column {', '.join(missing)}; {binding.known()}")
    readings = tuple(binding.reading(field, at[field.name], zone) for field in kind.fields)
    used = {place for place in at.values() if place is not None}
    unread = [
        source.header[place] for places in binding.exact.values() for place in places if place not in used
    ]
    return RowReader(kind, readings, tuple(dict.fromkeys(name for name in unread if name)))


class _Binding:
    def __init__(self, source: Source, mapping: Mapping) -> None:
        self.source = source
        self.mapping = mapping
        self.where = f"{source.name}, line 1" if source.place == "line" else source.name
        self.exact: dict[str, list[int]] = {}
        self.folded: dict[str, list[int]] = {}
        mended = source.header[:4] == REJECT_COLUMNS  # a rejects file: the row begins behind its reason
        for place, name in list(enumerate(source.header))[4 if mended else 0 :]:
            self.exact.setdefault(name, []).append(place)
            self.folded.setdefault(plain(name), []).append(place)

    def known(self) -> str:
        names = ", ".join(name for name in self.source.header[:12] if name)
        more = ", …" if len(self.source.header) > 12 else ""
        return f"there are {names}{more} (write a map: --suggest-map proposes one)"

    def place(self, field: Field) -> int | None:
        present: Present | None = self.mapping.present.get(field.name)
        theirs = present.column if present else self.mapping.columns.get(field.name)
        if field.name in self.mapping.constant:
            return None
        found = self.exact.get(theirs or field.name) or self.folded.get(plain(theirs or field.name), [])
        if len(found) > 1:
            twice = " and ".join(str(place + 1) for place in found[:2])
            raise UnreadableError(
                f"{self.where}: column {theirs or field.name!r} stands twice (columns {twice})"
            )
        if not found and theirs is not None and not self.mapping.lenient:
            near = get_close_matches(theirs, list(self.source.header), 1)
            hint = f"; did you mean {near[0]!r}?" if near else f"; {self.known()}"
            raise UnreadableError(
                f"{self.where}: the map reads {field.name} from {theirs!r}, which is not there{hint}"
            )
        return found[0] if found else None

    def reading(self, field: Field, at: int | None, zone: str) -> Reading:
        name = field.name
        how = How(
            zone,
            self.mapping.formats.get(name),
            self.mapping.units.get(name, "s"),
            self.mapping.decimal,
            self.source.comma_decimal,
        )
        form = field.cell.reader(how)
        constant = self.mapping.constant.get(name)
        present = self.mapping.present.get(name)
        return Reading(
            name,
            self.source.header[at] if at is not None else name,
            at,
            form,
            self.mapping.values.get(name, {}),
            self._blank(field) if constant is None else _constant(form, name, constant, self.mapping),
            field.required,
            (present.yes, present.no) if present else None,
        )

    def _blank(self, field: Field) -> Kept | None:
        return 0 if field.name in self.mapping.blank_is_zero else field.default


def _constant(form: Form, name: str, constant: str, mapping: Mapping) -> Kept:
    try:
        return form(constant)
    except CellError as error:
        raise UnreadableError(f"map {mapping.name}: [constant] {name}: {error}") from None


def plain(name: str) -> str:
    """A column's name without case, blanks and hyphens: "Contact ID" is contact_id."""
    return name.strip().casefold().replace(" ", "_").replace("-", "_")
