"""The lines of a text file, none of them ever longer in memory than `LONGEST_LINE`."""

from __future__ import annotations

from collections import deque
from functools import partial
from io import StringIO
from pathlib import Path
from typing import TextIO

from storage.readers.source import LONGEST_LINE, Progress

_ENDS = ("\n", "\r")
_AT_ONCE = LONGEST_LINE // 2


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

    def take(self) -> str:
        """The text of many lines; it is longer than `LONGEST_LINE` where the last one is not whole."""
        text = "".join(self._back) or self._stream.read(_AT_ONCE)
        self._back.clear()
        if text and not text.endswith("\n"):
            text += self._stream.readline(LONGEST_LINE)
        self.number += _count(text)
        self._tell()
        return text

    def untake(self, text: str) -> None:
        """The text that was taken last comes again, line by line."""
        self.number -= _count(text)
        read = partial(StringIO(text, newline="").readline, LONGEST_LINE)
        self._back.extend(iter(read, ""))

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


def _count(text: str) -> int:
    """How many lines there are in it."""
    ends = text.count("\n") + text.count("\r") - text.count("\r\n")
    return ends + (text != "" and not text.endswith(_ENDS))
