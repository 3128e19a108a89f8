"""The same id more than once in one file.

Equal rows are one record. Different ones are all refused, the first like the last: nobody knows which is
right, and what is stored must not depend on the order of a file. With `--legs` they are the legs of one
contact and become one row, as each column says (`storage.records.Leg`).
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, islice
from typing import Any, NamedTuple

from sqlalchemy import Connection, and_, delete, func, insert, literal, select
from sqlalchemy import exists as is_there

from storage.bulk import BATCH, load, settle, stream
from storage.cells import Kept
from storage.ingest.staging import Staging
from storage.records import Kind, Leg

MOST_LEGS = 1_000
_SPOILED = "another leg of this contact is refused"
Row = tuple[Any, ...]  # a line's number, then the record's values


class Verdict(NamedTuple):
    """What becomes of the rows of one key: the lines to drop, why (None = nothing is lost), their sum."""

    lines: Sequence[int]
    reason: str | None = None
    merged: Row | None = None


class Duplicates(NamedTuple):
    """How many rows said nothing new, or became part of another one; how many were refused."""

    repeated: int
    refused: int


def settle_duplicates(connection: Connection, staged: Staging, legs: bool, place: str) -> Duplicates:
    """Leaves at most one row a key in the staging table; refusals stand in `dropped` with their reason."""
    settle(connection, staged.rows)
    if legs:
        _drop_spoiled(connection, staged)
    dropped: list[tuple[int, str | None]] = []
    merged: list[Row] = []
    repeated = 0
    for rows in _groups(connection, staged):
        verdict = _sum_up(staged.kind, rows) if legs else _compare(staged.kind, rows, place)
        dropped += ((line, verdict.reason) for line in verdict.lines)
        if verdict.merged is not None:
            merged.append(verdict.merged)
        if verdict.reason is None:
            repeated += len(verdict.lines) - len(merged[-1:] if verdict.merged else ())
        if len(dropped) >= BATCH:
            _write(connection, staged, dropped, merged)
    _write(connection, staged, dropped, merged)
    _apply(connection, staged)
    refusals = select(func.count()).select_from(staged.dropped).where(staged.dropped.c.reason.is_not(None))
    return Duplicates(repeated, connection.execute(refusals).scalar_one())


def _drop_spoiled(connection: Connection, staged: Staging) -> None:
    """A contact with a leg that is refused would be stored with too little; all its legs are refused."""
    rows, bad = staged.rows, staged.spoiled
    settle(connection, bad)
    here = is_there().where(*(bad.c[name] == rows.c[name] for name in staged.kind.key))
    spoiled = select(rows.c.line, literal(_SPOILED)).where(here)
    connection.execute(insert(staged.dropped).from_select(["line", "reason"], spoiled))
    connection.execute(delete(rows).where(rows.c.line.in_(select(staged.dropped.c.line))))


def _groups(connection: Connection, staged: Staging) -> Iterator[Iterator[Row]]:
    """The rows of each key that stands more than once, in the order of time and lines."""
    rows, key = staged.rows, staged.kind.key
    columns = [rows.c[name] for name in key]
    many = select(*columns).group_by(*columns).having(func.count() > 1).subquery()
    same = and_(*(rows.c[name] == many.c[name] for name in key))
    order = [*columns, *([rows.c.started_at] if "started_at" in rows.c else []), rows.c.line]
    asked = select(rows.c.line, *(rows.c[name] for name in staged.kind.columns))
    found = stream(connection, asked.select_from(rows.join(many, same)).order_by(*order))
    at = [1 + staged.kind.columns.index(name) for name in key]
    for _, group in groupby(found, lambda row: tuple(row[i] for i in at)):
        yield group


def _compare(kind: Kind, rows: Iterator[Row], place: str) -> Verdict:
    first = next(rows)
    lines = array("q", [first[0]])
    differ: set[int] = set()
    for row in rows:
        lines.append(row[0])
        if row[1:] != first[1:]:
            differ.update(at for at, value in enumerate(row[1:]) if value != first[at + 1])
    if not differ:
        return Verdict(lines[1:])
    shown = first[1 + kind.columns.index(kind.key[0])]
    where = ", ".join(str(line) for line in sorted(lines[:5])) + (", …" if len(lines) > 5 else "")
    columns = ", ".join(kind.columns[at] for at in sorted(differ)[:4])
    return Verdict(lines, f"{shown!r} stands in {place}s {where} with different {columns}")


def _sum_up(kind: Kind, rows: Iterator[Row]) -> Verdict:
    legs = list(islice(rows, MOST_LEGS))
    lines = array("q", [row[0] for row in legs])
    lines.extend(row[0] for row in rows)
    if len(lines) > MOST_LEGS:
        return Verdict(
            lines, f"has {len(lines):,} legs, more than {MOST_LEGS:,}: is this column the contact's id?"
        )
    return Verdict(lines, merged=(lines[0], *_merge(kind, legs)))


def _merge(kind: Kind, rows: Sequence[Row]) -> Iterable[Kept | None]:
    return [_MERGES[field.leg]([row[at] for row in rows]) for at, field in enumerate(kind.fields, 1)]


def _first(values: Sequence[Any]) -> Any:
    return next((value for value in values if value is not None), None)


def _last(values: Sequence[Any]) -> Any:
    return _first(values[::-1])


def _sum(values: Sequence[Any]) -> Any:
    return None if None in values else sum(values)


def _sum_known(values: Sequence[Any]) -> Any:
    known = [value for value in values if value is not None]
    return sum(known) if known else None


_MERGES = {Leg.FIRST: _first, Leg.LAST: _last, Leg.SUM: _sum, Leg.SUM_KNOWN: _sum_known}


def _write(
    connection: Connection, staged: Staging, dropped: list[tuple[int, str | None]], merged: list[Row]
) -> None:
    load(connection, staged.dropped, dropped)
    load(connection, staged.merged, merged)
    dropped.clear()
    merged.clear()


def _apply(connection: Connection, staged: Staging) -> None:
    if connection.execute(select(staged.dropped.c.line).limit(1)).first() is None:
        return
    settle(connection, staged.dropped)
    connection.execute(delete(staged.rows).where(staged.rows.c.line.in_(select(staged.dropped.c.line))))
    connection.execute(insert(staged.rows).from_select(staged.rows.c.keys(), select(*staged.merged.c)))
    settle(connection, staged.rows)
