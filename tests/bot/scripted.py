"""A desk whose answers are made by hand: for what a real store would need a lot of records to say."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime, timedelta

from bot.blocks.home import About
from kpi_engine.result import Result, Row
from kpi_engine.values import Viewer
from tests.bot.results import AGAINST, answered, compared, figure, query

BY_QUEUE = query(group_by=("queue",), compare=AGAINST)
BY_AGENT = query(group_by=("agent",))
DRIVERS = query(intent="drivers")
NOBODY = Viewer("nobody")


class Scripted:
    """Answers by a word of the question; remembers who asked."""

    def __init__(self) -> None:
        self.viewers: list[Viewer] = []

    def ask(self, question: str, now: datetime, viewer: Viewer = NOBODY, zone: str | None = None) -> Result:
        self.viewers.append(viewer)
        answers: dict[str, Callable[[], Result]] = {
            "boom": _fault,
            "slow": _slow,
            "agent": lambda: answered(BY_AGENT, Row({"agent": "Aisha Rahman"}, (figure(),))),
            "drivers": _drivers,
            "huge": _huge,
            "which": lambda: Result(
                "", "en", "clarify", message="Which one?", choices=("AHT today", "Billing")
            ),
            "aht": _aht,
            "handle time": _aht,
        }
        made = next((make for word, make in answers.items() if word in question.casefold()), None)
        return made() if made else Result("", "en", "clarify", message="I did not understand that.")

    def about(self, now: datetime) -> About:
        return About("Europe/Berlin", 0, now - timedelta(days=90), now)

    def understands(self, question: str, now: datetime) -> bool:
        return "aht" in question.casefold()


def _aht() -> Result:
    rows = (Row({"queue": name}, (compared(),)) for name in ("Billing", "R&D <!here>"))
    return answered(BY_QUEUE, *rows)


def _drivers() -> Result:
    slices: list[dict[str, str | int | datetime | None]] = [{}, {"queue": "Billing"}, {"agent": "Aisha"}]
    rows = (Row(one, (compared(contribution=3.0),)) for one in slices)
    return answered(DRIVERS, *rows, notes=("Aisha moved it most",))


def _slow() -> Result:
    time.sleep(3.6)
    return _aht()


def _huge() -> Result:
    names = (f"<!channel> {number} {'q' * 90}" for number in range(10_000))
    return answered(BY_QUEUE, *(Row({"queue": name}, (compared(),)) for name in names))


def _fault() -> Result:
    raise RuntimeError("a secret detail")
