"""What customers and agents answer when they are asked: ratings that follow from what happened."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time
from random import Random
from typing import NamedTuple
from zoneinfo import ZoneInfo

from bot.demo.centre import STORIES
from bot.demo.handling import Outcome
from bot.demo.people import Agent, Customer

# Kind -> the part of handled contacts that is asked, the part of these that answers, the scale.
ASKED = (
    ("csat", 0.50, 0.38, 1, 5),
    ("nps", 0.10, 0.24, 0, 10),
    ("ces", 0.09, 0.26, 1, 7),
    ("fcr", 0.10, 0.29, 0, 1),
)
ESAT_EVERY = 28  # days between two pulses of one agent
RELATIONAL = 0.004  # of the customers, asked on a day how likely they are to recommend
FELL = 0.75  # Willow's ratings since its coach left


class Survey(NamedTuple):
    """A record of `surveys`; moments in seconds since 1970."""

    survey_id: str
    kind: str
    contact_id: str | None
    customer_id: str | None
    agent_id: str | None
    sent_at: float
    answered_at: float | None
    score: float | None
    scale_min: int
    scale_max: int


def contact_surveys(chance: Random, outcomes: Iterable[Outcome], end: float) -> Iterator[Survey]:
    """Surveys sent after handled contacts; one contact is asked at most once."""
    for contact, arrival, agent, ended, solved, age in outcomes:
        if agent is None or contact.outcome != "handled" or arrival.outbound:
            continue
        kind, answers, least, most = _asked(chance)
        sent, answered = ended + 120, ended + 120 + round(chance.expovariate(1 / 9000))
        if not kind or sent > end:
            continue
        replies = chance.random() < answers and answered < end
        felt = _felt(chance, contact.wait_s or 0.0, agent, solved, age)
        score = _score(chance, kind, felt, solved, least, most) if replies else None
        who = (contact.contact_id, contact.customer_id, None)
        when = (sent, answered if replies else None)
        yield Survey(f"s{contact.contact_id}", kind, *who, *when, score, least, most)


def relational_surveys(
    chance: Random, day: date, zone: ZoneInfo, people: Sequence[Customer], end: float
) -> Iterator[Survey]:
    """The day's part of the yearly question, sent in the morning to customers who are still there."""
    sent = datetime.combine(day, time(9), zone).timestamp()
    for customer in chance.sample(people, max(1, round(len(people) * RELATIONAL))):
        answered = sent + round(chance.expovariate(1 / 20_000)) + 60
        if customer.lost or answered >= end or chance.random() > 0.35:
            continue
        score = min(10, max(0, round(chance.gauss(8.1 if customer.segment == "Premium" else 7.5, 2.1))))
        name = f"r{day:%Y%m%d}{customer.id}"
        yield Survey(name, "nps", None, customer.id, None, sent, answered, score, 0, 10)


def staff_surveys(
    chance: Random, day: date, zone: ZoneInfo, people: Sequence[Agent], age: float, end: float
) -> Iterator[Survey]:
    """A pulse every four weeks, each agent on a day of their own."""
    sent = datetime.combine(day, time(10), zone).timestamp()
    for place, agent in enumerate(people):
        answered = sent + round(chance.expovariate(1 / 12_000)) + 60
        turn = (day.toordinal() + place) % ESAT_EVERY == 0 and agent.works_on(day)
        if not turn or answered >= end or chance.random() > 0.85:
            continue
        low = 0.8 if agent.team.name == "Willow" and age < STORIES.coach_left else 0.0
        score = min(5, max(1, round(chance.gauss(3.9 + agent.charm - low, 0.9))))
        name = f"e{day:%Y%m%d}{agent.id}"
        yield Survey(name, "esat", None, None, agent.id, sent, answered, score, 1, 5)


def _asked(chance: Random) -> tuple[str, float, int, int]:
    draw = chance.random()
    for kind, share, answers, least, most in ASKED:
        if draw < share:
            return kind, answers, least, most
        draw -= share
    return "", 0.0, 0, 0


def _felt(chance: Random, waited: float, agent: Agent, solved: bool, age: float) -> float:
    """A rating before rounding, on 1 to 5."""
    low = FELL if agent.team.name == "Willow" and age < STORIES.coach_left else 0.0
    mood = 4.55 if solved else 2.75
    return mood + agent.charm - low - min(waited / 400, 1.0) * 0.6 + chance.gauss(0.0, 0.75)


def _score(chance: Random, kind: str, felt: float, solved: bool, least: int, most: int) -> int:
    """On the kind's scale; asked whether it was settled, one in twelve disagrees with the facts."""
    if kind == "fcr":
        return int(solved != (chance.random() < 0.08))
    stretched = least + (felt - 1) / 4 * (most - least)
    return min(most, max(least, round(stretched)))
