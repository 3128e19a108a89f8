"""Sums of the ledger: each amount is spread evenly over the local days it is for.

Inside a day it goes by the time that has passed of it. All in exact fractions of 1/10000, so that the parts
of an amount add up to it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from fractions import Fraction
from typing import Any, NamedTuple

from sqlalchemy import Connection, select

from storage.additive import Additive
from storage.dimensions import COST, dimension
from storage.from_dates import dated_key, no_hours, on_days, plain_conditions
from storage.from_rows import Row, fetched, positions
from storage.request import TIME_DIMENSIONS, Request
from storage.schema import costs
from storage.zones import days

_LEAD = 2  # the first and the last day stand before everything else in a row


class Share(NamedTuple):
    """How much of a local date lies inside the span, 0 to 1."""

    day: date
    part: Fraction


def cost_sums(
    connection: Connection, source: str, measures: Sequence[Additive], request: Request
) -> Iterator[Row]:
    """Per slice the measures' columns as fractions; a slice may come many times."""
    no_hours(source, request)
    shares = [share for share in _shares(request) if on_days(request, share.day)]
    if not shares:
        return
    columns = [column for measure in measures for column in measure.columns]
    plain = [name for name in request.by if name not in TIME_DIMENSIONS]
    statement = (
        select(costs.c["from"], costs.c.to, *(dimension(COST, name, source) for name in plain), *columns)
        .where(costs.c["from"] <= shares[-1].day, costs.c.to >= shares[0].day)
        .where(*plain_conditions(COST, source, request))
        .group_by(*positions(_LEAD + len(plain)))
    )
    spread = _by_day if len(plain) < len(request.by) else _at_once
    for row in fetched(connection, statement):
        keys = dict(zip(plain, row[_LEAD:], strict=False))
        first, last = row[:_LEAD]
        amounts = row[_LEAD + len(plain) :]
        for day, days_worth in spread(shares, first, last):
            part = days_worth / ((last - first).days + 1)
            yield dated_key(request, keys, day), _portion(amounts, part)


def _portion(amounts: Sequence[Any], part: Fraction) -> list[Fraction | None]:
    return [None if value is None else int(value) * part for value in amounts]


def _shares(request: Request) -> Iterator[Share]:
    for day, begins, ends in days(request.zone, request.start, request.end):
        inside = min(ends, request.end) - max(begins, request.start)
        if inside > 0:
            yield Share(day, Fraction(inside, ends - begins))


def _by_day(shares: Sequence[Share], first: date, last: date) -> Iterator[tuple[date, Fraction]]:
    yield from ((day, part) for day, part in shares if first <= day <= last)


def _at_once(shares: Sequence[Share], first: date, last: date) -> Iterator[tuple[date, Fraction]]:
    inside = [part for _, part in _by_day(shares, first, last)]
    if inside:
        yield first, sum(inside, Fraction())
