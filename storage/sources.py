"""Where each kind of row stands: its table, its time, its dimensions, and what is joined only if needed.

Surveys come from two places: those of a contact that the store has take the contact's time and dimensions,
the others their own time and none. Sums over both are added.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    FromClause,
    Table,
    and_,
    func,
    or_,
    select,
    type_coerce,
)
from sqlalchemy.sql import visitors

from storage.dimensions import CONTACT, DIGITAL, SURVEY_APART, Dimensions, of_agent
from storage.schema import contacts, customers, digital, nev_contacts, quality, settings, staff, surveys

ACTIVE_MODEL = "emotion_model"

ACTIVE = select(settings.c.value).where(settings.c.name == ACTIVE_MODEL).scalar_subquery()


@dataclass(frozen=True, slots=True, eq=False)
class Join:
    """A table beside the rows; each row finds one or none, so that nothing is counted twice."""

    table: Table
    on: ColumnElement[bool]


@dataclass(frozen=True, slots=True, eq=False)
class Source:
    """One FROM: rows with a time in microseconds since 1970 UTC and dimensions."""

    name: str
    rows: FromClause
    at: ColumnElement[int]
    dimensions: Dimensions
    joins: tuple[Join, ...] = ()
    only: tuple[ColumnElement[bool], ...] = ()
    # Where the time is worked out of several columns, the condition that an index serves.
    between: Callable[[ColumnElement[int], ColumnElement[int]], ColumnElement[bool]] | None = None

    def during(self, low: ColumnElement[int], high: ColumnElement[int]) -> ColumnElement[bool]:
        """low <= t < high."""
        return and_(self.at >= low, self.at < high) if self.between is None else self.between(low, high)

    def joined(self, expressions: Iterable[ColumnElement[Any]]) -> FromClause:
        """The rows with the tables beside them that these expressions read."""
        read = tables_read((*expressions, *self.only))
        found = self.rows
        for join in self.joins:
            if join.table in read:
                found = found.outerjoin(join.table, join.on)
        return found


def tables_read(expressions: Iterable[ColumnElement[Any]]) -> set[FromClause]:
    """The tables whose columns stand in these expressions."""
    return {column.table for column in columns_read(expressions)}


def columns_read(expressions: Iterable[ColumnElement[Any]]) -> set[Column[Any]]:
    """The tables' columns that stand in these expressions."""
    elements = (element for expression in expressions for element in visitors.iterate(expression))
    return {element for element in elements if isinstance(element, Column)}


def micros_of(column: ColumnElement[Any]) -> ColumnElement[int]:
    """An instant's column as the integer that it is."""
    return type_coerce(column, BigInteger)


def survey_during(low: ColumnElement[int], high: ColumnElement[int]) -> ColumnElement[bool]:
    """low <= t < high, where t is the time of a survey's answer, else that of its question."""
    answered, sent = micros_of(surveys.c.answered_at), micros_of(surveys.c.sent_at)
    return or_(and_(answered >= low, answered < high), and_(answered.is_(None), sent >= low, sent < high))


_contact_at = micros_of(contacts.c.started_at)
survey_at = micros_of(func.coalesce(surveys.c.answered_at, surveys.c.sent_at))
_of_contact = surveys.c.contact_id == contacts.c.contact_id

_contact_staff = Join(staff, staff.c.agent_id == contacts.c.agent_id)
_contact_nev = Join(
    nev_contacts, and_(nev_contacts.c.contact_id == contacts.c.contact_id, nev_contacts.c.model == ACTIVE)
)
_survey_customer = Join(customers, customers.c.customer_id == surveys.c.customer_id)


def _known(key: ColumnElement[str], name: ColumnElement[str]) -> ColumnElement[bool]:
    """key = name, where the name may be NULL, as it is of many surveys.

    PostgreSQL (to 18) splits a hash of NULLs into batches until memory is full: it hashes a text beside them.
    """
    return and_(key == name, key == func.coalesce(name, surveys.c.survey_id))


# The contact of a survey, for outer joins from surveys.
contact_of_survey = _known(contacts.c.contact_id, surveys.c.contact_id)
_survey_nev = and_(_known(nev_contacts.c.contact_id, contacts.c.contact_id), nev_contacts.c.model == ACTIVE)
_SURVEY_JOINS = (
    Join(contacts, contact_of_survey),
    _contact_staff,
    Join(nev_contacts, _survey_nev),
    _survey_customer,
)

CONTACTS = Source("contacts", contacts, _contact_at, CONTACT, (_contact_staff, _contact_nev))

SOURCES: tuple[Source, ...] = (
    CONTACTS,
    Source(
        "surveys",
        contacts.join(surveys, _of_contact),
        _contact_at,
        CONTACT,
        (_contact_staff, _contact_nev),
    ),
    Source(
        "surveys",
        surveys,
        survey_at,
        SURVEY_APART,
        _SURVEY_JOINS,
        (contacts.c.contact_id.is_(None),),
        survey_during,
    ),
    Source(
        "esat",
        surveys,
        survey_at,
        of_agent(surveys.c.agent_id),
        (Join(staff, staff.c.agent_id == surveys.c.agent_id),),
        (surveys.c.kind == "esat",),
        survey_during,
    ),
    Source(
        "nev",
        contacts.join(nev_contacts, nev_contacts.c.contact_id == contacts.c.contact_id),
        _contact_at,
        CONTACT,
        (_contact_staff,),
        (nev_contacts.c.model == ACTIVE,),
    ),
    Source(
        "quality",
        quality,
        micros_of(quality.c.reviewed_at),
        of_agent(quality.c.agent_id),
        (Join(staff, staff.c.agent_id == quality.c.agent_id),),
    ),
    Source("digital", digital, micros_of(digital.c.started_at), DIGITAL),
)
