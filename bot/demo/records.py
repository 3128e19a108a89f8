"""The centre's records, kind by kind as `heartline ingest` takes them, day by day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, time
from random import Random
from typing import NamedTuple

from bot.demo.days import Cast, Day, Plan, days, holidays, people
from bot.demo.floor import DAY
from bot.demo.ledger import costs, sessions, targets
from bot.demo.people import Agent, Customer
from bot.demo.reviews import absences, reviews, schedules
from bot.demo.surveys import contact_surveys, relational_surveys, staff_surveys
from bot.demo.talks import talks

Value = object
Batch = tuple[str, Sequence[tuple[Value, ...]]]
# Not records but contacts in words: `heartline ingest transcripts` takes them.
TRANSCRIPTS = "transcripts"

# Kind -> its columns, in the order of the rows below. Moments are seconds since 1970, dates are dates.
COLUMNS: dict[str, tuple[str, ...]] = {
    "staff": ("agent_id", "name", "team", "site", "hired_on", "left_on", "leave_reason"),
    "customers": ("customer_id", "segment", "since", "lost_on"),
    "holidays": ("date", "name"),
    "costs": ("cost_id", "from", "to", "amount", "kind", "queue"),
    "targets": (
        "metric", "variant", "value", "from", "to", "queue", "channel", "weekday", "low", "high",
    ),
    "contacts": (
        "contact_id", "started_at", "channel", "direction", "queue", "team", "site", "agent_id",
        "customer_id", "reason", "stage", "language", "segment", "outcome", "wait_s", "talk_s", "hold_s",
        "acw_s", "transfers", "resolved", "first_response_s", "cost", "sale_amount", "sales_contact",
    ),
    "surveys": (
        "survey_id", "kind", "contact_id", "customer_id", "agent_id", "sent_at", "answered_at", "score",
        "scale_min", "scale_max",
    ),
    # Before the states: each taking in works out anew the agents' days that it touches.
    "schedules": ("agent_id", "activity", "started_at", "ended_at"),
    "agent_states": ("agent_id", "state", "started_at", "ended_at"),
    "quality": (
        "review_id", "contact_id", "agent_id", "reviewed_at", "criterion", "criterion_kind", "points",
        "possible", "critical_error",
    ),
    "absences": ("absence_id", "agent_id", "date", "hours", "approved"),
    "digital": ("session_id", "kind", "channel", "started_at", "completed", "failed"),
}  # fmt: skip


class Chances(NamedTuple):
    """One source of chance a kind: more reviews change no survey."""

    surveys: Random
    reviews: Random
    web: Random
    ledger: Random
    talks: Random


def batches(plan: Plan) -> Iterator[Batch]:
    """(kind, rows): the lists first, then what happens, a day at a time."""
    who = people(plan)
    chances = Chances(*(Random(f"{plan.seed} {name}") for name in Chances._fields))
    yield from _lists(plan, who, chances.ledger)
    for day in days(plan, who):
        yield from _day(plan, who, day, chances)


def _lists(plan: Plan, who: Cast, chance: Random) -> Iterator[Batch]:
    end, daily = plan.end.date(), plan.contacts / plan.days
    yield "staff", [_staff(agent) for agent in who.agents]
    yield "customers", [_customer(one) for one in who.customers]
    years = range(plan.first.year, end.year + 2)
    yield "holidays", [(day, name) for year in years for day, name in holidays(year).items()]
    working = sum(agent.works_on(end) for agent in who.agents)
    yield "costs", list(costs(chance, plan.first, end, working, daily))
    yield "targets", list(targets(plan.first))


def _day(plan: Plan, who: Cast, day: Day, chances: Chances) -> Iterator[Batch]:
    end, daily = plan.end.timestamp(), plan.contacts / plan.days
    midnight = datetime.combine(day.date, time(), plan.zone).timestamp()
    age = (end - midnight) / DAY
    yield "contacts", [outcome.contact for outcome in day.outcomes]
    rated = list(contact_surveys(chances.surveys, day.outcomes, end))
    asked = [
        *rated,
        *relational_surveys(chances.surveys, day.date, plan.zone, who.customers, end),
        *staff_surveys(chances.surveys, day.date, plan.zone, who.agents, age, end),
    ]
    yield "surveys", asked
    yield TRANSCRIPTS, list(talks(chances.talks, day.outcomes, rated))
    yield "agent_states", day.states
    yield "schedules", list(schedules(midnight, day.shifts))
    yield "quality", list(reviews(chances.reviews, day.outcomes, end))
    yield "absences", list(absences(day.date.isoformat(), day.shifts))
    yield "digital", list(sessions(chances.web, midnight, age, daily, end))


def _staff(agent: Agent) -> tuple[Value, ...]:
    who = (agent.id, agent.name, agent.team.name, agent.team.site)
    return (*who, agent.hired, agent.left, agent.reason)


def _customer(one: Customer) -> tuple[Value, ...]:
    return (one.id, one.segment, one.since, one.lost)
