"""A block read column by column: each cell once, however many rows say it."""

from __future__ import annotations

from importlib import import_module
from typing import Any, NamedTuple

from storage.exchange import kind_of
from storage.ingest.rows import RowReader, read_each
from storage.readers import Block

# Imported by name: pyarrow has no types. Where there is a block, it is installed.
arrow: Any = import_module("pyarrow")
compute: Any = import_module("pyarrow.compute")


class Read(NamedTuple):
    """A table of the rows whose cells can all be read, each its line and then its values as they are kept;
    and where in the block the others stand."""

    good: Any
    others: list[int]


def read(reader: RowReader, block: Block) -> Read:
    """Reads a block of rows of a kind without rules between cells."""
    columns, spoilt = {"line": arrow.array(block.numbers, arrow.int64())}, None
    for reading in reader.readings:
        kept = kind_of(reader.kind.table.c[reading.name].type)
        if reading.at is None:
            columns[reading.name] = arrow.repeat(arrow.scalar(reading.blank, kept), len(block))
            continue
        cells = block.columns[reading.at]
        values, bad = read_each(reading, block.distinct(reading.at))
        columns[reading.name] = arrow.array(values, kept).take(cells.indices)
        if bad:
            here = compute.is_in(cells.indices, arrow.array(bad, cells.indices.type))
            spoilt = here if spoilt is None else compute.or_(spoilt, here)
    found = arrow.table(columns)
    if spoilt is None:
        return Read(found, [])
    return Read(found.filter(compute.invert(spoilt)), compute.indices_nonzero(spoilt).to_pylist())
