"""Record files and tables as rows of cells. A file's format is found by looking at its content."""

from __future__ import annotations

from pathlib import Path

from storage.readers.delimited import delimited
from storage.readers.jsonl import json_lines
from storage.readers.parquet import parquet
from storage.readers.source import Block, Line, Progress, Source, UnreadableError
from storage.readers.table import database_table

__all__ = ["Block", "Line", "Progress", "Source", "UnreadableError", "database_table", "open_file"]

# What other files begin with, for a better answer than "not text".
_OTHERS = (
    (b"PK\x03\x04", "a spreadsheet or a zip archive: save the sheet as CSV, or unpack it"),
    (b"\xd0\xcf\x11\xe0", "an old Excel file: save the sheet as CSV"),
    (b"\x1f\x8b", "compressed with gzip: unpack it first"),
    (b"SQLite format 3\x00", "an SQLite database: ingest its table with --from and --table"),
    (b"%PDF", "a PDF"),
)  # fmt: skip


def open_file(file: Path) -> Source:
    """The file's rows; UnreadableError says why there are none."""
    head = _head(file)
    if head.startswith(b"PAR1"):
        return parquet(file)
    for mark, what in _OTHERS:
        if head.startswith(mark):
            raise UnreadableError(f"{file.name}: {what}")
    # In UTF-16 there is a zero byte beside every brace.
    text = head.translate(None, b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n")
    if not text:
        raise UnreadableError(f"{file.name}: the file is empty")
    if text.startswith((b"[{", b"[]")):
        raise UnreadableError(
            f"{file.name}: one JSON list; JSON Lines has one object a line (jq -c '.[]' makes them)"
        )
    return json_lines(file) if text.startswith(b"{") else delimited(file)


def _head(file: Path) -> bytes:
    if not file.exists():
        raise UnreadableError(f"{file}: there is no such file")
    if not file.is_file():
        raise UnreadableError(f"{file}: that is not a file that can be read twice: save it as one first")
    try:
        with file.open("rb") as stream:
            return stream.read(4096)
    except OSError as error:
        raise UnreadableError(f"{file}: {error.strerror}") from None
