"""What supervisors and the rota write down: quality reviews by criteria, schedules, absences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from random import Random
from typing import NamedTuple

from bot.demo.centre import STORIES
from bot.demo.handling import Outcome
from bot.demo.rota import Shift

# Criterion, its kind, the points it can give, the usual part that is given.
CRITERIA = (
    ("Greeting as scripted", "script", 10, 0.92),
    ("Data protection check", "script", 20, 0.95),
    ("Offer read out", "script", 10, 0.80),
    ("Understood the issue", "other", 30, 0.86),
    ("Clear next step", "other", 30, 0.84),
)
REVIEWED = 0.022  # of the handled contacts
CRITICAL = 0.03


class Quality(NamedTuple):
    review_id: str
    contact_id: str
    agent_id: str
    reviewed_at: float
    criterion: str
    criterion_kind: str
    points: int
    possible: int
    critical_error: bool


class Schedule(NamedTuple):
    agent_id: str
    activity: str
    started_at: float
    ended_at: float


class Absence(NamedTuple):
    absence_id: str
    agent_id: str
    date: str
    hours: float
    approved: bool


def reviews(chance: Random, outcomes: Sequence[Outcome], end: float) -> Iterator[Quality]:
    """Some of the day's contacts, looked at a day or two later; a fault is a critical error of the whole."""
    for contact, _, agent, ended, solved, age in outcomes:
        if agent is None or contact.outcome != "handled" or chance.random() > REVIEWED:
            continue
        at = ended + chance.randrange(4, 40) * 3600
        if at >= end:
            continue
        good = agent.skill + (0.03 if solved else -0.05)
        if agent.team.name == "Juniper" and age < STORIES.pressed:
            good -= 0.07
        critical = chance.random() < CRITICAL
        for criterion, kind, possible, usual in CRITERIA:
            part = min(1.0, max(0.0, chance.gauss(usual + good, 0.13)))
            row = (criterion, kind, round(possible * part), possible, critical)
            yield Quality(f"q{contact.contact_id}", contact.contact_id, agent.id, at, *row)


def schedules(midnight: float, shifts: Sequence[Shift]) -> Iterator[Schedule]:
    for shift in shifts:
        for activity, start, end in shift.blocks:
            yield Schedule(shift.agent.id, activity, midnight + start, midnight + end)


def absences(day: str, shifts: Sequence[Shift]) -> Iterator[Absence]:
    for shift in shifts:
        if shift.absent:
            yield Absence(f"x{day}{shift.agent.id}", shift.agent.id, day, shift.hours, shift.approved)
