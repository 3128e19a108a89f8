"""What came of a file: counts, what was refused, and what to look at."""

from __future__ import annotations

from dataclasses import dataclass, field

MOST_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Refusal:
    """One refused row, as it is told: "calls.csv, line 4, column wait_s: '-5' is negative: …"."""

    file: str
    place: str
    line: int
    column: str | None
    reason: str

    def __str__(self) -> str:
        column = f", column {self.column}" if self.column else ""
        return f"{self.file}, {self.place} {self.line}{column}: {self.reason}"


@dataclass(slots=True)
class Report:
    """One file's report. `problem` is why nothing of it could be read; `refusals` are the first of `refused`.

    `repeated` rows said the same as another row of the file (or are further legs of one contact). Nothing is
    stored of a file when `stored` is False, whatever the counts say that would have been.
    """

    file: str
    about: str = ""
    rows: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    repeated: int = 0
    refused: int = 0
    stored: bool = False
    problem: str | None = None
    refusals: list[Refusal] = field(default_factory=list[Refusal])
    unread: tuple[str, ...] = ()
    notes: list[str] = field(default_factory=list[str])

    @property
    def clean(self) -> bool:
        return self.refused == 0 and self.problem is None

    def refuse(self, refusal: Refusal) -> None:
        """Counts a refused row and keeps the first few to be shown."""
        self.refused += 1
        if len(self.refusals) < MOST_SHOWN:
            self.refusals.append(refusal)
