"""The centre's days one after the other, up to a clock: the contacts and states of each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from bot.demo.arrivals import arrivals
from bot.demo.centre import HOURS, WEEKDAYS
from bot.demo.duty import State
from bot.demo.floor import DAY, Floor
from bot.demo.handling import Outcome
from bot.demo.people import Agent, Customer, agents, customers
from bot.demo.rota import Shift, shifts

# How many of the contacts are new issues (the rest come back or are calls back), as measured.
NEW = 0.745
AGENTS = 60 / (50_000 / 90)  # per contact a day
QUIET = 0.4  # a holiday's part of a usual day


@dataclass(frozen=True, slots=True)
class Plan:
    """What the generated records depend on, wholly: the same plan gives the same records.

    `end` is the clock, aware, in the centre's zone; the first day begins `days` before the end's day.
    """

    end: datetime
    contacts: int = 50_000
    days: int = 90
    seed: int = 1

    @property
    def first(self) -> date:
        return self.end.date() - timedelta(days=self.days)

    @property
    def zone(self) -> ZoneInfo:
        if not isinstance(self.end.tzinfo, ZoneInfo):
            raise TypeError("the end of a plan has an IANA zone")
        return self.end.tzinfo


@dataclass(frozen=True, slots=True)
class Cast:
    agents: tuple[Agent, ...]
    customers: tuple[Customer, ...]


@dataclass(frozen=True, slots=True)
class Day:
    date: date
    outcomes: list[Outcome]
    states: list[State]
    shifts: list[Shift]


def people(plan: Plan) -> Cast:
    """Who works and who calls; about two contacts a customer."""
    chance = Random(f"{plan.seed} people")
    staff = agents(chance, max(12, round(plan.contacts / plan.days * AGENTS)), plan.first, plan.end.date())
    callers = customers(chance, max(50, round(plan.contacts * 0.45)), plan.end.date())
    return Cast(tuple(staff), tuple(callers))


def days(plan: Plan, who: Cast) -> Iterator[Day]:
    """Every day from the first to the running one."""
    chance, floor = Random(f"{plan.seed} floor"), Floor(Random(f"{plan.seed} events"), plan.end.timestamp())
    dates = [plan.first + timedelta(days=place) for place in range(plan.days + 1)]
    volumes = [_volume(chance, day) for day in dates]
    scale = plan.contacts * NEW / (sum(volumes[:-1]) + volumes[-1] * _elapsed(plan))
    for day, volume in zip(dates, volumes, strict=True):
        midnight, length = _span(day, plan.zone)
        age = (plan.end.timestamp() - midnight) / DAY
        new = arrivals(chance, midnight, volume * scale, age, who.customers)
        planned = shifts(chance, who.agents, day, QUIET if day in holidays(day.year) else 1.0)
        yield Day(day, *floor.day(midnight, length, new, planned), planned)


def holidays(year: int) -> dict[date, str]:
    """Date -> name; the last Monday of August moves."""
    august = date(year, 8, 31)
    return {
        date(year, 1, 1): "New Year",
        date(year, 5, 1): "May Day",
        august - timedelta(days=august.weekday()): "Summer Bank Holiday",
        date(year, 12, 25): "Christmas Day",
        date(year, 12, 26): "Boxing Day",
    }


def _volume(chance: Random, day: date) -> float:
    quiet = QUIET if day in holidays(day.year) else 1.0
    return WEEKDAYS[day.weekday()] * quiet * max(0.7, chance.gauss(1.0, 0.06))


def _elapsed(plan: Plan) -> float:
    """The part of the running day's contacts that have come by the end."""
    hour = plan.end.hour + plan.end.minute / 60
    return sum(part * min(1.0, max(0.0, hour - start)) for start, part in enumerate(HOURS)) / sum(HOURS)


def _span(day: date, zone: ZoneInfo) -> tuple[float, float]:
    """The local midnight that begins the day, in seconds since 1970, and the day's length."""
    begins = datetime.combine(day, time(), zone).timestamp()
    return begins, datetime.combine(day + timedelta(days=1), time(), zone).timestamp() - begins
