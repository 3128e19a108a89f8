"""CSV as programs write it: comma, semicolon, tab or bar; quotes; blank lines; huge cells; broken quotes."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from math import inf
from pathlib import Path

from storage.readers.columns import cut
from storage.readers.encodings import encoding_of
from storage.readers.source import (
    LONGEST_CELL,
    LONGEST_LINE,
    Block,
    Line,
    Progress,
    UnreadableError,
    in_blocks,
)
from storage.readers.texts import Lines, LineTooLongError

DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
_TOO_LONG = f"longer than {LONGEST_CELL:,} characters"


@dataclass(frozen=True, slots=True)
class Delimited:
    """A CSV file whose header, encoding and delimiter are known."""

    file: Path
    encoding: str
    delimiter: str
    header: tuple[str, ...]
    place: str = "line"

    @property
    def name(self) -> str:
        return self.file.name

    @property
    def about(self) -> str:
        return f"CSV with {DELIMITERS[self.delimiter]}, {self.encoding.removesuffix('-sig').upper()}"

    @property
    def size(self) -> int:
        return self.file.stat().st_size

    @property
    def comma_decimal(self) -> bool:
        return self.delimiter != ","

    def lines(self, progress: Progress | None = None) -> Iterator[Line]:
        return chain.from_iterable(self.blocks(progress))

    def blocks(self, progress: Progress | None = None) -> Iterator[Sequence[Line]]:
        """Every row but the header and blank lines."""
        lines, width = Lines(self.file, self.encoding, progress), len(self.header)
        csv.field_size_limit(LONGEST_CELL)
        try:
            next(_carefully(lines, self.delimiter, width), None)
            before = lines.number
            while text := lines.take():
                last = lines.number
                columns = cut(text, self.delimiter, width) if len(text) <= LONGEST_LINE else None
                if columns is not None and len(columns[0]) == last - before:
                    yield Block(range(before + 1, last + 1), columns)
                else:
                    lines.untake(text)
                    careful = _carefully(lines, self.delimiter, width, last)
                    yield from in_blocks(map(self._placed, careful))
                before = lines.number
        finally:
            lines.close()

    def _placed(self, line: Line) -> Line:
        if line.problem != _TOO_LONG or line.column is not None:
            return line
        which = next(
            (at for at, cell in enumerate(line.cells) if len(cell) > LONGEST_CELL), len(line.cells) - 1
        )
        return line._replace(column=self.header[which] if which < len(self.header) else None)


def delimited(file: Path) -> Delimited:
    """Looks at the file; UnreadableError if it has no header."""
    encoding = encoding_of(file)
    lines = Lines(file, encoding)
    try:
        first = next((line for line in lines if line.strip()), "")
    except LineTooLongError:
        raise UnreadableError(
            f"{file.name}, line 1: a line of more than {LONGEST_LINE:,} characters, no header"
        ) from None
    finally:
        lines.close()
    delimiter = max(DELIMITERS, key=lambda mark: len(_cut(first, mark)))
    found = Lines(file, encoding)
    csv.field_size_limit(LONGEST_CELL)
    try:
        header = next(_carefully(found, delimiter), Line(1, ()))
    finally:
        found.close()
    if header.problem:
        raise UnreadableError(f"{file.name}, line {header.number}: the header {header.problem}")
    if not any(name.strip() for name in header.cells):
        raise UnreadableError(f"{file.name}: the file has no header")
    return Delimited(file, encoding, delimiter, tuple(name.strip() for name in header.cells))


def _carefully(lines: Lines, delimiter: str, width: int | None = None, last: float = inf) -> Iterator[Line]:
    """Rows one by one with the line that they start in, until line `last` is read.

    A quote that is never closed costs its own row alone. A row over several lines that does not have the
    header's width was run together by such a quote, too.
    """
    taken: list[str] = []
    while lines.number < last:
        watched = _watched(lines, taken)
        try:
            for cells in csv.reader(watched, delimiter=delimiter, strict=True):
                number = lines.number - len(taken) + 1
                if width is None or len(cells) == width:
                    yield Line(number, cells)
                elif len(cells) > 1 or (cells and cells[0].strip()):
                    yield _uneven(lines, taken, delimiter, cells, width)
                taken.clear()
                if lines.number >= last:
                    return
            return
        except LineTooLongError as error:
            yield Line(lines.number, _cut(error.start, delimiter), _TOO_LONG)
        except csv.Error as error:
            yield _broken(lines, taken, delimiter, str(error))
        taken.clear()


def _watched(lines: Lines, taken: list[str]) -> Iterator[str]:
    for line in lines:
        taken.append(line)
        yield line


def _uneven(lines: Lines, taken: list[str], delimiter: str, cells: list[str], width: int) -> Line:
    if len(taken) > 1:
        return _broken(lines, taken, delimiter, "unexpected end")
    if len(cells) > width and not any(cells[width:]):
        return Line(lines.number, cells[:width])
    return Line(lines.number, cells, f"has {len(cells)} cells, the header has {width}")


def _broken(lines: Lines, taken: list[str], delimiter: str, error: str) -> Line:
    first = taken[0] if taken else ""
    lines.give_back(taken[1:])
    cells = _cut(first, delimiter)
    if len(taken) == 1 and "field limit" in error:
        return Line(lines.number, cells, _TOO_LONG)
    if len(taken) > 1 or "unexpected end" in error:
        return Line(lines.number, cells, "has a quote that is not closed")
    return Line(lines.number, cells, f"is no CSV: {error}")


def _cut(text: str, delimiter: str) -> list[str]:
    """A line's cells as far as they can be seen, broken or not."""
    csv.field_size_limit(LONGEST_LINE)
    try:
        return next(iter(csv.reader([text], delimiter=delimiter)))
    except (csv.Error, StopIteration):
        return text.split(delimiter)
    finally:
        csv.field_size_limit(LONGEST_CELL)
