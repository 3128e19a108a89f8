"""The people of a local Slack: they ask by the clock, and note when each question was answered, and how."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from random import Random

from benchmarks.load_questions import Question
from bot.phrases import say
from bot.workspace import Channel, Message, User, Workspace
from bot.workspace.delivery import Ack, Delivery, Kind
from bot.workspace.facts import Json

PEOPLE = 200
CHANNELS = 60
# Of questions: by a mention in a channel, in a thread that is there already; the rest in direct messages.
MENTIONS, FOLLOWING = 0.4, 0.2
LATE = float("inf")
# What comes before an answer that is for one person's eyes.
WORD = say("en", "privately")


@dataclass(slots=True)
class Asked:
    """A question, when it was due, and each answer to it with its moment; moments are of `time.monotonic`."""

    question: Question
    due: float
    user: User
    channel: Channel
    first_ts: str = ""
    answers: list[tuple[float, Message]] = field(default_factory=list[tuple[float, Message]])

    @property
    def seconds(self) -> float:
        """Until its answer; `LATE` where there is none."""
        return self.answers[0][0] - self.due if self.answers else LATE

    @property
    def has_figure(self) -> bool:
        """Every answer with a figure says below it what was counted, and until when."""
        return any(block["type"] == "context" for _, one in self.answers for block in one.blocks)


@dataclass(frozen=True, slots=True)
class Timed:
    """The way to the app, with the seconds until each envelope was acknowledged; `LATE` where it was not."""

    way: Delivery
    acks: list[tuple[float, float]] = field(default_factory=list[tuple[float, float]])

    def deliver(self, kind: Kind, payload: Json, attempt: int) -> Ack | None:
        began = time.monotonic()
        ack = self.way.deliver(kind, payload, attempt)
        self.acks.append((began, LATE if ack is None else ack.seconds))
        return ack


class Crowd:
    """People and channels in a workspace. `asked` are their questions in the order of asking."""

    def __init__(self, workspace: Workspace, seed: int = 3) -> None:
        self.workspace = workspace
        self.chance = Random(seed)
        self.asked: list[Asked] = []
        self.people = [workspace.add_user(f"person{number}") for number in range(PEOPLE)]
        self.channels = [workspace.add_channel(f"team{number}", *self.people) for number in range(CHANNELS)]
        self._waiting: dict[tuple[str, str], Asked] = {}
        self._free: list[Asked] = []
        self._seen = 0
        self._lock = threading.Lock()
        self._ended = threading.Event()
        self._watching = threading.Thread(target=self._watch, daemon=True)
        self._watching.start()

    def ask(self, questions: Iterator[Question], rate: float, seconds: float) -> None:
        """By the clock, whether or not earlier ones were answered: a slow bot gets no rest."""
        began = time.monotonic()
        for number in range(int(rate * seconds)):
            due = began + number / rate
            time.sleep(max(0.0, due - time.monotonic()))
            self._say(next(questions), due)

    def answered(self, patience: float) -> bool:
        """Waits until every question has an answer, or patience is at its end."""
        until = time.monotonic() + patience
        while time.monotonic() < until:
            if all(one.answers for one in self.asked):
                return True
            time.sleep(0.05)
        return False

    def close(self) -> None:
        self._ended.set()
        self.workspace.team.touch()
        self._watching.join()

    def _say(self, question: Question, due: float) -> None:
        drawn = self.chance.random()
        with self._lock:
            if drawn < FOLLOWING and self._free:
                before = self._free.pop(self.chance.randrange(len(self._free)))
                asked = Asked(question, due, before.user, before.channel, before.first_ts)
            else:
                asked = self._new(question, due, in_channel=drawn < FOLLOWING + MENTIONS)
            self.asked.append(asked)
            text = question.text
            if asked.first_ts:
                message = self.workspace.say(asked.user, asked.channel, text, asked.first_ts)
            elif asked.channel.kind == "im":
                message = self.workspace.say(asked.user, asked.channel, text)
            else:
                message = self.workspace.mention(asked.user, asked.channel, text)
            asked.first_ts = asked.first_ts or message.ts
            self._waiting[asked.channel.id, asked.first_ts] = asked

    def _new(self, question: Question, due: float, in_channel: bool) -> Asked:
        user = self.chance.choice(self.people)
        channel = self.chance.choice(self.channels) if in_channel else self.workspace.direct(user)
        return Asked(question, due, user, channel)

    def _watch(self) -> None:
        """Notes each message of the bot's at once, a private one too."""
        team = self.workspace.team
        while not self._ended.is_set():
            team.wait(lambda: len(team.messages) > self._seen or self._ended.is_set(), 1.0)
            now = time.monotonic()
            for place in count(self._seen):
                if place >= len(team.messages):
                    break
                self._seen = place + 1
                message = team.messages[place]
                if message.user == team.bot.id and message.text != WORD:
                    self._note(message, now)

    def _note(self, message: Message, now: float) -> None:
        with self._lock:
            asked = self._waiting.get((message.channel, message.thread_ts or ""))
            if asked is None:
                return
            asked.answers.append((now, message))
            if len(asked.answers) == 1:
                self._free.append(asked)
