"""What histograms are of, and how they are counted over rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sqlalchemy import ColumnElement, Connection, and_, func

from storage.from_rows import Row, grouped
from storage.measures_contacts import abandoned, answered, handled, known, written
from storage.request import Request
from storage.schema import contacts
from storage.sources import CONTACTS

c = contacts.c

# What is measured (seconds), and over which contacts it is known.
HISTOGRAMS: Mapping[str, tuple[ColumnElement[float], ColumnElement[bool]]] = {
    "wait": (c.wait_s, and_(answered, known(c.wait_s))),
    "abandon_wait": (c.wait_s, and_(abandoned, known(c.wait_s))),
    "handle": (c.talk_s + c.hold_s + c.acw_s, and_(handled, known(c.talk_s, c.hold_s, c.acw_s))),
    "first_response": (c.first_response_s, written),
}


def value_rows(connection: Connection, name: str, request: Request) -> Iterator[Row]:
    """Per slice and value: the value in seconds and how many contacts have it."""
    value, known_rows = HISTOGRAMS[name]
    for _, row in grouped(connection, [CONTACTS], (func.count(),), [request], (value,), (known_rows,)):
        yield row
