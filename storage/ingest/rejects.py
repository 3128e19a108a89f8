"""The refused rows as CSV, with place and reason before each: mend the cells and ingest the file again."""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import IO, Any

from storage.ingest.report import Refusal
from storage.ingest.rows import REJECT_COLUMNS
from storage.readers.source import LONGEST_CELL

_SHOWN_CELL = 1_000


class Rejects:
    """Made at the first refused row. Rows under another header go to a file of their own: `x.2.csv`."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._open: dict[tuple[str, ...], tuple[IO[str], Any]] = {}
        self.files: list[Path] = []

    def __enter__(self) -> Rejects:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for stream, _ in self._open.values():
            stream.close()

    def write(self, header: tuple[str, ...], refusal: Refusal, cells: Sequence[Any]) -> None:
        """Appends a refused row; cells that nobody would read are cut."""
        place = (refusal.file, refusal.line, refusal.column or "", refusal.reason)
        old = header[:4] == REJECT_COLUMNS
        self._writer(header[4:] if old else header).writerow(
            [*place, *map(_text, cells[4:] if old else cells)]
        )

    def _writer(self, header: tuple[str, ...]) -> Any:
        if header not in self._open:
            number = len(self._open) + 1
            file = self._file if number == 1 else self._file.with_suffix(f".{number}{self._file.suffix}")
            stream = open(  # noqa: SIM115 - closed with the rest
                file, "w", encoding="utf-8", errors="backslashreplace", newline="", opener=_for_its_owner
            )
            self.files.append(file)
            self._open[header] = (stream, csv.writer(stream))
            self._open[header][1].writerow([*REJECT_COLUMNS, *header])
        return self._open[header][1]


def _for_its_owner(path: str, flags: int) -> int:
    """Refused rows are records as they came, customers and all."""
    descriptor = os.open(path, flags, 0o600)
    os.fchmod(descriptor, 0o600)
    return descriptor


def _text(cell: Any) -> str:
    text = "" if cell is None else json.dumps(cell) if isinstance(cell, (list, dict, bool)) else str(cell)
    return text if len(text) <= LONGEST_CELL else text[:_SHOWN_CELL] + "…"
