"""From the staging table into the store: what is new, what changed, and what follows from it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Connection, Insert, and_, delete, func, literal, or_, select
from sqlalchemy import exists as is_there
from sqlalchemy.dialects import postgresql, sqlite

from storage.bulk import stream
from storage.derive import refresh
from storage.ingest.staging import Staging
from storage.records import AGENT_STATES, CONTACTS, SCHEDULES
from storage.rollups.keep import Keeping
from storage.rollups.rebuild import begin
from storage.schema import EPOCH, dimension_values, staff

_INSERTS = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
_DAY = 86_400_000_000


class Stored(NamedTuple):
    """How many records were new, changed or already there as they are."""

    new: int
    changed: int
    unchanged: int


def store(connection: Connection, staged: Staging, zone: str) -> Stored:
    """Stores a file's rows in the caller's transaction, with everything that is derived from them.

    `zone` is the team's: with the first contacts of a store rollups are begun in its days.
    """
    rollups = _rollups(connection, staged, zone)
    unchanged = _forget_unchanged(connection, staged)
    before = list(_touched(connection, staged, old=True))
    total = connection.execute(select(func.count()).select_from(staged.rows)).scalar_one()
    changed = connection.execute(select(func.count()).select_from(_matched(staged))).scalar_one()
    if total:
        rollups.before(staged.kind.name, staged.rows)
        _upsert(connection, staged)
        _keep_names(connection, staged)
        rollups.after(staged.kind.name, staged.rows)
        _derive(connection, staged, before, rollups)
        rollups.settle()
    return Stored(total - changed, changed, unchanged)


def _rollups(connection: Connection, staged: Staging, zone: str) -> Keeping:
    if staged.kind is CONTACTS:
        begin(connection, zone)
    return Keeping(connection)


def left_already(connection: Connection, staged: Staging) -> int:
    """How many of the file's new or changed contacts are handled by an agent after `left_on` (UTC days)."""
    if staged.kind is not CONTACTS:
        return 0
    rows = staged.rows
    gone = select(staff.c.agent_id, staff.c.left_on).where(staff.c.left_on.is_not(None))
    found = 0
    for agent, left_on in connection.execute(gone).all():
        end = (
            datetime(left_on.year, left_on.month, left_on.day, tzinfo=EPOCH.tzinfo) + timedelta(1) - EPOCH
        ).days
        after = select(func.count()).where(rows.c.agent_id == agent, rows.c.started_at >= end * _DAY)
        found += connection.execute(after).scalar_one()
    return found


def _same_key(staged: Staging) -> Any:
    return and_(*(staged.kind.table.c[name] == staged.rows.c[name] for name in staged.kind.key))


def _matched(staged: Staging) -> Any:
    return staged.rows.join(staged.kind.table, _same_key(staged))


def _forget_unchanged(connection: Connection, staged: Staging) -> int:
    """Takes the rows away that the store has already as they are: a file that comes again costs no writes."""
    table, rows = staged.kind.table, staged.rows
    rest = [name for name in staged.kind.columns if name not in staged.kind.key]
    differs = or_(literal(False), *(rows.c[name].is_distinct_from(table.c[name]) for name in rest))
    same = is_there().where(_same_key(staged), ~differs)
    return connection.execute(delete(rows).where(same)).rowcount


def _upsert(connection: Connection, staged: Staging) -> None:
    table, columns = staged.kind.table, staged.kind.columns
    rows = select(*(staged.rows.c[name] for name in columns)).where(literal(True))
    fill: Any = _INSERTS[connection.dialect.name](table).from_select(columns, rows)
    rest = {name: fill.excluded[name] for name in columns if name not in staged.kind.key}
    key = [table.c[name] for name in staged.kind.key]
    statement: Insert = (
        fill.on_conflict_do_update(index_elements=key, set_=rest)
        if rest
        else fill.on_conflict_do_nothing(index_elements=key)
    )
    connection.execute(statement)


def _keep_names(connection: Connection, staged: Staging) -> None:
    """The values that people may say, so that no question scans the records for them."""
    found = [
        {"dimension": dimension, "value": value}
        for dimension, values in staged.names.items()
        for value in values
        if value
    ]
    if found:
        fill: Any = _INSERTS[connection.dialect.name](dimension_values)
        connection.execute(fill.on_conflict_do_nothing(), found)


def _touched(connection: Connection, staged: Staging, *, old: bool) -> Iterator[tuple[Any, ...]]:
    """What `refresh` is told of, as it was before (of changed rows) or as it comes in."""
    columns = _DERIVING.get(staged.kind.name)
    if columns is None:
        return
    here = staged.kind.table if old else staged.rows
    origin = _matched(staged) if old else staged.rows
    asked = select(*(here.c[name] for name in columns)).select_from(origin).distinct()
    yield from stream(connection, asked)


_DERIVING = {
    CONTACTS.name: ("customer_id", "reason"),
    AGENT_STATES.name: ("agent_id", "started_at", "ended_at"),
    SCHEDULES.name: ("agent_id", "started_at", "ended_at"),
}


def _derive(connection: Connection, staged: Staging, before: list[tuple[Any, ...]], rollups: Keeping) -> None:
    def touched() -> Iterator[tuple[Any, ...]]:
        yield from before
        yield from _touched(connection, staged, old=False)

    if staged.kind is CONTACTS:
        refresh(connection, issues=touched(), changing=rollups.gaps)
    elif staged.kind.name in _DERIVING:
        refresh(
            connection, agent_spans=((agent, _time(start), _time(end)) for agent, start, end in touched())
        )


def _time(moment: datetime | int) -> datetime:
    return moment if isinstance(moment, datetime) else EPOCH + timedelta(microseconds=moment)
