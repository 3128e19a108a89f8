"""The ingest of some files or a table: read, laid aside, stored; one report each.

Each file is one transaction, so that a killed process leaves all of a file or nothing, and the same command
run again ends in the same store. With `strict` the whole run is one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sqlalchemy import Connection, select
from sqlalchemy.engine import Engine
from sqlalchemy.exc import DBAPIError

from storage.bulk import load, stream
from storage.database import beside, plain_fault, taking_turns
from storage.errors import StorageError
from storage.ingest.ahead import ahead
from storage.ingest.binding import row_reader
from storage.ingest.duplicates import settle_duplicates
from storage.ingest.rejects import Rejects
from storage.ingest.report import Refusal, Report
from storage.ingest.rows import Refused, RowReader
from storage.ingest.staging import Staging, clear, staging
from storage.ingest.upsert import left_already, store
from storage.mapping import Mapping
from storage.readers import Block, Line, Progress, Source, UnreadableError
from storage.records import CONTACTS, Kind

Opener = Callable[[], Source]


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be taken in, and how. `zone` is that of times without one, `days` the team's if another."""

    kind: Kind
    zone: str = "UTC"
    mapping: Mapping = field(default_factory=Mapping)
    strict: bool = False
    dry_run: bool = False
    legs: bool = False
    days: str = ""


class _Read(NamedTuple):
    """A file that lies in the staging tables."""

    source: Source
    staged: Staging
    report: Report


def ingest(
    engine: Engine,
    sources: Sequence[tuple[str, Opener]],
    wish: Wish,
    rejects: Rejects,
    progress: Callable[[Source], Progress] | None = None,
) -> list[Report]:
    """Takes in each source (its name, and what opens it). A bad one stops nothing but a strict run.

    StorageError where the store itself fails; the files before are then stored, and nothing of this one.
    """
    try:
        return _ingest(engine, sources, wish, rejects, progress)
    except (DBAPIError, engine.dialect.loaded_dbapi.Error) as error:
        raise StorageError(plain_fault(engine.url, error)) from error


def _ingest(
    engine: Engine,
    sources: Sequence[tuple[str, Opener]],
    wish: Wish,
    rejects: Rejects,
    progress: Callable[[Source], Progress] | None,
) -> list[Report]:
    reports: list[Report] = []
    waiting: list[_Read] = []
    with beside(engine) as connection:
        for name, opener in sources:
            report, read = _lay_aside(connection, name, opener, wish, rejects, progress)
            reports.append(report)
            if read is not None:
                waiting.append(read)
            if wish.strict and not report.clean:
                break
            if not (wish.strict or wish.dry_run):
                _store(connection, waiting, wish.days or wish.zone, keep=True)
                waiting = []
        if not wish.strict or all(report.clean for report in reports):
            _store(connection, waiting, wish.days or wish.zone, keep=not wish.dry_run)
    return reports


def _lay_aside(
    connection: Connection,
    name: str,
    opener: Opener,
    wish: Wish,
    rejects: Rejects,
    progress: Callable[[Source], Progress] | None,
) -> tuple[Report, _Read | None]:
    report = Report(name)
    try:
        source = opener()
        report.file, report.about = source.name, source.about
        reader = row_reader(wish.kind, source, wish.mapping, wish.zone)
        report.unread = reader.unread
        with connection.begin():
            staged = staging(connection, wish.kind)
            reading = _Reading(connection, source, reader, staged, report, rejects, wish)
            reading.read(source.blocks(progress(source) if progress else None))
    except UnreadableError as error:
        report.problem = str(error)
        return report, None
    return report, _Read(source, staged, report)


@dataclass(frozen=True, slots=True)
class _Reading:
    """One file on its way into the staging tables."""

    connection: Connection
    source: Source
    reader: RowReader
    staged: Staging
    report: Report
    rejects: Rejects
    wish: Wish

    def read(self, blocks: Iterator[Sequence[Line]]) -> None:
        """The next block is read while this one is laid aside."""
        for good, lines in ahead(map(self._columns, blocks)):
            if good is not None:
                self.report.rows += len(good)
                self.staged.put(self.connection, good)
            self.report.rows += len(lines)
            self._rows(lines)
            if self.wish.strict and self.report.refused:
                return
        self._duplicates()

    def _columns(self, lines: Sequence[Line]) -> tuple[Any, Sequence[Line]]:
        """What can be read column by column, and the rows that are left."""
        if not isinstance(lines, Block) or self.reader.kind.rules:
            return None, lines
        from storage.ingest.columns import read  # pyarrow

        good, others = read(self.reader, lines)
        return good, [lines[at] for at in others]

    def _rows(self, lines: Sequence[Line]) -> None:
        good: list[tuple[Any, ...]] = []
        for at, found in enumerate(self.reader.read(lines)):
            if not isinstance(found, Refused):
                good.append(found)
                continue
            self._refuse(found, lines[at])
            if self.wish.strict:
                return
        self.staged.add(self.connection, good)

    def _refuse(self, refused: Refused, line: Line) -> None:
        refusal = Refusal(self.source.name, self.source.place, *refused)
        self.report.refuse(refusal)
        self.rejects.write(self.source.header, refusal, line.cells)
        if self.wish.legs and (key := self.reader.key_of(line.cells)) is not None:
            load(self.connection, self.staged.spoiled, [key])

    def _duplicates(self) -> None:
        found = settle_duplicates(self.connection, self.staged, self.wish.legs, self.source.place)
        self.report.repeated = found.repeated
        if found.refused:
            self._reject_duplicates()

    def _reject_duplicates(self) -> None:
        """Only now it is known which rows disagree; they are read once more, to be shown and rejected."""
        dropped = self.staged.dropped
        asked = (
            select(dropped.c.line, dropped.c.reason)
            .where(dropped.c.reason.is_not(None))
            .order_by(dropped.c.line)
        )
        wanted = stream(self.connection, asked)
        number, reason = next(wanted)
        key = self.reader.kind.key[0]
        title = next(reading.title for reading in self.reader.readings if reading.name == key)
        for line in self.source.lines():
            if line.number != number:
                continue
            refusal = Refusal(self.source.name, self.source.place, number, title, reason)
            self.report.refuse(refusal)
            self.rejects.write(self.source.header, refusal, line.cells)
            number, reason = next(wanted, (None, ""))
            if number is None:
                return


def _store(connection: Connection, waiting: Sequence[_Read], zone: str, *, keep: bool) -> None:
    """Stores these files in one transaction, or finds out what that would do and takes it back."""
    if not waiting:
        return
    with taking_turns(connection) as transaction:
        for read in waiting:
            _store_one(connection, read, zone)
        if not keep:
            transaction.rollback()
    for read in waiting:
        read.report.stored = keep
    with connection.begin():
        for read in waiting:
            clear(connection, read.staged)


def _store_one(connection: Connection, read: _Read, zone: str) -> None:
    report = read.report
    report.new, report.changed, report.unchanged = store(connection, read.staged, zone)
    if read.staged.kind is CONTACTS and (gone := left_already(connection, read.staged)):
        report.notes.append(f"{gone:,} contacts are handled by an agent after the day of leaving (left_on)")
