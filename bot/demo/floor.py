"""The floor, event by event: contacts ring where somebody is free, else wait, and give up as people do.

Waits, abandons and occupancy are not drawn but follow from who is there and what comes in.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import replace
from heapq import heappop, heappush
from random import Random
from typing import Any

from bot.demo.arrivals import Arrival
from bot.demo.centre import CLOSES, OPENS, QUEUES, TEAMS, Team
from bot.demo.chance import lasting
from bot.demo.duty import Duty, State
from bot.demo.handling import Outcome, comes_back, handled, unhandled
from bot.demo.rota import Shift

DAY = 86_400
PATIENCE = {"voice": 190, "chat": 260}
QUICK = 0.012  # hang up within five seconds
CALLS_BACK = 0.15  # of those who would give up after a minute, take a call-back instead
STALE = 4 * 3600  # a mail this old is taken even if nobody else is free
# In the order of the queues: a set's order would differ from process to process, and with it what is drawn.
SERVES: dict[str, tuple[Team, ...]] = {
    queue.name: tuple(team for team in TEAMS if queue.name in team.queues) for queue in QUEUES
}
Waiting = tuple[Arrival, float]  # and the moment at which it gives up


class Floor:
    """Lives through day after day; what is still waiting or will come back is carried to the next."""

    def __init__(self, chance: Random, end: float) -> None:
        self.chance, self.end = chance, end
        self.midnight = 0.0
        self.done: list[Outcome] = []
        self._now = 0.0
        self._mails: dict[str, deque[Arrival]] = {name: deque() for name in SERVES}
        self._live: dict[str, deque[Waiting]] = {name: deque() for name in SERVES}
        self._idle: dict[str, deque[Duty]] = {team.name: deque() for team in TEAMS}
        self._events: list[tuple[float, int, Callable[[float, Any], None], Any]] = []
        self._count = self._contacts = 0

    def day(
        self, midnight: float, length: float, new: Sequence[Arrival], shifts: Sequence[Shift]
    ) -> tuple[list[Outcome], list[State]]:
        """The contacts that end on this day and the states of it, `length` seconds long, up to the end."""
        self.midnight, self.done = midnight, []
        duties = [Duty(self.chance, shift, midnight) for shift in shifts if not shift.absent]
        for duty in duties:
            self._at(duty.login, self._begins, duty)
        for arrival in new:
            self._at(arrival.at, self._arrives, arrival)
        self._run(min(midnight + length, self.end))
        states = [state for duty in duties for state in duty.log if state[3] <= self.end]
        return [outcome for outcome in self.done if outcome.ended <= self.end], states

    def _at(self, moment: float, then: Callable[[float, Any], None], what: object) -> None:
        self._count += 1
        heappush(self._events, (moment, self._count, then, what))

    def _run(self, end: float) -> None:
        while self._events and self._events[0][0] < end:
            self._now, _, then, what = heappop(self._events)
            then(self._now, what)
        for waiting in self._live.values():
            while waiting:
                self._gives_up(*waiting.popleft())

    def _arrives(self, now: float, arrival: Arrival) -> None:
        name = arrival.queue.name
        if not arrival.channel.live or arrival.outbound:
            self._mails[name].append(arrival)
            team = max(SERVES[name], key=lambda each: len(self._idle[each.name]))
            if len(self._idle[team.name]) > 1:
                self._free(now, self._idle[team.name].popleft())
        elif not OPENS * 3600 <= now - self.midnight < CLOSES * 3600:
            self._finish(unhandled(self._id(), arrival, self._closed(arrival), None, self._age(now)))
        elif duty := self._longest_free(name):
            self._take(now, duty, arrival, self.chance.randrange(2, 9))
        else:
            self._live[name].append((arrival, now + self._patience(arrival)))

    def _begins(self, now: float, duty: Duty) -> None:
        duty.free = now
        self._free(now, duty)

    def _free(self, now: float, duty: Duty) -> None:
        """The agent takes what has waited longest, a mail if others are free, or waits."""
        if now >= duty.until:
            self._leaves(now, duty)
        elif arrival := self._next_live(now, duty.agent.team):
            self._take(now, duty, arrival, self.chance.randrange(1, 4))
        elif mail := self._next_mail(now, duty.agent.team):
            self._take(now, duty, mail, 0)
        else:
            self._idle[duty.agent.team.name].append(duty)
            self._at(duty.until, self._leaves_if_idle, duty)

    def _leaves_if_idle(self, now: float, duty: Duty) -> None:
        idle = self._idle[duty.agent.team.name]
        if now >= duty.until and duty in idle:
            idle.remove(duty)
            self._leaves(now, duty)

    def _leaves(self, now: float, duty: Duty) -> None:
        if duty.free is not None:
            duty.note("available", duty.free, now)
        duty.free = None
        if (back := duty.leave(now)) is not None:
            self._at(back, self._begins, duty)

    def _take(self, now: float, duty: Duty, arrival: Arrival, ring: int) -> None:
        begun = now + ring
        outcome = handled(self.chance, self._id(), arrival, duty.agent, begun, self._age(arrival.at))
        if duty.free is not None:
            duty.note("available", duty.free, begun)
        duty.note("handling", begun, outcome.ended)
        duty.free = outcome.ended
        self._at(outcome.ended, self._free, duty)
        self._finish(outcome)

    def _longest_free(self, name: str) -> Duty | None:
        teams = [self._idle[team.name] for team in SERVES[name] if self._idle[team.name]]
        return min(teams, key=lambda idle: idle[0].free or 0.0).popleft() if teams else None

    def _next_live(self, now: float, team: Team) -> Arrival | None:
        while heads := [waiting for name in team.queues if (waiting := self._live[name])]:
            arrival, gives_up = min(heads, key=lambda waiting: waiting[0][0].at).popleft()
            if gives_up > now:
                return arrival
            self._gives_up(arrival, gives_up)
        return None

    def _next_mail(self, now: float, team: Team) -> Arrival | None:
        heads = [mails for name in team.queues if (mails := self._mails[name])]
        if not heads:
            return None
        oldest = min(heads, key=lambda mails: mails[0].at)
        return oldest.popleft() if self._idle[team.name] or now - oldest[0].at > STALE else None

    def _gives_up(self, arrival: Arrival, moment: float) -> None:
        waited = moment - arrival.at
        back = waited > 60 and arrival.channel.name == "voice" and self.chance.random() < CALLS_BACK
        outcome = "callback" if back else "abandoned"
        self._finish(unhandled(self._id(), arrival, outcome, waited, self._age(arrival.at)))
        if back:
            self._mails[arrival.queue.name].append(
                Arrival(moment, arrival.queue, arrival.channel, True, arrival.reason, arrival.customer)
            )

    def _finish(self, outcome: Outcome) -> None:
        self.done.append(outcome)
        if again := comes_back(self.chance, outcome):
            at = max(self._now, self._awake(again.at))
            self._at(at, self._arrives, replace(again, at=at))

    def _awake(self, moment: float) -> float:
        """People come back while the centre is open, most of them in the morning."""
        clock = (moment - self.midnight) % DAY
        if OPENS * 3600 <= clock < CLOSES * 3600:
            return moment
        return (
            moment
            - clock
            + (DAY if clock >= CLOSES * 3600 else 0)
            + self.chance.randrange(8 * 3600, 15 * 3600)
        )

    def _patience(self, arrival: Arrival) -> int:
        if self.chance.random() < QUICK:
            return self.chance.randrange(1, 6)
        return lasting(self.chance, PATIENCE[arrival.channel.name], 0.8)

    def _closed(self, arrival: Arrival) -> str:
        return "voicemail" if arrival.channel.name == "voice" and self.chance.random() < 0.6 else "missed"

    def _id(self) -> str:
        self._contacts += 1
        return f"c{self._contacts:07}"

    def _age(self, moment: float) -> float:
        """Days before the end."""
        return (self.end - moment) / DAY
