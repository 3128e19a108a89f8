"""What the store works out from records when they come in, so that no question has to.

Two things are derived, both as if all records had been there from the start, whatever their order:

- the gap columns of `contacts`: how long before and after each inbound contact the same customer came with
  the same issue (`storage.derive.gaps`);
- `agent_time`: each agent's time without overlaps, from `agent_states` and `schedules`
  (`storage.derive.agent_days`).

Ingest also keeps, by itself, `dimension_values`: every value of a contact's dimensions, of `staff.team`,
`staff.site` and `customers.segment`, and under the dimension `agent` every `agent_id` that any record
names, also those that `staff` does not know.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection

from storage.derive.agent_days import AgentSpan, refresh_agent_time
from storage.derive.gaps import Issue, coming_gaps, refresh_gaps, write_gaps

__all__ = ["AgentSpan", "Issue", "coming_gaps", "refresh", "refresh_agent_time", "write_gaps"]


def refresh(
    connection: Connection, *, issues: Iterable[Issue] = (), agent_spans: Iterable[AgentSpan] = ()
) -> None:
    """Bring what is derived up to date with the rows as they now stand, inside the caller's transaction.

    For rows that came by another way than ingest. `issues`: (customer_id, reason) of every contact that was
    inserted or changed, as it was before (if it was there) and as it is now; a customer or reason of None is
    welcome, repetitions cost nothing. `agent_spans`: (agent_id, started_at, ended_at) of every inserted or
    changed row of `agent_states` and `schedules`, before and after. Rollups are not kept by it.
    Derived rows cost one row a day and kind: refuse intervals of absurd length (years) before they get here.
    """
    refresh_gaps(connection, issues)
    refresh_agent_time(connection, agent_spans)
