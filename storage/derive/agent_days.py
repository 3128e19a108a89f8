"""`agent_time`: what each agent did when, without overlaps, from states and schedules.

At every instant an agent is in one state: of those that cover it, the one that began last (of two that
began together, the one that ends first, then by name). So intervals of one state merge, and of two different
ones the later cuts the earlier, which goes on afterwards if it has not ended. The same holds for schedules.
This looks at an instant alone, so that a changed record only touches its own days.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from heapq import heappop, heappush
from itertools import islice, pairwise
from typing import NamedTuple

from sqlalchemy import (
    BigInteger,
    Connection,
    String,
    Table,
    column,
    delete,
    insert,
    select,
    table,
    true,
    type_coerce,
)

from storage.schema import agent_states, agent_time, micros, schedules

AgentSpan = tuple[str, datetime, datetime]
DAY = 86_400_000_000

# Millions of rows pass through here: the instants stay the integers that they are.
_AS_INTEGERS = table(
    "agent_time",
    *(column(name, String) for name in ("kind", "agent_id")),
    *(column(name, BigInteger) for name in ("started_at", "ended_at")),
)

_ON_QUEUE = {"handling": "on queue", "available": "on queue"}


class Interval(NamedTuple):
    """start <= t < end in microseconds since 1970 UTC; `paid` means nothing for schedules."""

    start: int
    end: int
    label: str
    paid: bool = True


def refresh_agent_time(connection: Connection, spans: Iterable[AgentSpan]) -> None:
    """Rebuild the UTC days that these intervals touch; see `storage.derive.refresh`."""
    touched: dict[str, set[tuple[int, int]]] = {}
    for agent, start, end in spans:
        touched.setdefault(agent, set()).add((micros(start) // DAY, -(-micros(end) // DAY)))
    for agent, days in touched.items():
        for first, last in _joined(days):
            _rebuild(connection, agent, first * DAY, last * DAY)


def _joined(ranges: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Half-open ranges of days, those that touch made one."""
    current: tuple[int, int] | None = None
    for first, last in sorted(ranges):
        if current is not None and first <= current[1]:
            current = (current[0], max(current[1], last))
            continue
        if current is not None:
            yield current
        current = (first, last)
    if current is not None:
        yield current


def _rebuild(connection: Connection, agent: str, start: int, end: int) -> None:
    began = type_coerce(agent_time.c.started_at, BigInteger)
    here = (agent_time.c.agent_id == agent, began >= start, began < end)
    connection.execute(delete(agent_time).where(*here))
    states, planned = (_read(connection, kind, agent, start, end) for kind in (agent_states, schedules))
    rows = [
        {"kind": kind, "agent_id": agent, "started_at": piece[0], "ended_at": piece[1]}
        for kind, stretches in by_kind(states, planned).items()
        for piece in _days(stretches, start, end)
    ]
    if rows:
        connection.execute(insert(_AS_INTEGERS), rows)


def _read(connection: Connection, kind: Table, agent: str, start: int, end: int) -> list[Interval]:
    began, ended = (type_coerce(kind.c[name], BigInteger) for name in ("started_at", "ended_at"))
    label = kind.c.state if kind is agent_states else kind.c.activity
    paid = kind.c.paid if kind is agent_states else true()
    found = select(began, ended, label, paid).where(kind.c.agent_id == agent, began < end, ended > start)
    return [Interval(*row) for row in connection.execute(found)]


def by_kind(states: Sequence[Interval], planned: Sequence[Interval]) -> dict[str, list[tuple[int, int]]]:
    """Per kind of `agent_time` its stretches of time in order, none touching the next."""
    actual, schedule = winning(states), winning(planned)
    return {
        "handling": merged((s.start, s.end) for s in actual if s.label == "handling"),
        "available": merged((s.start, s.end) for s in actual if s.label == "available"),
        "logged_in": merged((s.start, s.end) for s in actual if s.label != "offline"),
        "paid": merged((s.start, s.end) for s in actual if s.paid),
        "scheduled": merged((s.start, s.end) for s in schedule),
        "adherent": merged(_adherent(actual, schedule)),
    }


def winning(intervals: Iterable[Interval]) -> list[Interval]:
    """The one interval that counts at each instant, as stretches in order of time that do not overlap."""
    waiting = sorted(interval for interval in intervals if interval.start < interval.end)
    edges = sorted({edge for interval in waiting for edge in interval[:2]})
    open_now: list[tuple[int, int, str, bool]] = []
    found: list[Interval] = []
    upcoming = 0
    for start, end in pairwise(edges):
        while upcoming < len(waiting) and waiting[upcoming].start == start:
            interval = waiting[upcoming]
            heappush(open_now, (-interval.start, interval.end, interval.label, interval.paid))
            upcoming += 1
        while open_now and open_now[0][1] <= start:
            heappop(open_now)
        if open_now:
            found.append(Interval(start, end, *open_now[0][2:]))
    return found


def merged(stretches: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Stretches in order of time, those that touch made one."""
    found: list[tuple[int, int]] = []
    for start, end in stretches:
        if found and found[-1][1] == start:
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
    return found


def _adherent(actual: Sequence[Interval], schedule: Sequence[Interval]) -> Iterator[tuple[int, int]]:
    """Where the state is the scheduled activity; taking contacts and waiting for them are one activity."""
    done = 0
    for plan in schedule:
        while done < len(actual) and actual[done].end <= plan.start:
            done += 1
        for state in islice(actual, done, None):
            if state.start >= plan.end:
                break
            if _ON_QUEUE.get(state.label, state.label) == _ON_QUEUE.get(plan.label, plan.label):
                yield max(state.start, plan.start), min(state.end, plan.end)


def _days(stretches: Iterable[tuple[int, int]], start: int, end: int) -> Iterator[tuple[int, int]]:
    """The parts of the stretches inside start..end, cut at UTC midnights."""
    for first, last in stretches:
        cut = max(first, start)
        while cut < min(last, end):
            following = min(last, end, (cut // DAY + 1) * DAY)
            yield cut, following
            cut = following
