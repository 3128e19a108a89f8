"""Where an analysis is said: first that it is being made, then, in the same place, what came of it."""

# slack_sdk is typed in part only.
# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from slack_sdk import WebClient

from bot import saying
from bot.blocks.answer import plain
from bot.blocks.parts import Said


class Voice(Protocol):
    def meanwhile(self, line: str) -> None:
        """What is going on until the end."""
        ...

    def end(self, message: Said) -> None: ...


@dataclass(slots=True)
class OneMessage:
    """In a thread, or (where there is no channel, or it takes nothing) as a direct message to `user`: the end
    replaces all else."""

    client: WebClient
    user: str
    channel: str = ""
    thread_ts: str | None = None
    posted: saying.Posted | None = None

    def meanwhile(self, line: str) -> None:
        self.end(plain(line))

    def end(self, message: Said) -> None:
        if self.posted is None or not saying.instead(self.client, self.posted, message):
            channel = self.channel or self.user
            self.posted = saying.openly(self.client, channel, self.thread_ts, self.user, message)


@dataclass(frozen=True, slots=True)
class ByUrl:
    """By a command's response_url: for the asker's eyes, and a message each, since none can be replaced."""

    way: saying.Way

    def meanwhile(self, line: str) -> None:
        self.end(plain(line))

    def end(self, message: Said) -> None:
        self.way.say(message)
