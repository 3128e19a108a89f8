"""The gap columns of contacts: what first contact resolution and repeats are read from.

An issue is (customer_id, reason), where a blank reason is one more reason of its own. Its inbound contacts
are put in order of (started_at, contact_id); each carries the microseconds to the one before and after it,
once over all channels and once within its own. Contacts that are outbound or have no customer carry none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import islice
from typing import Any

from sqlalchemy import (
    BigInteger,
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
    type_coerce,
    update,
)

from storage.bulk import load
from storage.schema import contacts

Issue = tuple[str | None, str | None]
# Called with the table of contacts and their new gaps, before these are written; what it gives, afterwards.
Changing = Callable[[Table], Callable[[], None]]

GAPS = ("prev_gap", "next_gap", "prev_gap_same", "next_gap_same")
_BATCH = 10_000

# Both live only inside the ingest's transaction. Neither has an index: SQLite, which keeps no statistics of
# them, then always walks them and looks the contacts up, never the other way round.
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
    *(Column(name, BigInteger) for name in GAPS),
    prefixes=["TEMPORARY"],
)


def refresh_gaps(connection: Connection, issues: Iterable[Issue], changing: Changing) -> None:
    """Set the gap columns of every contact of these issues; see `storage.derive.refresh`."""
    dirty = ((customer, reason) for customer, reason in issues if customer is not None)
    _forget_lost_customers(connection)
    some = list(islice(dirty, _BATCH))
    if not some:
        return
    _scratch.create_all(connection)
    try:
        while some:  # read from this connection too, so not at the same time
            load(connection, _dirty, some)
            some = list(islice(dirty, _BATCH))
        _update_dirty(connection, changing)
    finally:
        _scratch.drop_all(connection)


def _forget_lost_customers(connection: Connection) -> None:
    stale = text("customer_id IS NULL AND (prev_gap IS NOT NULL OR next_gap IS NOT NULL)")
    connection.execute(update(contacts).where(stale).values(dict.fromkeys(GAPS)))


def _update_dirty(connection: Connection, changing: Changing) -> None:
    _statistics(connection, "dirty_issues")
    measured = _measured(connection.dialect.name)
    connection.execute(insert(_fresh).from_select(["contact_id", *GAPS], measured))
    _statistics(connection, "fresh_gaps")
    changed = changing(_fresh)
    connection.execute(
        update(contacts)
        .where(contacts.c.contact_id == _fresh.c.contact_id)
        .values({name: _fresh.c[name] for name in GAPS})
    )
    changed()


def _of_issue(rows: FromClause, issues: FromClause) -> ColumnElement[bool]:
    same_reason = rows.c.reason.is_not_distinct_from(issues.c.reason)
    return and_(rows.c.customer_id == issues.c.customer_id, same_reason)


def _statistics(connection: Connection, table: str) -> None:
    # PostgreSQL never looks at a temporary table by itself; without this a million issues are a nested loop.
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"ANALYZE {table}")


def _measured(dialect: str) -> Select[Any]:
    """contact_id and gaps of those contacts of the dirty issues that do not carry these gaps yet."""
    issues = select(_dirty.c.customer_id, _dirty.c.reason).distinct().subquery("issues")
    same_issue = _of_issue(contacts, issues)
    others = contacts.alias("others")
    several = select(func.count()).where(_of_issue(others, issues)).scalar_subquery() > 1
    # Most issues are one contact without gaps: those need not be put in order.
    asked = or_(several, *(contacts.c[name].is_not(None) for name in GAPS))
    inbound = contacts.c.direction == "inbound"
    at = type_coerce(contacts.c.started_at, BigInteger)
    # Ties go by the bytes of the id, whatever the database's own collation is.
    name = collate(contacts.c.contact_id, "C") if dialect == "postgresql" else contacts.c.contact_id
    # By the column, not by `direction = ?`: SQLite would take each bound value for a window of its own.
    issue = (contacts.c.customer_id, contacts.c.reason, contacts.c.direction)

    order = (contacts.c.started_at, name)

    def gap(sign: int, *partition: ColumnElement[Any]) -> ColumnElement[Any]:
        neighbour = (func.lag if sign > 0 else func.lead)(at).over(partition_by=partition, order_by=order)
        return case((inbound, (at - neighbour) * sign))

    any_channel, one_channel = issue, (*issue, contacts.c.channel)
    found = (gap(1, *any_channel), gap(-1, *any_channel), gap(1, *one_channel), gap(-1, *one_channel))
    now = (contacts.c[column].label(f"old_{column}") for column in GAPS)
    rows = (
        select(
            contacts.c.contact_id, *(value.label(name) for name, value in zip(GAPS, found, strict=True)), *now
        )
        .select_from(issues.join(contacts, same_issue))
        .where(asked)
        .subquery("rows")
    )
    differs = or_(*(rows.c[column].is_distinct_from(rows.c[f"old_{column}"]) for column in GAPS))
    return (
        rows.select().with_only_columns(*(rows.c[column] for column in ("contact_id", *GAPS))).where(differs)
    )
