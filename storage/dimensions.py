"""The dimensions of each source, and conditions on them. Names are looked up here, values only ever bound."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, and_, bindparam, case, false, func, not_, or_, type_coerce

from storage.errors import StorageError
from storage.measure import window
from storage.measures_contacts import first
from storage.schema import contacts, costs, customers, digital, nev_contacts, staff, surveys

Column = ColumnElement[Any]
Dimensions = Mapping[str, Column | Callable[[int], Column]]

CLOCK = bindparam("clock", type_=BigInteger)

c = contacts.c


def _fcr_outcome(days: int) -> Column:
    """What became of a first contact; null where it is none. Younger than the window it is immature."""
    return case(
        (not_(func.coalesce(first(days), false())), None),
        (type_coerce(c.started_at, BigInteger) > CLOCK - days, "immature"),
        (c.next_gap <= days, "repeated"),
        else_="resolved",
    )


_nev_band = case(
    (nev_contacts.c.balance < -20, "under -20"),
    (nev_contacts.c.balance <= 20, "-20 to 20"),
    (nev_contacts.c.balance > 20, "over 20"),
)

CONTACT: Dimensions = {
    **{name: c[name] for name in ("queue", "channel", "direction", "reason", "stage", "language", "segment")},
    "agent": c.agent_id,
    "team": func.coalesce(c.team, staff.c.team),
    "site": func.coalesce(c.site, staff.c.site),
    "fcr_outcome": _fcr_outcome,
    "nev_band": _nev_band,
}

# A survey of the relation, not of a contact, still has its customer's segment.
_relational = and_(surveys.c.kind == "nps", surveys.c.contact_id.is_(None))
SURVEY_APART: Dimensions = {**CONTACT, "segment": case((_relational, customers.c.segment))}

STAFF: Dimensions = {"team": staff.c.team, "site": staff.c.site}
CUSTOMER: Dimensions = {"segment": customers.c.segment}
DIGITAL: Dimensions = {"channel": digital.c.channel}
COST: Dimensions = {"queue": costs.c.queue}


def of_agent(agent: Column) -> Dimensions:
    return {"agent": agent, **STAFF}


def dimension(dimensions: Dimensions, name: str, source: str) -> Column:
    """The expression of `name` ("queue", "fcr_outcome:7"); StorageError where the source has none."""
    base, colon, days = name.partition(":")
    found = dimensions.get(base)
    if found is None or callable(found) != bool(colon):
        raise StorageError(f"{source} have no dimension {name!r}")
    if not callable(found):
        return found
    if not (days.isascii() and days.isdigit()):
        raise StorageError(f"{name!r}: a window is whole days")
    return found(window(int(days)))


def among(column: Column, negated: bool, values: Sequence[str | int | None]) -> ColumnElement[bool]:
    """The column's value is (not) one of these; null is a value like any other."""
    named = [value for value in values if value is not None]
    return either(column, negated, column.in_(named) if named else None, empty=None in values)


def either(
    column: Column, negated: bool, named: ColumnElement[bool] | None, *, empty: bool
) -> ColumnElement[bool]:
    """The column's value is (not) what `named` says or, if `empty`, null."""
    choices = [] if named is None else [named]
    if empty:
        choices.append(column.is_(None))
    found = or_(*choices) if choices else false()
    return not_(func.coalesce(found, false())) if negated else found
