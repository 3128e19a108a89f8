"""Which answers are for the asker alone."""

from __future__ import annotations

from dataclasses import replace

from bot.phrases import say
from kpi_engine.result import Figure, Result, Row

PRIVATE = "agent"


def about_agents(result: Result) -> bool:
    """Whether an answer holds figures about single agents: by slice or by filter, or of a team of one; or
    asks back with their names."""
    query = result.query
    if query is None:
        return result.names_agents
    by_filter = any(one.dimension == PRIVATE for one in query.filters)
    return PRIVATE in query.group_by or by_filter or any(map(_single, result.rows))


def for_a_channel(result: Result) -> Result:
    """The answer as a channel may see it. Drivers look at every dimension, agents too, though nobody asked
    about agents: those rows go, and whatever names one of them. A question about agents stays as it is,
    and `about_agents` still says so."""
    query = result.query
    if query is None or query.intent != "drivers" or PRIVATE in query.group_by:
        return result
    single = [row for row in result.rows if row.slice and _single(row)]
    if not single:
        return result
    names = {str(row.slice[PRIVATE]) for row in single if PRIVATE in row.slice}
    rows = tuple(row for row in result.rows if row not in single)
    notes = tuple(note for note in result.notes if not any(name in note for name in names))
    return replace(result, rows=rows, notes=(*notes, say(result.language, "agents_left_out")))


def unasked(result: Result) -> Result:
    """The answer as it may be posted where nobody asked, so that nobody could have it alone: rows about
    single agents have no figures."""
    return replace(result, rows=tuple(_blank(row) if _single(row) else row for row in result.rows))


def _single(row: Row) -> bool:
    return row.alone or PRIVATE in row.slice


def _blank(row: Row) -> Row:
    figures = tuple(Figure(one.metric, None, one.unit, 0, used=one.used) for one in row.metrics)
    return Row(row.slice, figures, alone=True)
