"""Who works in the invented centre and who calls it: agents with their habits, customers with their ways."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from bot.demo.centre import LANGUAGES, SEGMENTS, TEAMS, Team
from bot.demo.chance import weighted

FIRST = (
    "Aisha", "Ben", "Chiara", "Dimitar", "Elena", "Farid", "Grace", "Hana", "Ivan", "Julia", "Kofi", "Leila",
    "Marco", "Nadia", "Oscar", "Petra", "Qing", "Rosa", "Samir", "Tomas", "Uma", "Victor", "Wei", "Yasmin",
)  # fmt: skip
LAST = (
    "Rahman", "Carter", "Ferrari", "Petrov", "Silva", "Okafor", "Nguyen", "Schmidt", "Kovacs", "Haddad",
    "Lindgren", "Moreno", "Tanaka", "Dubois", "Hughes", "Ivanova", "Castro", "Mensah",
)  # fmt: skip
REASONS = (("Better offer", 5), ("Moved away", 2), ("Studies", 3), ("Dismissed", 1))


@dataclass(frozen=True, slots=True)
class Agent:
    """`pace` multiplies handle times, `skill` adds to the chance of settling it, `charm` to a rating."""

    id: str
    name: str
    team: Team
    hired: date
    left: date | None
    reason: str | None
    pace: float
    skill: float
    charm: float

    def works_on(self, day: date) -> bool:
        return self.hired <= day and (self.left is None or day < self.left)


@dataclass(frozen=True, slots=True)
class Customer:
    id: str
    segment: str
    language: str
    since: date
    lost: date | None


def agents(chance: Random, count: int, start: date, end: date) -> list[Agent]:
    """`count` who work at some time from start to end, and a quarter as many who had left by then."""
    gone = max(3, count // 4)
    names = _names(chance, count + gone)
    team = weighted([(each, each.weight) for each in TEAMS])
    # Every team gets its members in turn first, so that a small centre has no empty team.
    teams = [TEAMS[place] if place < len(TEAMS) else team.draw(chance) for place in range(count + gone)]
    spans = [_working(chance, place, start, end) for place in range(count)]
    spans += [_former(chance, start) for _ in range(gone)]
    people = zip(names, teams, spans, strict=True)
    return [_agent(chance, place, *person) for place, person in enumerate(people, 1)]


def customers(chance: Random, count: int, end: date) -> list[Customer]:
    """Customers of the last five years; about one in sixty is lost in a month."""
    segment, language = weighted(SEGMENTS), weighted(LANGUAGES)
    made: list[Customer] = []
    for place in range(1, count + 1):
        since = end - timedelta(days=int(1825 * chance.random()))
        lost = since + timedelta(days=30 + int(chance.expovariate(1 / 1800)))
        known_lost = lost if lost < end else None
        kind, speaks = segment.draw(chance), language.draw(chance)
        made.append(Customer(f"k{place:06}", kind, speaks, since, known_lost))
    return made


def _names(chance: Random, count: int) -> list[str]:
    """Names in no order; in a centre of this size two people share one, as happens."""
    every = [f"{first} {last}" for first in FIRST for last in LAST]
    chance.shuffle(every)
    names = [every[place % len(every)] for place in range(count)]
    names[-1], names[count // 2] = names[0], names[1]
    return names


def _working(chance: Random, place: int, start: date, end: date) -> tuple[date, date | None]:
    """One in ten joined lately, one in fifteen leaves before the end."""
    days = max(2, (end - start).days)
    if place % 10 == 7:
        return start + timedelta(days=chance.randrange(1, max(2, int(days * 0.8)))), None
    hired = start - timedelta(days=chance.randrange(40, 1500))
    leaves = place % 15 == 11
    return hired, start + timedelta(days=chance.randrange(1, days)) if leaves else None


def _former(chance: Random, start: date) -> tuple[date, date | None]:
    left = start - timedelta(days=chance.randrange(1, 400))
    return left - timedelta(days=chance.randrange(60, 1200)), left


def _agent(chance: Random, place: int, name: str, team: Team, span: tuple[date, date | None]) -> Agent:
    hired, left = span
    reason = weighted(REASONS).draw(chance) if left else None
    pace, skill, charm = chance.gauss(1.0, 0.11), chance.gauss(0.0, 0.05), chance.gauss(0.0, 0.22)
    return Agent(f"a{place:03}", name, team, hired, left, reason, max(0.7, pace), skill, charm)
