"""How far the records of each source reach: the newest one not after the clock."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, time
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Date,
    Table,
    bindparam,
    case,
    exists,
    func,
    literal,
    select,
)

from storage.dimensions import CLOCK
from storage.measures import measure
from storage.request import MeasureRef
from storage.schema import (
    absences,
    agent_states,
    contacts,
    costs,
    customers,
    digital,
    micros,
    nev_contacts,
    quality,
    schedules,
    staff,
    surveys,
)
from storage.sources import ACTIVE, contact_of_survey, micros_of, survey_during
from storage.zones import moment

Newest = Callable[[Connection, int], int | None]

_contact_at = micros_of(contacts.c.started_at)
_survey_at = micros_of(func.coalesce(surveys.c.answered_at, surveys.c.sent_at))


# Built once, for they are asked along with every question.
def _newest(at: ColumnElement[int], *only: ColumnElement[bool]) -> Newest:
    newest = select(func.max(at)).where(at <= CLOCK, *only)

    def find(connection: Connection, clock: int) -> int | None:
        return connection.execute(newest, {CLOCK.key: clock}).scalar()

    return find


def _contact_with(table: Table, *only: ColumnElement[bool]) -> Newest:
    """The newest contact that the table knows; found at once where the table keeps up with the contacts.

    Of an empty table no contact is looked for: databases work out the branch of a CASE that they take.
    """
    known = exists().where(table.c.contact_id == contacts.c.contact_id, *only)
    newest = select(_contact_at).where(_contact_at <= CLOCK, known).order_by(_contact_at.desc()).limit(1)
    anything = exists(select(table.c.contact_id).where(*only))
    reach = select(case((anything, newest.scalar_subquery())))

    def find(connection: Connection, clock: int) -> int | None:
        return connection.execute(reach, {CLOCK.key: clock}).scalar()

    return find


_AFTER = bindparam("after", type_=BigInteger)
_contact_of_survey = _contact_with(surveys)
_apart = ~exists().where(contact_of_survey)
_any_apart = _newest(_survey_at, _survey_at.is_not(None), _apart)
_later_apart = select(func.max(_survey_at)).where(survey_during(_AFTER, CLOCK + 1), _apart)


def _survey(connection: Connection, clock: int) -> int | None:
    newest = _contact_of_survey(connection, clock)
    if newest is None:
        return _any_apart(connection, clock)
    values = {_AFTER.key: newest + 1, CLOCK.key: clock}
    return connection.execute(_later_apart, values).scalar() or newest


def _interval(table: Table) -> Newest:
    began, ended = micros_of(table.c.started_at), micros_of(table.c.ended_at)
    last = select(ended).where(began <= CLOCK).order_by(ended.desc()).limit(1)

    def find(connection: Connection, clock: int) -> int | None:
        found = connection.execute(last, {CLOCK.key: clock}).scalar()
        return None if found is None else min(found, clock)

    return find


def _dated(*columns: ColumnElement[Any]) -> Newest:
    def find(connection: Connection, clock: int) -> int | None:
        today = literal(moment(clock).date(), Date)
        dates = [
            connection.execute(select(func.max(column)).where(column <= today)).scalar() for column in columns
        ]
        known = [day for day in dates if day is not None]
        return micros(datetime.combine(max(known), time(), UTC)) if known else None

    return find


# Sources of events: where their records end, a period ends too.
_EVENTS: Mapping[str, Newest] = {
    "contacts": _newest(_contact_at),
    "surveys": _survey,
    "esat": _newest(_survey_at, surveys.c.kind == "esat"),
    "nev": _contact_with(nev_contacts, nev_contacts.c.model == ACTIVE),
    "quality": _newest(micros_of(quality.c.reviewed_at)),
    "digital": _newest(micros_of(digital.c.started_at)),
    "agent_time": _interval(agent_states),
    "schedules": _interval(schedules),
}

# Lists and ledgers: their newest date is worth knowing, but it cuts nothing.
_LISTS: Mapping[str, Newest] = {
    "staff": _dated(staff.c.hired_on, staff.c.left_on),
    "customers": _dated(customers.c.since, customers.c.lost_on),
    "costs": _dated(costs.c.to),
    "absences": _dated(absences.c.date),
}


def cuts(references: list[MeasureRef]) -> bool:
    """Whether any of the measures is of events, so that a missing end of its records cuts a period."""
    return any(kind(name) in _EVENTS for name, _ in references)


def freshness(connection: Connection, references: list[MeasureRef], clock: datetime) -> datetime | None:
    """Until when all the events that the measures read are there; of lists alone, their newest date.

    A kind without any record does not count. None where there is none at all.
    """
    kinds = dict.fromkeys(kind(name) for name, _ in references)
    at = micros(clock)
    events = [_EVENTS[kind](connection, at) for kind in kinds if kind in _EVENTS]
    lists = [_LISTS[kind](connection, at) for kind in kinds if kind in _LISTS]
    for found, choose in ((events, min), (lists, max)):
        known = [newest for newest in found if newest is not None]
        if known:
            return moment(choose(known))
    return None


def kind(name: str) -> str:
    # Of agents' time only what was planned comes from schedules; they reach into the future.
    return "schedules" if name == "scheduled_s" else measure(name).source
