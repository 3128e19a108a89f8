"""The lines of a text file, none of them ever longer in memory than `LONGEST_LINE`."""

from __future__ import annotations

from collections import deque
from functools import partial
from pathlib import Path
from typing import TextIO

from storage.readers.source import LONGEST_LINE, Progress

_ENDS = ("\n", "\r")


class LineTooLongError(Exception):
    """A line beyond the limit; `start` is its beginning, the rest was skipped."""

    def __init__(self, start: str) -> None:
        super().__init__("line too long")
        self.start = start


class Lines:
    """An iterator over lines that knows its place, and takes lines back to give them again.

    Raises LineTooLongError for a line beyond the limit and goes on behind it at the next call.
    """

    def __init__(self, file: Path, encoding: str, progress: Progress | None = None) -> None:
        self.number = 0
        self._taken = 0
        self._back: deque[str] = deque()
        # Bytes that are no text stay visible as such (and make their cell a bad one), not a reason to stop.
        self._stream: TextIO = file.open(encoding=encoding, errors="surrogateescape", newline="")
        self._progress = progress

    def __iter__(self) -> Lines:
        return self

    def __next__(self) -> str:
        line = self._read()
        if not line:
            raise StopIteration
        self.number += 1
        if len(line) == LONGEST_LINE and not line.endswith(_ENDS):
            self._skip()
            raise LineTooLongError(line)
        return line

    def take(self, count: int) -> list[str]:
        """The next lines, fewer where they are long; a line beyond the limit comes in pieces."""
        lines: list[str] = []
        size, read = 0, self._read if self._back else partial(self._stream.readline, LONGEST_LINE)
        while len(lines) < count and size < LONGEST_LINE and (line := read()):
            lines.append(line)
            size += len(line)
        self.number += len(lines)
        self._tell()
        return lines

    def give_back(self, lines: list[str]) -> None:
        """These lines, the last that were read, are to be read again."""
        self._back.extendleft(reversed(lines))
        self.number -= len(lines)
        self._taken -= len(lines)

    def close(self) -> None:
        self._stream.close()

    def _tell(self) -> None:
        if self._progress is not None:
            self._progress(self._stream.buffer.tell())

    def _read(self) -> str:
        self._taken += 1
        if self._taken % 512 == 0:
            self._tell()
        return self._back.popleft() if self._back else self._stream.readline(LONGEST_LINE)

    def _skip(self) -> None:
        while (rest := self._read()) and not rest.endswith(_ENDS):
            pass
