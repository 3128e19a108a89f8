"""How a customer feels about a contact, from what happened in it and what was answered afterwards."""

from __future__ import annotations

from random import Random

from bot.demo.centre import RELEASE_REASON, STORIES
from bot.demo.handling import Outcome

# What a queue's matters do to a mood from the start.
_QUEUES = {"Complaints": -0.9, "Technical Support": -0.25, "Sales": 0.45}
# A rating is far from the whole truth about a mood, and yet some of it.
_RATED = 0.5
_MIDDLE = 4.0  # of a rating on 1 to 5
_LONG = 300.0  # seconds of waiting after which people say so
_WORRYING = frozenset(
    ("Refund status", "Payment failed", "Login problem", "Late parcel", "Setup help", RELEASE_REASON)
)


def spirits(chance: Random, outcome: Outcome, rating: float | None) -> float:
    """A number around 0: over 1 is delighted, under -1 furious. `rating`: a CSAT answer, if any."""
    contact, arrival, agent, _, solved, age = outcome
    found = 0.75 + chance.gauss(0.0, 0.7) + _QUEUES.get(contact.queue, 0.0)
    found -= min((contact.wait_s or 0.0) / 480, 1.0) + 0.6 * (contact.transfers or 0)
    found -= 0.45 * min(arrival.attempt, 3) + (0.0 if solved else 0.45)
    found -= 0.5 * (contact.reason == RELEASE_REASON)
    if agent is not None:
        found += agent.charm - 0.5 * (agent.team.name == "Willow" and age < STORIES.coach_left)
    return found if rating is None else found + _RATED * (rating - _MIDDLE)


def mood(chance: Random, outcome: Outcome, rating: float | None) -> str:
    """One of the moods of talk/moods.toml."""
    found, contact, solved = spirits(chance, outcome, rating), outcome.contact, outcome.solved
    if found > 1.1:
        return "delighted" if solved else "calm"
    if found > 0.3:
        return "calm"
    if found > -0.1:
        return "anxious" if contact.reason in _WORRYING and chance.random() < 0.6 else "flat"
    if found > -0.9:
        return "recovered" if solved else "disappointed"
    passed_on = bool(contact.transfers) or (contact.wait_s or 0) > _LONG or outcome.arrival.attempt > 0
    return "neglected" if passed_on and chance.random() < 0.6 else "furious"
