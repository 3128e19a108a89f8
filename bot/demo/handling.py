"""What happens in a contact: how long it takes, whether it settles the issue, whether it comes back."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import NamedTuple

from bot.demo.arrivals import Arrival
from bot.demo.centre import CHANNELS, STORIES
from bot.demo.chance import lasting
from bot.demo.people import Agent

# The chance that the customer comes back with the same issue, and after how many median hours.
RETURNS = {"solved": (0.09, 60), "unsolved": (0.78, 22), "lost": (0.62, 1.5)}
EPOCH_DAY = date(1970, 1, 1)
NOBODY_THERE = 0.38  # outbound calls that nobody picks up
CONVERTS = 0.21


Blank = str | None
# The columns from `contact_id` to `segment`.
Opening = tuple[str, float, str, str, str, Blank, Blank, Blank, Blank, Blank, str, Blank, Blank]


class Contact(NamedTuple):
    """A record of `contacts` in its columns' order; `started_at` in seconds since 1970, None is blank."""

    contact_id: str
    started_at: float
    channel: str
    direction: str
    queue: str
    team: str | None
    site: str | None
    agent_id: str | None
    customer_id: str | None
    reason: str | None
    stage: str
    language: str | None
    segment: str | None
    outcome: str
    wait_s: float | None
    talk_s: float | None = None
    hold_s: float | None = None
    acw_s: float | None = None
    transfers: int | None = None
    resolved: bool | None = None
    first_response_s: float | None = None
    cost: Decimal | None = None
    sale_amount: Decimal | None = None
    sales_contact: bool | None = None


class Outcome(NamedTuple):
    """A finished contact, who had it, when it ended, and the truth about it that no record shows."""

    contact: Contact
    arrival: Arrival
    agent: Agent | None
    ended: float
    solved: bool
    age: float


def unhandled(contact_id: str, arrival: Arrival, outcome: str, wait: float | None, age: float) -> Outcome:
    """Abandoned, missed, voicemail or call-back: nobody spoke."""
    contact = Contact(*_opening(contact_id, arrival, None), outcome, wait)
    return Outcome(contact, arrival, None, arrival.at + (wait or 0), False, age)


def handled(
    chance: Random, contact_id: str, arrival: Arrival, agent: Agent, begun: float, age: float
) -> Outcome:
    """An agent takes it at `begun`; an outbound call may ring out."""
    opening = _opening(contact_id, arrival, agent)
    if arrival.outbound and chance.random() < NOBODY_THERE:
        contact = Contact(*opening, "missed", None)
        return Outcome(contact, arrival, agent, begun + chance.randrange(20, 45), False, age)
    solved = chance.random() < _solving(arrival, agent, age)
    talk, hold, wrap = _durations(chance, arrival, agent, age)
    waited = begun - arrival.at
    contact = Contact(
        *opening,
        "handled",
        waited if arrival.channel.live and not arrival.outbound else None,
        talk,
        hold,
        wrap if chance.random() > 0.004 else None,
        chance.choices((0, 1, 2), (91, 8, 1))[0],
        solved if chance.random() < 0.93 else None,
        _first_response(chance, arrival, waited, talk),
        Decimal(talk) * (4 if arrival.channel.name == "voice" else 2) / 10_000,
        *_sale(chance, arrival),
    )
    return Outcome(contact, arrival, agent, begun + talk + hold + wrap, solved, age)


def comes_back(chance: Random, outcome: Outcome) -> Arrival | None:
    """The same issue again, where it was not settled, or was and broke again; mostly by the same channel."""
    arrival, contact = outcome.arrival, outcome.contact
    if arrival.customer is None or arrival.outbound or contact.outcome in ("callback", "missed"):
        return None
    kind = "lost" if outcome.agent is None else "solved" if outcome.solved else "unsolved"
    share, hours = RETURNS[kind]
    if chance.random() > share * 0.8**arrival.attempt * (0.5 if arrival.queue.name == "Sales" else 1.0):
        return None
    at = outcome.ended + lasting(chance, hours * 3600, 0.9)
    channel = arrival.channel if chance.random() < 0.7 else CHANNELS[0]
    return Arrival(at, arrival.queue, channel, False, arrival.reason, arrival.customer, arrival.attempt + 1)


def _opening(contact_id: str, arrival: Arrival, agent: Agent | None) -> Opening:
    """The columns up to `segment`, in order."""
    who, queue = arrival.customer, arrival.queue
    team, site, agent_id = (agent.team.name, agent.team.site, agent.id) if agent else (None, None, None)
    customer, language, segment = (who.id, who.language, who.segment) if who else (None, None, None)
    direction = "outbound" if arrival.outbound else "inbound"
    kind = (contact_id, arrival.at, arrival.channel.name, direction, queue.name)
    return (*kind, team, site, agent_id, customer, arrival.reason, queue.stage, language, segment)


def _solving(arrival: Arrival, agent: Agent, age: float) -> float:
    chance = arrival.queue.solved + agent.skill - 0.06 * min(arrival.attempt, 2)
    if arrival.queue.name == "Technical Support" and age < STORIES.release:
        chance -= 0.14
    if agent.team.name == "Juniper" and age < STORIES.pressed:
        chance -= 0.15
    return chance


def _durations(chance: Random, arrival: Arrival, agent: Agent, age: float) -> tuple[int, int, int]:
    """Seconds of talk, hold, after-call work."""
    queue, channel = arrival.queue, arrival.channel
    pace = agent.pace * _learning(arrival, agent)
    if queue.name == "Technical Support" and age < STORIES.release:
        pace *= 1.20
    if agent.team.name == "Juniper" and age < STORIES.pressed:
        pace *= 0.80
    talk = lasting(chance, queue.talk * channel.longer * pace)
    hold = lasting(chance, 48, 0.6) if channel.name == "voice" and chance.random() < 0.27 else 0
    return talk, hold, lasting(chance, queue.wrap * channel.wrap * pace, 0.4)


def _learning(arrival: Arrival, agent: Agent) -> float:
    """A newcomer takes up to 30% longer in the first 60 days."""
    days = timedelta(seconds=arrival.at).days - (agent.hired - EPOCH_DAY).days
    return 1.0 + 0.3 * max(0.0, 1 - max(0, days) / 60)


def _first_response(chance: Random, arrival: Arrival, waited: float, talk: int) -> float | None:
    if arrival.outbound or arrival.channel.name == "voice":
        return None
    return waited + (chance.randrange(5, 40) if arrival.channel.live else round(talk * 0.8))


def _sale(chance: Random, arrival: Arrival) -> tuple[Decimal | None, bool]:
    if arrival.queue.name != "Sales":
        return None, False
    sold = chance.random() < CONVERTS * (1.2 if arrival.reason == "New order" else 0.9)
    return (Decimal(lasting(chance, 8900, 0.7)) / 100 if sold else None), True
