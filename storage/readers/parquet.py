"""Parquet, where pyarrow is installed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from itertools import chain
from pathlib import Path
from typing import Any

from storage.readers.jsonl import flat
from storage.readers.source import Block, Line, Progress, UnreadableError

_BATCH = 20_000


@dataclass(frozen=True, slots=True)
class Parquet:
    """A Parquet file; its rows are counted from 1."""

    file: Path
    header: tuple[str, ...]
    size: int
    nested: bool
    about: str = "Parquet"
    place: str = "row"
    comma_decimal: bool = False

    @property
    def name(self) -> str:
        return self.file.name

    def lines(self, progress: Progress | None = None) -> Iterator[Line]:
        return chain.from_iterable(self.blocks(progress))

    def blocks(self, progress: Progress | None = None) -> Iterator[Sequence[Line]]:
        number = 1
        for batch in _opened(self.file).iter_batches(batch_size=_BATCH):
            if progress is not None:
                progress(number)
            numbers = range(number, number + batch.num_rows)
            if self.nested:
                yield list(map(Line, numbers, self._flat(batch)))
            else:
                yield Block(numbers, list(map(_distinct, batch.columns)))
            number += batch.num_rows

    def _flat(self, batch: Any) -> Iterator[list[Any]]:
        for record in map(flat, batch.to_pylist()):
            yield [record.get(name) for name in self.header]


def parquet(file: Path) -> Parquet:
    """Looks at the file's schema; UnreadableError where it is damaged or pyarrow is not there."""
    opened = _opened(file)
    names = tuple(_names(opened.schema_arrow, ""))
    nested = any("." in name for name in names)
    return Parquet(file, names, opened.metadata.num_rows, nested)


def _names(fields: Any, before: str) -> Iterator[str]:
    for one in fields:
        if str(one.type).startswith("struct<"):
            yield from _names(one.type, f"{before}{one.name}.")
        else:
            yield before + one.name


def _distinct(column: Any) -> Any:
    """The column with each of its cells once, where they are of a type of which pyarrow can tell."""
    arrow = import_module("pyarrow")
    plain = column.dictionary_decode() if arrow.types.is_dictionary(column.type) else column
    try:
        return plain.dictionary_encode(null_encoding="encode")
    except arrow.ArrowNotImplementedError:
        return arrow.DictionaryArray.from_arrays(arrow.array(range(len(plain)), arrow.int32()), plain)


def _opened(file: Path) -> Any:
    try:
        # Imported by name: pyarrow has no types, and is only there where it was asked for.
        arrow: Any = import_module("pyarrow")
        reader: Any = import_module("pyarrow.parquet")
    except ImportError:
        raise UnreadableError(
            f"{file.name}: Parquet needs pyarrow: pip install 'heartline[parquet]'"
        ) from None
    try:
        return reader.ParquetFile(file)
    except (arrow.ArrowException, OSError) as error:
        raise UnreadableError(
            f"{file.name}: the Parquet file is damaged: {' '.join(str(error).split())}"
        ) from None
