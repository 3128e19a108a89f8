"""What every reader gives: rows of cells under one header, each with its place."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC
from importlib import import_module
from itertools import islice
from typing import Any, NamedTuple, Protocol, overload

from storage.errors import StorageError

# A longer cell is no contact-centre record; it is refused before it fills the memory.
LONGEST_CELL = 1 << 20
LONGEST_LINE = 1 << 22
_BLOCK = 5_000
Progress = Callable[[int], None]


class UnreadableError(StorageError):
    """A file or table that cannot be read at all; the message says which, where and why."""


class Line(NamedTuple):
    """A row: `number` is the line where it starts (Parquet and tables: the row), from 1.

    A row that could not be cut into cells has a `problem` and perhaps the `column` where it lies; its cells
    are then what there was of it.
    """

    number: int
    cells: Sequence[Any]
    problem: str | None = None
    column: str | None = None


@dataclass(frozen=True, slots=True)
class Block(Sequence[Line]):
    """Rows without a problem, as columns: DictionaryArrays of pyarrow, which hold each cell of a column once.

    A row is only made where somebody looks at it."""

    numbers: range
    columns: Sequence[Any]

    def __len__(self) -> int:
        return len(self.numbers)

    @overload
    def __getitem__(self, at: int) -> Line: ...
    @overload
    def __getitem__(self, at: slice) -> Block: ...
    def __getitem__(self, at: int | slice) -> Line | Block:
        columns = [column[at] for column in self.columns]
        if isinstance(at, slice):
            return Block(self.numbers[at], columns)
        return Line(self.numbers[at], [cell.as_py() for cell in columns])

    def __iter__(self) -> Iterator[Line]:
        return map(Line, self.numbers, zip(*self.cells(), strict=True))

    def cells(self) -> list[list[Any]]:
        """Every cell, column by column."""
        indices = (column.indices.to_pylist() for column in self.columns)
        return [list(map(self.distinct(at).__getitem__, each)) for at, each in enumerate(indices)]

    def distinct(self, at: int) -> list[Any]:
        """The cells of a column, each once."""
        cells = self.columns[at].dictionary
        if getattr(cells.type, "tz", None) != "UTC":
            return cells.to_pylist()
        # pyarrow looks for the zone at every cell.
        naive = cells.cast(import_module("pyarrow").timestamp(cells.type.unit)).to_pylist()
        return [cell if cell is None else cell.replace(tzinfo=UTC) for cell in naive]


def in_blocks(lines: Iterator[Line]) -> Iterator[Sequence[Line]]:
    """Some thousands at a time."""
    while some := list(islice(lines, _BLOCK)):
        yield some


class Source(Protocol):
    """Rows that can be read again, always in the same order; `blocks` gives some thousands at a time.

    `about` is how they were read, in a few words; `size` is what `lines` counts its progress against (bytes
    or rows, 0 = unknown); `place` is what a row's number counts; `comma_decimal`: commas separate no cells.
    """

    @property
    def name(self) -> str: ...
    @property
    def header(self) -> tuple[str, ...]: ...
    @property
    def about(self) -> str: ...
    @property
    def size(self) -> int: ...
    @property
    def place(self) -> str: ...
    @property
    def comma_decimal(self) -> bool: ...

    def blocks(self, progress: Progress | None = None) -> Iterator[Sequence[Line]]: ...
    def lines(self, progress: Progress | None = None) -> Iterator[Line]: ...
