"""What is counted and summed over contacts. Blank is unknown: a row counts only where its value is known."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, and_, func, or_, type_coerce

from storage.additive import Additive, amount, count, total
from storage.measure import KEPT_LIMITS, KEPT_WINDOWS, Measure, counted, fixed, threshold, window
from storage.schema import contacts, staff

c = contacts.c
Bool = ColumnElement[bool]

inbound = c.direction == "inbound"
outbound = c.direction == "outbound"
handled = c.outcome == "handled"
answered = and_(inbound, handled)
abandoned = and_(inbound, c.outcome == "abandoned")
has_customer = c.customer_id.is_not(None)
followable = and_(inbound, has_customer)
written = and_(c.channel.in_(("chat", "email", "social")), c.first_response_s.is_not(None))
sales_contact = and_(handled, c.sales_contact.is_(True))
resolution_known = and_(handled, c.resolved.is_not(None))
one_call_known = and_(resolution_known, c.transfers.is_not(None))
no_team = and_(inbound, func.coalesce(c.team, staff.c.team).is_(None))


def known(*columns: ColumnElement[Any]) -> Bool:
    return and_(*(column.is_not(None) for column in columns))


def beyond(gap: ColumnElement[int], micros: int) -> Bool:
    """No neighbour within the window; a gap of exactly the window is within it."""
    return or_(gap.is_(None), gap > micros)


def first(micros: int, before: ColumnElement[int] = c.prev_gap) -> Bool:
    """A first contact: answered, followable, none of its issue in the window before it."""
    return and_(answered, has_customer, beyond(before, micros))


def resolved(micros: int, before: ColumnElement[int] = c.prev_gap, after: Any = c.next_gap) -> Bool:
    return and_(first(micros, before), beyond(after, micros))


def moments(name: str, value: ColumnElement[Any], rows: Bool) -> tuple[Measure, ...]:
    """How many rows, their total and their total of squares: what a mean and its interval need."""
    parts = (("n", count(rows)), ("s", total(value, rows)), ("sq", total(value * value, rows)))
    return tuple(fixed(f"{name}_{suffix}", "contacts", part) for suffix, part in parts)


def _fixed(entries: Sequence[tuple[str, Additive]]) -> tuple[Measure, ...]:
    return tuple(fixed(name, "contacts", part) for name, part in entries)


def _windowed(name: str, rows: Callable[[int], Bool]) -> Measure:
    return counted(name, "contacts", window, rows, KEPT_WINDOWS)


_WAITS = _fixed(
    (
        ("answered_known", count(and_(answered, known(c.wait_s)))),
        ("answered_unknown", count(and_(answered, c.wait_s.is_(None)))),
        ("abandoned_known", count(and_(abandoned, known(c.wait_s)))),
        ("abandoned_unknown", count(and_(abandoned, c.wait_s.is_(None)))),
        ("wait_s", total(c.wait_s, answered)),
        ("wait_sq", total(c.wait_s * c.wait_s, answered)),
        ("abandon_s", total(c.wait_s, abandoned)),
        ("abandon_sq", total(c.wait_s * c.wait_s, abandoned)),
    )
)

_HANDLING = (
    *moments("talk", c.talk_s, and_(handled, known(c.talk_s))),
    *moments("hold", c.hold_s, and_(handled, known(c.hold_s))),
    *moments("acw", c.acw_s, and_(handled, known(c.acw_s))),
    *moments("handle", c.talk_s + c.hold_s + c.acw_s, and_(handled, known(c.talk_s, c.hold_s, c.acw_s))),
    *moments("talk_acw", c.talk_s + c.acw_s, and_(handled, known(c.talk_s, c.acw_s))),
    *moments("talk_hold", c.talk_s + c.hold_s, and_(handled, known(c.talk_s, c.hold_s))),
    *moments("first_response", c.first_response_s, written),
    fixed("held_n", "contacts", count(and_(handled, c.hold_s > 0))),
)

_COUNTS = _fixed(
    (
        ("offered", count(inbound)),
        ("handled", count(handled)),
        ("answered", count(answered)),
        ("abandoned", count(abandoned)),
        ("outbound", count(outbound)),
        ("outbound_handled", count(and_(outbound, handled))),
        ("followable", count(followable)),
        ("unfollowable", count(and_(answered, c.customer_id.is_(None)))),
        ("resolved_n", count(resolution_known)),
        ("resolved_yes", count(and_(resolution_known, c.resolved.is_(True)))),
        ("one_call_n", count(one_call_known)),
        ("one_call_yes", count(and_(one_call_known, c.resolved.is_(True), c.transfers == 0))),
        ("transfers_n", count(and_(handled, known(c.transfers)))),
        ("transferred", count(and_(handled, c.transfers > 0))),
        ("sales_contacts", count(sales_contact)),
        ("sales_converted", count(and_(sales_contact, type_coerce(c.sale_amount, BigInteger) > 0))),
        ("sales_blank", count(and_(sales_contact, c.sale_amount.is_(None)))),
        ("contacts_without_team", count(no_team)),
        ("sales_n", count(known(c.sale_amount))),
        ("sale_amount", amount(c.sale_amount, known(c.sale_amount))),
        ("contact_cost", amount(c.cost, known(c.cost))),
    )
)

_FOLLOWED = (
    _windowed("first_contacts", first),
    _windowed("first_resolved", resolved),
    _windowed("first_contacts_same", lambda days: first(days, c.prev_gap_same)),
    _windowed("first_resolved_same", lambda days: resolved(days, c.prev_gap_same, c.next_gap_same)),
    _windowed("first_known", lambda days: and_(first(days), known(c.resolved))),
    _windowed("first_yes", lambda days: and_(first(days), c.resolved.is_(True))),
    _windowed("repeats", lambda days: and_(followable, c.prev_gap <= days)),
)


def _within(name: str, rows: Bool) -> Measure:
    return counted(name, "contacts", threshold, lambda limit: and_(rows, c.wait_s <= limit), KEPT_LIMITS)


_WITHIN = (_within("answered_within", answered), _within("abandoned_within", abandoned))

CONTACT_MEASURES: tuple[Measure, ...] = (*_COUNTS, *_WAITS, *_WITHIN, *_HANDLING, *_FOLLOWED)
