"""One agent's day on the floor: on the queue leg by leg, and the log of states that it leaves behind."""

from __future__ import annotations

from random import Random

from bot.demo.rota import Shift

# agent_id, state, started_at, ended_at in seconds since 1970.
State = tuple[str, str, float, float]


class Duty:
    """`login` begins the first leg; `until` ends the running one; `free` is since when the agent waits.

    People are a little late, and overrun a break when a contact made them begin it late: adherence.
    """

    __slots__ = ("_legs", "agent", "free", "log", "login")

    def __init__(self, chance: Random, shift: Shift, midnight: float) -> None:
        self.agent = shift.agent
        self.free: float | None = None
        self.log: list[State] = []
        self.login = midnight + shift.blocks[0][1] + max(-180, round(chance.gauss(30, 110)))
        # When each leg ends, what follows it, and when that is over.
        self._legs: list[tuple[float, str | None, float]] = [
            (midnight + start, activity, midnight + end + max(-60, round(chance.gauss(40, 90))))
            for activity, start, end in shift.blocks
            if activity != "available"
        ]
        last = midnight + shift.blocks[-1][2]
        self._legs.append((last, None, last))

    @property
    def until(self) -> float:
        return self._legs[0][0] if self._legs else 0.0

    def leave(self, now: float) -> float | None:
        """Ends the running leg and gives when the next one begins; None at the end of the shift."""
        planned, state, back = self._legs.pop(0)
        if state is None:
            return None
        back = max(back, now + 0.7 * (back - planned))
        self.note(state, now, round(back))
        return round(back)

    def note(self, state: str, start: float, end: float) -> None:
        """Adds a state; contacts back to back are one stretch of handling."""
        if end <= start:
            return
        if self.log and self.log[-1][1] == state and self.log[-1][3] == start:
            start = self.log.pop()[2]
        self.log.append((self.agent.id, state, start, end))
