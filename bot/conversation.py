"""A conversation in the terminal: with the real Bolt app, over Socket Mode, in the local workspace."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

from rich.console import Console

from bot.local import local_bot
from bot.phrases import say
from bot.prompts import PROMPTS
from bot.settings import Settings
from bot.terminal import blocks_text
from bot.workspace import Message, User, Workspace

QUESTIONS = ("AHT by queue last week vs the week before", "service level last week by day", "what is FCR?")
ANSWER_SECONDS = 60.0
ANSWERED, UNANSWERED = 0, 1


def converse(
    settings: Settings, *, once: bool = False, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
) -> int:
    """Talks until the input ends; `once` asks three questions and leaves. 1 if one went unanswered."""
    console = Console(highlight=False)
    with local_bot(settings, clock) as workspace:
        you = workspace.add_user("you")
        console.print(say("en", "welcome"), style="bold")
        asked = QUESTIONS if once else _typed(console)
        return max(
            (_exchange(console, workspace, you, question, once) for question in asked), default=ANSWERED
        )


def _typed(console: Console) -> Iterator[str]:
    """What is typed, line by line; an example first, for who has never asked."""
    console.print(say("en", "example", example=PROMPTS[0].message), style="dim")
    while True:
        if sys.stdin.isatty():
            console.print("> ", end="", style="bold")
        line = sys.stdin.readline()
        if not line or line.strip().casefold() in ("quit", "exit"):
            return
        if line.strip():
            yield line.strip()


def _exchange(console: Console, workspace: Workspace, you: User, question: str, spoken: bool) -> int:
    """One question and what came back, drawn from the message that really arrived."""
    if spoken:
        console.print(f"\n> {question}", style="bold", markup=False)
    answer = _answer(workspace, you, question)
    if answer is None:
        console.print(say("en", "no_answer"))
        return UNANSWERED
    console.print(blocks_text(answer.blocks, answer.text))
    return ANSWERED


def _answer(workspace: Workspace, you: User, question: str) -> Message | None:
    direct = workspace.direct(you)
    asked = workspace.say(you, direct, question)
    return next(iter(workspace.answers(direct, you, after=asked.ts, timeout=ANSWER_SECONDS)), None)
