"""Sums over records that carry a date and no time: absences, and the stocks of staff and customers.

An absence counts where its local date begins inside the span. Stocks look at the local dates of the span's
start and end, and do not add up over time: they have no time dimension.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, FromClause, select

from storage.additive import Additive
from storage.buckets import digits
from storage.dimensions import CUSTOMER, STAFF, Dimensions, among, dimension, of_agent
from storage.errors import StorageError
from storage.from_rows import Row, decoded, fetched, positions
from storage.measures_people import CUSTOMERS_AT_START, STAFF_PRESENT
from storage.request import TIME_DIMENSIONS, Condition, Key, Request
from storage.schema import absences, customers, staff
from storage.zones import days, local_date


@dataclass(frozen=True, slots=True, eq=False)
class Stock:
    """A list of people, and which of them concern a span at all."""

    people: FromClause
    dimensions: Dimensions
    there: ColumnElement[bool]


STOCKS: Mapping[str, Stock] = {
    "staff": Stock(staff, STAFF, STAFF_PRESENT),
    "customers": Stock(customers, CUSTOMER, CUSTOMERS_AT_START),
}


def stock_sums(
    connection: Connection, source: str, measures: Sequence[Additive], request: Request
) -> Iterator[Row]:
    """Per slice the results of all the measures' columns."""
    if request.time_dimensions:
        raise StorageError(f"{source} are a stock: ask once for every span")
    stock = STOCKS[source]
    statement = (
        select(
            *(dimension(stock.dimensions, name, source) for name in request.by),
            *(column for measure in measures for column in measure.columns),
        )
        .select_from(stock.people)
        .where(stock.there, *plain_conditions(stock.dimensions, source, request))
        .group_by(*positions(len(request.by)))
    )
    start, end = (local_date(request.zone, at) for at in (request.start, request.end))
    yield from decoded(fetched(connection, statement, start_date=start, end_date=end), request.by)


def absence_sums(
    connection: Connection, source: str, measures: Sequence[Additive], request: Request
) -> Iterator[Row]:
    """Per slice the results of all the measures' columns; a slice may come once for every date."""
    no_hours(source, request)
    dimensions = of_agent(absences.c.agent_id)
    first, last = _begun(request)
    dated = [absences.c.date] if request.time_dimensions else []
    plain = [name for name in request.by if name not in TIME_DIMENSIONS]
    statement = (
        select(
            *dated,
            *(dimension(dimensions, name, source) for name in plain),
            *(column for measure in measures for column in measure.columns),
        )
        .select_from(absences.outerjoin(staff, staff.c.agent_id == absences.c.agent_id))
        .where(absences.c.date >= first, absences.c.date <= last)
        .where(*plain_conditions(dimensions, source, request))
        .group_by(*positions(len(dated) + len(plain)))
    )
    for row in fetched(connection, statement):
        day = row[0] if dated else date.min
        if on_days(request, day):
            keys = dict(zip(plain, row[len(dated) :], strict=False))
            yield dated_key(request, keys, day), row[len(dated) + len(plain) :]


def _begun(request: Request) -> tuple[date, date]:
    """The first and last local date that begin inside the span; in reverse where none does."""
    span = days(request.zone, request.start, request.end)
    begun = [day for day, begins, _ in span if begins >= request.start]
    return (begun[0], begun[-1]) if begun else (date.max, date.min)


def no_hours(source: str, request: Request) -> None:
    if request.hourly:
        raise StorageError(f"{source} are by the day: they have no hours")


def plain_conditions(dimensions: Dimensions, source: str, request: Request) -> list[ColumnElement[bool]]:
    """The request's conditions on dimensions that are not time."""
    return [
        among(dimension(dimensions, condition.dimension, source), condition.negated, condition.values)
        for condition in request.where
        if condition.dimension not in TIME_DIMENSIONS
    ]


def on_days(request: Request, day: date) -> bool:
    """Whether a date meets the request's conditions on weekdays."""
    return all(_on(condition, day) for condition in request.where if condition.dimension in TIME_DIMENSIONS)


def _on(condition: Condition, day: date) -> bool:
    return (day.weekday() in digits(condition)) != condition.negated


def dated_key(request: Request, plain: Mapping[str, Any], day: date) -> Key:
    """The slice of a row: its plain dimensions by name, and `day` for those of time."""
    dates = {"day": day, "weekday": day.weekday()}
    return tuple(dates[name] if name in TIME_DIMENSIONS else plain[name] for name in request.by)
