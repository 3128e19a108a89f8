"""From the staging table into the store: what is new, what changed, and what follows from it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import chain
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, Table, and_, delete, func, literal, or_, select
from sqlalchemy import exists as is_there
from sqlalchemy.dialects import postgresql, sqlite

from storage.bulk import stream
from storage.derive import AgentSpan, coming_gaps, refresh_agent_time, write_gaps
from storage.derive.gaps import GAPS
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
    total = connection.execute(select(func.count()).select_from(staged.rows)).scalar_one()
    changed = connection.execute(select(func.count()).select_from(_matched(staged))).scalar_one()
    if total:
        rollups.before(staged.kind.name, staged.rows)
        _STORE.get(staged.kind.name, _store_plain)(connection, staged, changed, rollups)
        _keep_names(connection, staged)
        rollups.after(staged.kind.name, staged.rows)
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


def _store_plain(connection: Connection, staged: Staging, changed: int, rollups: Keeping) -> None:
    columns = staged.kind.columns
    _upsert(connection, staged, columns, select(*(staged.rows.c[name] for name in columns)), changed)


def _store_contacts(connection: Connection, staged: Staging, changed: int, rollups: Keeping) -> None:
    """With the gaps that they have among each other and those that are there."""
    rows, columns = staged.rows, staged.kind.columns
    with coming_gaps(connection, rows) as gaps:
        shifted = rollups.gaps(gaps)
        found = select(*(rows.c[name] for name in columns), *(gaps.c[name] for name in GAPS))
        found = found.select_from(rows.outerjoin(gaps, gaps.c.contact_id == rows.c.contact_id))
        _upsert(connection, staged, (*columns, *GAPS), found, changed)
        write_gaps(connection)
        shifted()


def _store_spans(connection: Connection, staged: Staging, changed: int, rollups: Keeping) -> None:
    """With the time of their agents, of which a day may lose what the changed ones were."""
    before = list(_spans(connection, staged.kind.table, _matched(staged)))
    _store_plain(connection, staged, changed, rollups)
    refresh_agent_time(connection, chain(before, _spans(connection, staged.rows, staged.rows)))


def _upsert(
    connection: Connection, staged: Staging, columns: Sequence[str], rows: Select[Any], changed: int
) -> None:
    """`changed` of the rows are there already; where none is, none need be looked for."""
    table, key = staged.kind.table, staged.kind.key
    fill: Any = _INSERTS[connection.dialect.name](table).from_select(columns, rows.where(literal(True)))
    rest = {name: fill.excluded[name] for name in staged.kind.columns if name not in key}
    if changed:
        fill = fill.on_conflict_do_update(index_elements=[table.c[name] for name in key], set_=rest)
    connection.execute(fill)


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


def _spans(connection: Connection, rows: Table, origin: Any) -> Iterator[AgentSpan]:
    """agent_id and ends of these rows."""
    found = select(rows.c.agent_id, rows.c.started_at, rows.c.ended_at).select_from(origin).distinct()
    for agent, start, end in stream(connection, found):
        yield agent, _time(start), _time(end)


def _time(moment: datetime | int) -> datetime:
    return moment if isinstance(moment, datetime) else EPOCH + timedelta(microseconds=moment)


_STORE: Mapping[str, Callable[[Connection, Staging, int, Keeping], None]] = {
    CONTACTS.name: _store_contacts,
    AGENT_STATES.name: _store_spans,
    SCHEDULES.name: _store_spans,
}
