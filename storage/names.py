"""The names that people may say, and the ways they are told apart."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, Executable, Text, cast, func, select, true

from storage.schema import dimension_values, holidays, staff

Person = tuple[str, str | None, str | None, str | None]
_VALUES = (dimension_values.c.dimension, dimension_values.c.value)
_PEOPLE = (staff.c.agent_id, staff.c.name, staff.c.team, staff.c.site)


def _listed(gathered: Callable[..., ColumnElement[Any]]) -> Executable:
    """Each column as one text in JSON: to fetch hundreds of rows for every question takes twice as long.

    Those of a table are gathered in one walk over it, so that a name stays with its id.
    """
    values, people = (
        select(*(cast(gathered(column), Text).label(column.name) for column in columns)).subquery()
        for columns in (_VALUES, _PEOPLE)
    )
    return select(values, people).select_from(values.join(people, true()))


# Read for every question: built once, not each time.
_LISTED: Mapping[str, Executable] = {
    "sqlite": _listed(func.json_group_array),
    "postgresql": _listed(func.json_agg),
}
_DAYS = select(holidays.c.date, holidays.c.name).order_by(*holidays.c)


def names(connection: Connection) -> Mapping[str, Mapping[str, str]]:
    """Per dimension, what people see -> what the store keeps; no rows of records are read."""
    return _named(*connection.execute(_LISTED[connection.dialect.name]).one())


# The same from question to question, until people come or go.
@lru_cache(4)
def _named(*listed: str | None) -> Mapping[str, Mapping[str, str]]:
    columns: list[list[Any]] = [json.loads(column or "[]") for column in listed]
    said: list[tuple[str, str]] = sorted(zip(*columns[: len(_VALUES)], strict=True))
    people: list[Person] = sorted(zip(*columns[len(_VALUES) :], strict=True))
    found: dict[str, dict[str, str]] = {}
    for dimension, value in said:
        found.setdefault(dimension, {})[value] = value
    for dimension, place in (("team", 2), ("site", 3)):
        for value in sorted({str(row[place]) for row in people if row[place] is not None}):
            found.setdefault(dimension, {})[value] = value
    agents = dict.fromkeys(found.get("agent", {}), None) | {row[0]: row[1] for row in people}
    if agents:
        found["agent"] = agent_labels(agents)
    return found


def agent_labels(agents: Mapping[str, str | None]) -> dict[str, str]:
    """Label -> id: the name, "name (id)" where it is not the only one of its kind, the id where unknown."""
    written = Counter((name or agent).casefold() for agent, name in agents.items())
    labels: dict[str, str] = {}
    for agent, name in sorted(agents.items(), key=lambda pair: (bool(pair[1]), pair[0])):
        label = name or agent
        if name and written[name.casefold()] > 1:
            label = f"{name} ({agent})"
        while label in labels:
            label = f"{label} ({agent})"
        labels[label] = agent
    return labels


def named_days(connection: Connection) -> dict[str, tuple[str, ...]]:
    """Named days: name -> ISO dates, in order."""
    found: dict[str, tuple[str, ...]] = {}
    for day, name in connection.execute(_DAYS):
        found[name] = (*found.get(name, ()), day.isoformat())
    return found
