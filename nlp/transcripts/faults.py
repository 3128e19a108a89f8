"""What the readers find wrong, and how foreign text may stand in a message."""

from __future__ import annotations

import re

_LONGEST = 60


class Fault(Exception):  # noqa: N818 - what is wrong with the input is no error of ours
    """Something of the input cannot be read: where in it, why, and how to mend it.

    Stays inside this package: `reading` turns it into a `TranscriptError` that names the file.
    """

    def __init__(self, place: str, reason: str, mend: str = "") -> None:
        super().__init__(place, reason, mend)
        self.place, self.reason, self.mend = place, reason, mend

    def within(self, place: str) -> Fault:
        """The same fault, seen from outside: `place` stands before its own."""
        return Fault(f"{place}, {self.place}" if self.place else place, self.reason, self.mend)

    def __str__(self) -> str:
        return ": ".join(part for part in (self.place, self.reason, self.mend) if part)


def shown(text: str, longest: int = _LONGEST) -> str:
    """Foreign text for a message of one line: control characters, line ends, marks that turn the direction of
    writing and lone surrogates are written as escapes; what is longer is cut."""
    cut = text if len(text) <= longest else text[: longest - 1] + "…"
    return "".join(one if one.isprintable() else _escaped(one) for one in cut)


def shown_name(name: str) -> str:
    """A file's name for a message: without its folders, safe to print."""
    return shown(last_part(name), 80) or "the file"


def last_part(name: str) -> str:
    """What stands after the last slash of either kind: an uploaded name never leads anywhere."""
    return re.split(r"[/\\]", name.rstrip("/\\"))[-1]


def _escaped(one: str) -> str:
    code = ord(one)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
