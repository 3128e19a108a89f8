"""The gap columns of contacts: what first contact resolution and repeats are read from.

An issue is (customer_id, reason), where a blank reason is one more reason of its own. Its inbound contacts
are put in order of (started_at, contact_id); each carries the microseconds to the one before and after it,
once over all channels and once within its own. Contacts that are outbound or have no customer carry none.

Gaps are worked out before contacts are stored, so that each is written once: PostgreSQL would keep two
versions of every row and of its entries in every index.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable
from contextlib import contextmanager
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ColumnElement,
    Connection,
    FromClause,
    MetaData,
    Select,
    String,
    Table,
    and_,
    case,
    collate,
    func,
    insert,
    or_,
    select,
    text,
    true,
    type_coerce,
    union,
    union_all,
    update,
)

from storage.bulk import load, settle
from storage.schema import contacts

Issue = tuple[str | None, str | None]

GAPS = ("prev_gap", "next_gap", "prev_gap_same", "next_gap_same")

# Both live only inside one transaction. Neither has an index: SQLite, which keeps no statistics of them,
# then always walks them and looks the contacts up, never the other way round.
_scratch = MetaData()
_dirty = Table(
    "dirty_issues",
    _scratch,
    Column("customer_id", String),
    Column("reason", String),
    prefixes=["TEMPORARY"],
)
_fresh = Table(
    "fresh_gaps",
    _scratch,
    Column("contact_id", String),
    Column("stored", Boolean),
    *(Column(name, BigInteger) for name in GAPS),
    prefixes=["TEMPORARY"],
)


@contextmanager
def coming_gaps(connection: Connection, coming: Table) -> Generator[Table]:
    """While it lasts, a table of the gaps that change once the rows of `coming` are stored.

    It has contact_id, whether it is stored already, and the gaps; contacts that it leaves out keep theirs, or
    come without any.
    """
    known = coming.join(contacts, contacts.c.contact_id == coming.c.contact_id)
    were = select(contacts.c.customer_id, contacts.c.reason).select_from(known)
    become = select(coming.c.customer_id, coming.c.reason)
    issues = union(were, become).subquery("issues")
    _fresh.create(connection)
    try:
        _measure(connection, union_all(_stored(issues, coming), _coming(coming)))
        yield _fresh
    finally:
        _fresh.drop(connection)


def refresh_gaps(connection: Connection, issues: Iterable[Issue]) -> None:
    """Set the gap columns of every contact of these issues, as contacts now stand."""
    _scratch.create_all(connection)
    try:
        load(connection, _dirty, set(issues))
        settle(connection, _dirty)
        _measure(connection, _stored(_dirty))
        write_gaps(connection)
    finally:
        _scratch.drop_all(connection)


def write_gaps(connection: Connection) -> None:
    """What `coming_gaps` found goes into the contacts that were there before."""
    stale = text("customer_id IS NULL AND (prev_gap IS NOT NULL OR next_gap IS NOT NULL)")
    connection.execute(update(contacts).where(stale).values(dict.fromkeys(GAPS)))
    connection.execute(
        update(contacts)
        .where(contacts.c.contact_id == _fresh.c.contact_id, _fresh.c.stored)
        .values({name: _fresh.c[name] for name in GAPS})
    )


def _stored(issues: FromClause, coming: Table | None = None) -> Select[Any]:
    """What the store has of these issues, but for what comes anew."""
    same_reason = contacts.c.reason.is_not_distinct_from(issues.c.reason)
    rows = issues.join(contacts, and_(contacts.c.customer_id == issues.c.customer_id, same_reason))
    if coming is None:
        return _contacts(contacts, rows, true())
    rows = rows.outerjoin(coming, coming.c.contact_id == contacts.c.contact_id)
    return _contacts(contacts, rows, true()).where(coming.c.contact_id.is_(None))


def _coming(coming: Table) -> Select[Any]:
    rows = coming.outerjoin(contacts, contacts.c.contact_id == coming.c.contact_id)
    stored = contacts.c.contact_id.is_not(None)
    return _contacts(coming, rows, stored).where(coming.c.customer_id.is_not(None))


def _contacts(said: Table, rows: FromClause, stored: ColumnElement[bool]) -> Select[Any]:
    """Contacts as `said`, with the gaps that they carry now."""
    at = type_coerce(said.c.started_at, BigInteger).label("at")
    names = ("contact_id", "customer_id", "reason", "direction", "channel")
    now = (contacts.c[name] for name in GAPS)
    return select(at, *(said.c[name] for name in names), stored.label("stored"), *now).select_from(rows)


def _measure(connection: Connection, world: Any) -> None:
    """Puts the gaps that are not yet carried into the table of them."""
    rows = world.subquery("rows")
    inbound = rows.c.direction == "inbound"

    def plain(name: str) -> ColumnElement[Any]:
        # In the order of bytes, whatever the database's own collation is; it is the fastest, too.
        return collate(rows.c[name], "C") if connection.dialect.name == "postgresql" else rows.c[name]

    # By the column, not by `direction = ?`: SQLite would take each bound value for a window of its own.
    issue = [plain(name) for name in ("customer_id", "reason", "direction")]
    order = (rows.c.at, plain("contact_id"))

    def gap(sign: int, *partition: ColumnElement[Any]) -> ColumnElement[Any]:
        neighbour = (func.lag if sign > 0 else func.lead)(rows.c.at).over(
            partition_by=partition, order_by=order
        )
        return case((inbound, (rows.c.at - neighbour) * sign))

    any_channel, one_channel = issue, (*issue, plain("channel"))
    gaps = (gap(1, *any_channel), gap(-1, *any_channel), gap(1, *one_channel), gap(-1, *one_channel))
    new = [value.label(f"new_{name}") for name, value in zip(GAPS, gaps, strict=True)]
    found = select(rows, *new).subquery("found")
    differs = or_(*(found.c[name].is_distinct_from(found.c[f"new_{name}"]) for name in GAPS))
    shown = (found.c.contact_id, found.c.stored, *(found.c[f"new_{name}"] for name in GAPS))
    connection.execute(insert(_fresh).from_select([*_fresh.c.keys()], select(*shown).where(differs)))
    settle(connection, _fresh)
