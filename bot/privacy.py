"""Which answers are for the asker alone."""

from __future__ import annotations

from dataclasses import replace

from bot.phrases import say
from kpi_engine.result import Result

PRIVATE = "agent"


def about_agents(result: Result) -> bool:
    """Whether an answer holds figures about single agents: by slice or by filter."""
    query = result.query
    if query is None:
        return False
    by_filter = any(one.dimension == PRIVATE for one in query.filters)
    return PRIVATE in query.group_by or by_filter or any(PRIVATE in row.slice for row in result.rows)


def for_a_channel(result: Result) -> Result:
    """The answer as a channel may see it. Drivers look at every dimension, agents too, though nobody asked
    about agents: those rows go, and whatever names one of them. A question about agents stays as it is,
    and `about_agents` still says so."""
    query = result.query
    if query is None or query.intent != "drivers" or PRIVATE in query.group_by:
        return result
    names = {str(row.slice[PRIVATE]) for row in result.rows if PRIVATE in row.slice}
    if not names:
        return result
    rows = tuple(row for row in result.rows if PRIVATE not in row.slice)
    notes = tuple(note for note in result.notes if not any(name in note for name in names))
    return replace(result, rows=rows, notes=(*notes, say(result.language, "agents_left_out")))
