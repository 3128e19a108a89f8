"""The names that people may say, and the ways they are told apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from sqlalchemy import Connection, select

from storage.schema import dimension_values, holidays, staff


def names(connection: Connection) -> dict[str, dict[str, str]]:
    """Per dimension, what people see -> what the store keeps; no rows of records are read."""
    found: dict[str, dict[str, str]] = {}
    for dimension, value in connection.execute(select(dimension_values).order_by(*dimension_values.c)):
        found.setdefault(dimension, {})[value] = value
    people = connection.execute(select(staff.c.agent_id, staff.c.name, staff.c.team, staff.c.site)).all()
    for dimension, place in (("team", 2), ("site", 3)):
        for value in sorted({row[place] for row in people} - {None}):
            found.setdefault(dimension, {})[value] = value
    agents = dict.fromkeys(found.get("agent", {}), None) | {row.agent_id: row.name for row in people}
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
    for day, name in connection.execute(select(holidays.c.date, holidays.c.name).order_by(*holidays.c)):
        found[name] = (*found.get(name, ()), day.isoformat())
    return found
