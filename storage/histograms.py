"""Exact histograms: value -> how many rows. Medians and percentiles are read from them."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import ColumnElement, Connection, and_, func

from storage.errors import StorageError
from storage.from_rows import grouped
from storage.measures_contacts import abandoned, answered, handled, known, written
from storage.request import Key, Request
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


def histogram(connection: Connection, name: str, request: Request) -> dict[Key, dict[float, int]]:
    """Per slice value -> rows; slices without any are absent. StorageError for an unknown name."""
    if name not in HISTOGRAMS:
        raise StorageError(f"no histogram is called {name!r}")
    value, rows = HISTOGRAMS[name]
    found: dict[Key, dict[float, int]] = {}
    for key, (seconds, many) in grouped(connection, CONTACTS, (func.count(),), request, (value,), (rows,)):
        found.setdefault(key, {})[float(seconds)] = int(many)
    return found
