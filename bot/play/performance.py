"""Playing a script: each step is done, what came of it is told, and held against what was expected."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from bot.errors import BotError
from bot.local import local_bot
from bot.play.script import Script, Step
from bot.play.sight import Seen, Sight
from bot.play.stage import Stage
from bot.settings import Settings
from bot.workspace import Workspace
from bot.workspace.clock import Clock

QUIET = 0.5
Told = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Unmet:
    """An expectation of step `number` that was not met."""

    number: int
    said: str


def perform(script: Script, settings: Settings, told: Told, patience: float) -> list[Unmet]:
    """Plays it to its end, telling it line by line; what was expected and did not come.

    BotError for a step that cannot be done, with its number.
    """
    settings = replace(settings, zone=script.zone or settings.zone)
    clock = Clock(script.clock.timestamp if script.clock else time.time)
    unmet: list[Unmet] = []
    with local_bot(settings, lambda: datetime.fromtimestamp(clock(), UTC)) as workspace:
        workspace.team.clock = clock
        stage, sight = Stage(workspace, script), Sight(workspace)
        told(f"# {script.title}")
        for number, step in enumerate(script.steps, 1):
            unmet += _played(stage, sight, number, step, told, patience)
    return unmet


def _played(stage: Stage, sight: Sight, number: int, step: Step, told: Told, patience: float) -> list[Unmet]:
    told(f"\n{_done(step)}")
    try:
        stage.do(step)
    except BotError as error:
        raise BotError(f"step {number}: {error}") from None
    seen = _awaited(stage.workspace, sight, step, patience)
    for one in seen:
        told(f"\n  {one.head}:")
        told("\n".join(f"    {line}" for line in one.text.splitlines()))
    unmet = [Unmet(number, said) for said in _unmet(step, seen)]
    for one in unmet:
        told(f"  ✗ {one.said}")
    return unmet


def _awaited(workspace: Workspace, sight: Sight, step: Step, patience: float) -> list[Seen]:
    """What is new when the bot has come to rest: longer where something is expected of it."""
    workspace.settle(QUIET)
    found = sight.new()
    until = time.monotonic() + patience
    while step.expect and _missing(step, found) and time.monotonic() < until:
        workspace.settle(QUIET)
        found += sight.new()
    return found


def _done(step: Step) -> str:
    where = f" in {step.where}" if step.where else ""
    thread = ", in the thread" if step.thread else ""
    if step.verb == "later":
        return f"> {step.value} seconds later"
    words = f"{step.value} {step.beside}".strip()
    return f"> {step.who}{where}{thread}: {step.verb.replace('_', ' ')} {words}"


def _missing(step: Step, seen: list[Seen]) -> list[str]:
    text = _folded("\n".join(f"{one.head}\n{one.text}" for one in seen))
    return [said for said in step.expect if _folded(said) not in text]


def _unmet(step: Step, seen: list[Seen]) -> list[str]:
    text = _folded("\n".join(one.text for one in seen))
    unmet = [f'expected "{said}"' for said in _missing(step, seen)]
    unmet += [f'"{said}" should not be there' for said in step.never if _folded(said) in text]
    return unmet + ["expected silence"] * (step.nothing and bool(seen))


def _folded(text: str) -> str:
    """Case and the breaks of lines do not count."""
    return " ".join(text.casefold().split())
