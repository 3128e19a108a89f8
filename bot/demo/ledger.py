"""What a team keeps in lists: costs by month, targets with bands, named days, sessions on the web site."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import NamedTuple

from bot.demo.centre import HOURS, QUEUES, STORIES
from bot.demo.chance import poisson

SALARY, LICENCES = 1750, 95  # a part-timer's month
SESSIONS = 0.22  # a day, for each contact a day


class Cost(NamedTuple):
    cost_id: str
    first: date
    last: date
    amount: Decimal
    kind: str
    queue: str | None


class Target(NamedTuple):
    metric: str
    variant: str | None
    value: float
    first: date
    last: date | None
    queue: str | None = None
    channel: str | None = None
    weekday: str | None = None
    low: float | None = None
    high: float | None = None


class Session(NamedTuple):
    session_id: str
    kind: str
    channel: str
    started_at: float
    completed: bool | None
    failed: bool | None


def costs(chance: Random, first: date, end: date, agents: int, contacts_a_day: float) -> Iterator[Cost]:
    """Salaries and licences of each month from `first` to `end`; every queue's carriers by its weight."""
    month = first.replace(day=1)
    while month <= end:
        following = (month + timedelta(days=32)).replace(day=1)
        last, name = following - timedelta(days=1), f"{month:%Y-%m}"
        wages = Decimal(round(agents * SALARY * chance.gauss(1.0, 0.02)))
        yield Cost(f"{name}-salaries", month, last, wages, "fixed", None)
        yield Cost(f"{name}-licences", month, last, Decimal(agents * LICENCES), "fixed", None)
        for queue in QUEUES:
            amount = contacts_a_day * 30 * queue.weight / 100 * 0.35 * chance.gauss(1.0, 0.05)
            key = f"{name}-carrier-{queue.name.replace(' ', '-').lower()}"
            yield Cost(key, month, last, Decimal(f"{amount:.2f}"), "variable", queue.name)
        month = following


def targets(first: date) -> Iterator[Target]:
    """In force from the year's begin; FCR's was raised from 70 in the middle of the period."""
    start, raised = first.replace(month=1, day=1), first + timedelta(days=45)
    yield Target("service_level", None, 80, start, None)
    yield Target("service_level", None, 70, start, None, queue="Complaints")
    yield Target("abandonment_rate", None, 6, start, None)
    yield Target("average_handle_time", None, 570, start, None, low=510, high=630)
    for queue in QUEUES:
        usual = round((queue.talk * 1.12 + queue.wrap) / 10) * 10
        low, high = round(usual * 0.9), round(usual * 1.1)
        yield Target("average_handle_time", None, usual, start, None, queue.name, low=low, high=high)
    yield Target("fcr", None, 70, start, raised - timedelta(days=1))
    yield Target("fcr", None, 75, raised, None)
    yield Target("csat", None, 78, start, None)
    yield Target("csat", None, 82, start, None, channel="chat")
    yield Target("nps", "transactional", 20, start, None)
    yield Target("occupancy", None, 80, start, None, low=75, high=85)
    yield Target("quality_score", None, 85, start, None)
    yield Target("average_speed_of_answer", None, 25, start, None)
    yield Target("average_speed_of_answer", None, 40, start, None, weekday="monday")


def sessions(
    chance: Random, midnight: float, age: float, contacts_a_day: float, end: float
) -> Iterator[Session]:
    """Checkouts and self-service of a day, round the clock; self-service fails more after the release."""
    failing = 0.16 if age < STORIES.release else 0.09
    for hour, part in enumerate(HOURS):
        mean = contacts_a_day * SESSIONS * (part / sum(HOURS) * 0.7 + 0.3 / 24)
        for place in range(poisson(chance, mean)):
            at = midnight + hour * 3600 + chance.randrange(3600)
            channel, name = chance.choice(("web", "app")), f"d{midnight:.0f}-{hour:02}-{place}"
            checkout, went = chance.random() < 0.4, chance.random()
            if at >= end:
                continue
            if checkout:
                yield Session(name, "checkout", channel, at, went < 0.64, None)
            else:
                yield Session(name, "self_service", channel, at, None, went < failing)
