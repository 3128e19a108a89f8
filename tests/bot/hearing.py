"""Transcripts for the tests, and a station whose bot hears them with a small real model."""

from __future__ import annotations

import time
from collections.abc import Callable

from bot.workspace import Channel, Message, User
from tests.bot.station import Station, seen

ANGRY = "my order is late again and nobody ever called me back"
CALL = f"""Agent: Good morning, how can I help you?
Customer: Hello, {ANGRY}.
Agent: I am sorry, let me look at your order.
Customer: I have waited for three weeks now.
Agent: I have found it, you get your money back today.
Customer: Great, thanks a lot for your help, that was good.
""".encode()
FIGURE = "text-based Net Emotional Value"
READING = "Reading "
SHORTCUT = "analyse_message"
LOADING = 120.0


def long_call(turns: int) -> bytes:
    """As many turns as asked for, no two alike."""
    sides = ("Customer", "Agent")
    lines = (
        f"{sides[number % 2]}: call {number} about my order {number * 7} is late again"
        for number in range(turns)
    )
    return "\n".join(lines).encode()


def analysis(station: Station, channel: Channel, viewer: User | None = None, count: int = 1) -> Message:
    """The newest of `count` answers, when it is no longer being made and everything has come to rest."""
    workspace = station.workspace

    def done() -> bool:
        found = workspace.answers(channel, viewer, timeout=0)
        return len(found) >= count and not found[-1].text.startswith(READING)

    assert workspace.team.wait(done, 60), [seen(one) for one in workspace.answers(channel, viewer, timeout=0)]
    workspace.settle(0.3)
    found = workspace.answers(channel, viewer, timeout=0)
    assert len(found) == count, [one.text for one in found]
    return found[-1]


def until(ready: Callable[[], bool], seconds: float = LOADING) -> bool:
    end = time.monotonic() + seconds
    while not ready() and time.monotonic() < end:
        time.sleep(0.02)
    return ready()
