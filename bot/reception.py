"""Where every Slack surface brings its questions: the desk that answers, the bot's memory, and the clock."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from threading import Semaphore
from typing import Protocol

from bot.blocks.home import About
from bot.digests.office import Office
from bot.hearing_room import Room
from bot.memory import Memory
from bot.phrases import say
from kpi_engine.result import Result
from kpi_engine.values import Viewer

MAX_QUESTION = 2000
# Answering is computing: more at once would be later, all of them, and hold up what has to be quick.
AT_ONCE = 3


class Answers(Protocol):
    """What the bot needs of a desk."""

    def ask(self, question: str, now: datetime, viewer: Viewer = ..., zone: str | None = None) -> Result: ...

    def about(self, now: datetime) -> About:
        """What the store holds, and by whose calendar it is counted."""
        ...

    def understands(self, question: str, now: datetime) -> bool:
        """Whether the words are a whole question, so that a button may ask it."""
        ...


@dataclass(frozen=True, slots=True)
class Reception:
    """`team_id`: whose members may ask; None means the team that the token belongs to. `room` hears what
    people bring; without one the bot says that it does not hear here. Without an `office` there are no
    digests and no alerts."""

    desk: Answers
    memory: Memory
    clock: Callable[[], datetime]
    team_id: str | None = None
    room: Room | None = None
    office: Office | None = None
    _turns: Semaphore = field(init=False, repr=False, default_factory=lambda: Semaphore(AT_ONCE))

    def ask(self, question: str, viewer: Viewer, at: datetime | None = None) -> Result:
        """The answer as of `at`, else of now."""
        if len(question) > MAX_QUESTION:
            return Result("", "en", "clarify", message=say("en", "too_long", limit=f"{MAX_QUESTION:,}"))
        with self._turns:
            return self.desk.ask(question, at or self.clock(), viewer)

    def understands(self, text: str) -> bool:
        """Whether the words are a whole question."""
        return len(text) <= MAX_QUESTION and self.desk.understands(text, self.clock())

    def about(self) -> About:
        return self.desk.about(self.clock())

    def buttons(self, result: Result) -> tuple[str, ...]:
        """The choices of a clarification that are whole questions."""
        now = self.clock()
        return tuple(one for one in result.choices if self.desk.understands(one, now))
