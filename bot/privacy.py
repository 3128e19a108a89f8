"""Which answers are for the asker alone."""

from kpi_engine.result import Result

PRIVATE = "agent"


def about_agents(result: Result) -> bool:
    """Whether an answer holds figures about single agents: by slice, by filter or by threshold."""
    query = result.query
    if query is None:
        return False
    by_filter = any(one.dimension == PRIVATE for one in query.filters)
    return PRIVATE in query.group_by or by_filter or any(PRIVATE in row.slice for row in result.rows)
