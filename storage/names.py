"""The names that people may say, and the ways they are told apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from functools import lru_cache

from sqlalchemy import Connection, select

from storage.schema import dimension_values, holidays, staff

# Read for every question: built once, not each time.
_VALUES = select(dimension_values).order_by(*dimension_values.c)
_PEOPLE = select(staff.c.agent_id, staff.c.name, staff.c.team, staff.c.site)
_DAYS = select(holidays.c.date, holidays.c.name).order_by(*holidays.c)


def names(connection: Connection) -> Mapping[str, Mapping[str, str]]:
    """Per dimension, what people see -> what the store keeps; no rows of records are read."""
    said, people = (tuple(map(tuple, connection.execute(read).all())) for read in (_VALUES, _PEOPLE))
    return _named(said, people)


# The same from question to question, until people come or go.
@lru_cache(4)
def _named(
    said: tuple[tuple[str, str], ...], people: tuple[tuple[str, str | None, str | None, str | None], ...]
) -> Mapping[str, Mapping[str, str]]:
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
