"""Agents' time: what one agent does at one moment."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from reference.records import NEVER, ON_QUEUE, Asked, Record


def at_moment(intervals: Sequence[Record], label: str, moment: datetime) -> Record | None:
    """Of the intervals that cover a moment the one begun last; then the one that ends first, then by name."""
    covering = [one for one in intervals if one["started_at"] <= moment < one["ended_at"]]
    covering.sort(key=lambda one: (NEVER - one["started_at"], one["ended_at"], one[label]))
    return covering[0] if covering else None


def activity(label: str) -> str:
    return "on queue" if label in ON_QUEUE else label


def kinds(state: Record | None, plan: Record | None) -> set[str]:
    found: set[str] = set()
    if state is not None:
        found |= {state["state"]} & set(ON_QUEUE)
        found |= {"logged_in"} if state["state"] != "offline" else set()
        found |= {"paid"} if state["paid"] else set()
    if plan is not None:
        found.add("scheduled")
        if state is not None and activity(state["state"]) == activity(plan["activity"]):
            found.add("adherent")
    return found


def quarters(start: datetime, end: datetime) -> list[datetime]:
    """Every quarter of an hour between: no zone begins an hour or changes its clocks anywhere else."""
    step = timedelta(minutes=15)
    first = start.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    return [at for n in range(int((end - first) / step) + 1) if start < (at := first + n * step) < end]


def slots(asked: Asked) -> list[tuple[str, datetime, timedelta, set[str]]]:
    """(agent, moment, length, kinds) of every stretch of the span in which nothing changes."""
    found: list[tuple[str, datetime, timedelta, set[str]]] = []
    records = asked.records
    agents = {one["agent_id"] for one in (*records.agent_states, *records.schedules)}
    for agent in agents:
        states = [one for one in records.agent_states if one["agent_id"] == agent]
        plans = [one for one in records.schedules if one["agent_id"] == agent]
        edges = {one[side] for one in (*states, *plans) for side in ("started_at", "ended_at")}
        inside = {edge for edge in edges if asked.start < edge < asked.end}
        points = sorted(inside | {asked.start, asked.end} | set(quarters(asked.start, asked.end)))
        for first, last in pairwise(points):
            active = kinds(at_moment(states, "state", first), at_moment(plans, "activity", first))
            if active:
                found.append((agent, first, last - first, active))
    return found
