"""What is summed over agents' time, quality, absences, staff, customers, costs and digital sessions."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Date, String, and_, bindparam, literal_column, or_, true

from storage.additive import Additive, amount, count, distinct_without, seconds, total
from storage.measure import Measure, fixed
from storage.schema import absences, costs, customers, digital, quality, staff

Bool = ColumnElement[bool]

# The stretches of agents' time that `storage.from_intervals` cuts to the span, or to its hours or days.
stretch_kind: ColumnElement[str] = literal_column("stretches.kind", String)
stretch_micros: ColumnElement[int] = literal_column("stretches.micros", BigInteger)

# The local dates of the span's start and end, bound by `storage.from_dates`.
START_DATE, END_DATE = (bindparam(name, type_=Date) for name in ("start_date", "end_date"))

AGENT_KINDS = ("handling", "available", "logged_in", "paid", "scheduled", "adherent")


def _fixed(source: str, entries: tuple[tuple[str, Additive], ...]) -> tuple[Measure, ...]:
    return tuple(fixed(name, source, part) for name, part in entries)


_AGENT_TIME = tuple(
    fixed(f"{kind}_s", "agent_time", seconds(stretch_micros, stretch_kind == kind)) for kind in AGENT_KINDS
)

_script = quality.c.criterion_kind == "script"
_review = quality.c.review_id
_judged = quality.c.critical_error.is_not(None)

_QUALITY = _fixed(
    "quality",
    (
        ("points", total(quality.c.points, true())),
        ("possible", total(quality.c.possible, true())),
        ("reviews", distinct_without(_review, true(), ~true())),
        ("script_points", total(quality.c.points, _script)),
        ("script_possible", total(quality.c.possible, _script)),
        # A review is judged where any of its criteria says whether there was a critical error.
        ("reviews_n", distinct_without(_review, _judged, ~true())),
        ("reviews_clean", distinct_without(_review, _judged, quality.c.critical_error.is_(True))),
    ),
)

_ABSENCES = _fixed(
    "absences",
    (
        ("absent_h", total(absences.c.hours, true())),
        ("absent_unapproved_h", total(absences.c.hours, absences.c.approved.is_(False))),
    ),
)

_COSTS = _fixed(
    "costs",
    (
        ("ledger", amount(costs.c.amount, true())),
        ("ledger_variable", amount(costs.c.amount, costs.c.kind == "variable")),
    ),
)

_hired, _left = staff.c.hired_on, staff.c.left_on


def _there(since: Bool, until: ColumnElement[Any], date: ColumnElement[Any]) -> Bool:
    return and_(since, or_(until.is_(None), until >= date))


STAFF_PRESENT: Bool = _there(or_(_hired <= START_DATE, _hired < END_DATE), _left, START_DATE)
CUSTOMERS_AT_START: Bool = _there(customers.c.since <= START_DATE, customers.c.lost_on, START_DATE)

_STAFF = _fixed(
    "staff",
    (
        ("headcount_start", count(_there(_hired <= START_DATE, _left, START_DATE))),
        ("headcount_end", count(_there(_hired < END_DATE, _left, END_DATE))),
        ("leavers", count(and_(_left >= START_DATE, _left < END_DATE))),
        ("staff_people", count(STAFF_PRESENT)),
    ),
)

_CUSTOMERS = _fixed(
    "customers",
    (
        ("customers_start", count(CUSTOMERS_AT_START)),
        (
            "customers_kept",
            count(and_(CUSTOMERS_AT_START, _there(true(), customers.c.lost_on, END_DATE))),
        ),
    ),
)

_checkout = and_(digital.c.kind == "checkout", digital.c.completed.is_not(None))
_self_service = and_(digital.c.kind == "self_service", digital.c.failed.is_not(None))

_DIGITAL = _fixed(
    "digital",
    (
        ("checkouts", count(_checkout)),
        ("checkouts_abandoned", count(and_(_checkout, digital.c.completed.is_(False)))),
        ("self_service", count(_self_service)),
        ("self_service_failed", count(and_(_self_service, digital.c.failed.is_(True)))),
    ),
)

PEOPLE_MEASURES: tuple[Measure, ...] = (
    *_AGENT_TIME,
    *_QUALITY,
    *_ABSENCES,
    *_COSTS,
    *_STAFF,
    *_CUSTOMERS,
    *_DIGITAL,
)
