"""What comes in on a day: new issues by hour, queue and channel, with the strike and the release in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from bot.demo.centre import CHANNELS, HOURS, QUEUES, RELEASE_REASON, STORIES, Channel, Queue
from bot.demo.chance import Weighted, poisson, weighted
from bot.demo.people import Customer

ANONYMOUS = 0.03
OUTBOUND = 0.06
STRIKE_DAYS, STRIKE = 2, 3.2
RELEASED = 0.4
REASONS: dict[str, Weighted[str]] = {queue.name: weighted(queue.reasons) for queue in QUEUES}


@dataclass(frozen=True, slots=True)
class Arrival:
    """A contact that enters its queue at `at` (seconds since 1970); `attempt` 0 is a new issue."""

    at: float
    queue: Queue
    channel: Channel
    outbound: bool
    reason: str | None
    customer: Customer | None
    attempt: int = 0


def arrivals(
    chance: Random, midnight: float, volume: float, age: float, people: Sequence[Customer]
) -> list[Arrival]:
    """New issues of the day that begins at `midnight`; `age` is how many days before the end it is."""
    queues = weighted([(queue, queue.weight * _swollen(queue, age)) for queue in QUEUES])
    channels = weighted([(channel, channel.weight) for channel in CHANNELS])
    swell = queues.bounds[-1] / sum(queue.weight for queue in QUEUES)
    made: list[Arrival] = []
    for hour, part in enumerate(HOURS):
        for _ in range(poisson(chance, volume * swell * part / sum(HOURS))):
            at = midnight + hour * 3600 + chance.random() * 3600
            made.append(_arrival(chance, at, queues.draw(chance), channels.draw(chance), age, people))
    return made


def _arrival(
    chance: Random, at: float, queue: Queue, channel: Channel, age: float, people: Sequence[Customer]
) -> Arrival:
    # A few customers call often: the square of a uniform number favours the first ones.
    customer = people[int(len(people) * chance.random() ** 1.7)] if chance.random() > ANONYMOUS else None
    outbound = chance.random() < OUTBOUND
    return Arrival(
        round(at),
        queue,
        CHANNELS[0] if outbound else channel,
        outbound,
        _reason(chance, queue, age),
        customer,
    )


def _reason(chance: Random, queue: Queue, age: float) -> str | None:
    if chance.random() < 0.015:
        return None
    if queue.name == "Technical Support" and age < STORIES.release and chance.random() < RELEASED:
        return RELEASE_REASON
    return REASONS[queue.name].draw(chance)


def _swollen(queue: Queue, age: float) -> float:
    struck = STORIES.strike - STRIKE_DAYS < age <= STORIES.strike
    if queue.name == "Deliveries" and struck:
        return STRIKE
    return 1.12 if queue.name == "Technical Support" and age < STORIES.release else 1.0
