"""What a file's records touch: the days whose sums change with them, before they are stored and after.

Looked up in the file's rows as they lie aside, of which only those are left that are new or changed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from sqlalchemy import ColumnElement, FromClause, Table, and_, or_

from storage.rollups.days import Only
from storage.rollups.shape import SOURCES
from storage.schema import contacts, customers, staff, surveys
from storage.sources import contact_of_survey, micros_of, survey_at


class Rows(NamedTuple):
    """Instants: where they stand, and of which rows."""

    at: ColumnElement[int]
    rows: FromClause
    only: Only = ()


class Touch(NamedTuple):
    """The sources whose sums change on the days of these rows; `find` gets the file's rows."""

    sources: tuple[str, ...]
    find: Callable[[Table], Rows]


_contact_at = micros_of(contacts.c.started_at)


def _as_it_was(rows: Table) -> Rows:
    return Rows(_contact_at, rows.join(contacts, contacts.c.contact_id == rows.c.contact_id))


def _as_it_comes(rows: Table) -> Rows:
    return Rows(micros_of(rows.c.started_at), rows)


def _no_longer_apart(rows: Table) -> Rows:
    """Surveys that came before their contact stood at their own time."""
    found = rows.join(surveys, surveys.c.contact_id == rows.c.contact_id)
    unknown = found.outerjoin(contacts, contacts.c.contact_id == rows.c.contact_id)
    return Rows(survey_at, unknown, (contacts.c.contact_id.is_(None),))


def _survey_was(rows: Table) -> FromClause:
    return rows.join(surveys, surveys.c.survey_id == rows.c.survey_id)


def _rated_contact(rows: Table) -> Rows:
    known = contacts.c.contact_id == surveys.c.contact_id
    return Rows(_contact_at, _survey_was(rows).join(contacts, known))


def _survey_apart(rows: Table) -> Rows:
    joined = _survey_was(rows).outerjoin(contacts, contact_of_survey)
    return Rows(survey_at, joined, (contacts.c.contact_id.is_(None),))


def _of_moved_staff(rows: Table) -> Rows:
    """Contacts that have their team or site from their agent, where that changes."""
    found = rows.join(contacts, contacts.c.agent_id == rows.c.agent_id)
    moved = (
        and_(contacts.c[name].is_(None), rows.c[name].is_distinct_from(staff.c[name]))
        for name in ("team", "site")
    )
    joined = found.outerjoin(staff, staff.c.agent_id == rows.c.agent_id)
    return Rows(_contact_at, joined, (or_(*moved),))


def _of_moved_customers(rows: Table) -> Rows:
    """Surveys of the relation have their customer's segment."""
    found = rows.join(surveys, surveys.c.customer_id == rows.c.customer_id)
    joined = found.outerjoin(customers, customers.c.customer_id == rows.c.customer_id)
    changed = rows.c.segment.is_distinct_from(customers.c.segment)
    return Rows(survey_at, joined, (surveys.c.contact_id.is_(None), changed))


_RATED = ("surveys",)
_RATINGS = (Touch(_RATED, _rated_contact), Touch(_RATED, _survey_apart))

# Kind of record -> what is touched, seen before the file's rows are stored, and once they are.
BEFORE: Mapping[str, tuple[Touch, ...]] = {
    "contacts": (Touch(SOURCES, _as_it_was), Touch(_RATED, _no_longer_apart)),
    "surveys": _RATINGS,
    "staff": (Touch(SOURCES, _of_moved_staff),),
    "customers": (Touch(_RATED, _of_moved_customers),),
}
AFTER: Mapping[str, tuple[Touch, ...]] = {"contacts": (Touch(SOURCES, _as_it_comes),), "surveys": _RATINGS}
