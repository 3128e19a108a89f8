"""Who works when: shifts laid where the day's load needs them, with breaks, meetings, training, absences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from random import Random

from bot.demo.centre import CLOSES, HOURS, OPENS, WEEKDAYS
from bot.demo.people import Agent

QUARTER = 900
SHIFT = 18  # quarter-hours: a centre of part-timers
MEAN_DAYS = 4.2  # days a week that one works
ABSENT, UNAPPROVED = 0.045, 0.4
MEETING_DAY = 2
LEAST_COVER = 6.0  # of HOURS: somebody opens and somebody closes
SMALL_IS_HARDER = 0.8  # few agents need more slack for the same service level (Erlang C)


@dataclass(frozen=True, slots=True)
class Shift:
    """Planned (activity, start, end) in seconds after local midnight, without gaps; `absent` never comes."""

    agent: Agent
    blocks: tuple[tuple[str, int, int], ...]
    absent: bool
    approved: bool

    @property
    def hours(self) -> float:
        return (self.blocks[-1][2] - self.blocks[0][1]) / 3600


def shifts(chance: Random, people: Sequence[Agent], day: date, volume: float) -> list[Shift]:
    """The day's shifts; `volume` is the day's part of a usual one of its weekday (1.0, less on holidays)."""
    present = [agent for agent in people if agent.works_on(day)]
    teams = sorted({agent.team.name for agent in present})
    made: list[Shift] = []
    for team in teams:
        members = [agent for agent in present if agent.team.name == team]
        wanted = len(members) * MEAN_DAYS / 7 * (_busy(day) * volume) ** SMALL_IS_HARDER
        on_duty = chance.sample(members, min(len(members), max(1, int(wanted + chance.random()))))
        starts = _starts(len(on_duty))
        made += [_shift(chance, agent, start, day) for agent, start in zip(on_duty, starts, strict=True)]
    return made


def _busy(day: date) -> float:
    return WEEKDAYS[day.weekday()] / (sum(WEEKDAYS) / len(WEEKDAYS))


def _starts(count: int) -> list[int]:
    """Quarter-hours after opening at which `count` shifts begin, each where the cover is furthest behind."""
    quarters = (CLOSES - OPENS) * 4
    load = [max(HOURS[OPENS + quarter // 4], LEAST_COVER) for quarter in range(quarters)]
    scale = count * SHIFT / sum(load)
    lacking = [each * scale for each in load]
    starts: list[int] = []
    for _ in range(count):
        begins = range(0, quarters - SHIFT + 1, 2)
        best = max(begins, key=lambda begin: sum(lacking[begin : begin + SHIFT]))
        starts.append(best)
        for quarter in range(best, best + SHIFT):
            lacking[quarter] -= 1
    return starts


def _shift(chance: Random, agent: Agent, begin: int, day: date) -> Shift:
    start = OPENS * 3600 + begin * QUARTER
    end = start + SHIFT * QUARTER
    pause = start + chance.randrange(7, 11) * QUARTER
    stops = [("break", pause, pause + QUARTER)]
    if day.weekday() == MEETING_DAY:
        stops.append(("meeting", end - 4 * QUARTER, end - 2 * QUARTER))
    elif chance.random() < 0.08:
        stops.append(("training", end - 5 * QUARTER, end - 2 * QUARTER))
    absent = chance.random() < ABSENT
    return Shift(agent, _blocks(start, end, stops), absent, absent and chance.random() >= UNAPPROVED)


def _blocks(start: int, end: int, stops: list[tuple[str, int, int]]) -> tuple[tuple[str, int, int], ...]:
    blocks: list[tuple[str, int, int]] = []
    for activity, begins, finishes in stops:
        blocks += [("available", start, begins), (activity, begins, finishes)]
        start = finishes
    return (*blocks, ("available", start, end))
