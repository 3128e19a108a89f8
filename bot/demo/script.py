"""Who says what in a contact, in order: the matter, the mood, and what happened, as lines of the stock."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from bot.demo.handling import Outcome
from bot.demo.people import FIRST, LAST
from bot.demo.stock import Lines, agents, languages, moods, reasons

Line = tuple[str, str]  # who says it, what
_UPSET = frozenset(("recovered", "disappointed", "neglected", "furious"))
_EXCHANGE = 130  # seconds of talk for one more exchange
_MOST_EXCHANGES = 4


class Lot:
    """Lines drawn from one contact's stock; none comes twice while there is another."""

    def __init__(self, chance: Random) -> None:
        self._chance = chance
        self._said: set[str] = set()

    def one(self, lines: list[str]) -> str:
        fresh = [line for line in lines if line not in self._said] or lines
        line = self._chance.choice(fresh)
        self._said.add(line)
        return line

    def happens(self, share: float) -> bool:
        return self._chance.random() < share


def script(chance: Random, outcome: Outcome, mood: str) -> Iterator[Line]:
    """A contact in English, from the greeting to the end."""
    lot, matter, feels, says = Lot(chance), reasons()[outcome.contact.reason or ""], moods()[mood], agents()
    yield from _opening(lot, outcome, mood, matter, feels, says)
    if lot.happens(0.35):
        yield from _identified(lot, chance, says)
    yield "agent", lot.one(says["looking"])
    yield "customer", lot.one(feels["middle"])
    yield from _passed_on(lot, outcome, matter, feels, says)
    talk = int(outcome.contact.talk_s or 0)
    for _ in range(chance.randint(0, min(_MOST_EXCHANGES, talk // _EXCHANGE))):
        yield "agent", lot.one(says[_tone(lot, outcome, mood)])
        # Who is delighted is not so about every word.
        calm = mood == "delighted" and lot.happens(0.6)
        yield "customer", lot.one((moods()["calm"] if calm else feels)["middle"])
    yield "agent", lot.one(matter["fixed" if outcome.solved else "open"])
    if mood not in _UPSET and lot.happens(0.5):
        yield "customer", lot.one(feels["middle"])
        yield "agent", lot.one(says["bye"])
    yield "customer", lot.one(feels["ended_well" if outcome.solved else "ended_badly"])
    yield "agent", lot.one(says["bye"])


def in_another_language(chance: Random, language: str) -> Iterator[Line]:
    """A short contact in one of the centre's other languages."""
    lot, spoken = Lot(chance), languages()[language]
    for place, line in enumerate(spoken["agent"]):
        yield "agent", line
        if place < len(spoken["agent"]) - 1 or lot.happens(0.7):
            yield "customer", lot.one(spoken["customer" if place else "opening"])


def broken_off(chance: Random) -> Iterator[Line]:
    """Somebody who is gone before saying what it is about."""
    yield "agent", chance.choice(agents()["hello_chat"][1:])
    yield "customer", chance.choice(moods()["everybody"]["short"])


def _opening(
    lot: Lot, outcome: Outcome, mood: str, matter: Lines, feels: Lines, says: Lines
) -> Iterator[Line]:
    hello = "hello_voice" if outcome.contact.channel == "voice" else "hello_chat"
    name = outcome.agent.name.split()[0] if outcome.agent else "Heartline Stores"
    yield "agent", lot.one(says[hello]).format(agent=name)
    yield "customer", lot.one(matter["upset" if mood in _UPSET else "calm"])
    if outcome.arrival.attempt:
        yield "customer", lot.one(moods()["everybody"]["again"])
    if "begin" in feels:
        if mood != "delighted":
            yield "agent", lot.one(says[_tone(lot, outcome, mood)])
        yield "customer", lot.one(feels["begin"])
    yield "agent", lot.one(says["more_asked"])
    yield "customer", lot.one(matter["details"])


def _identified(lot: Lot, chance: Random, says: Lines) -> Iterator[Line]:
    """Name and order number, as they are asked for: the ingest masks them."""
    yield "agent", lot.one(says["name_asked"])
    yield "customer", f"My name is {chance.choice(FIRST)} {chance.choice(LAST)}."
    yield "agent", lot.one(says["order_asked"])
    yield "customer", f"The order number is {chance.randrange(1000, 9999)} {chance.randrange(1000, 9999)}."


def _passed_on(lot: Lot, outcome: Outcome, matter: Lines, feels: Lines, says: Lines) -> Iterator[Line]:
    if outcome.contact.hold_s:
        yield "agent", lot.one(says["hold"])
        yield "agent", lot.one(says["back"])
        yield "customer", lot.one(feels["middle"])
    for _ in range(outcome.contact.transfers or 0):
        yield "agent", lot.one(says["transfer"])
        yield "customer", lot.one(feels["middle"])
        yield "agent", lot.one(says["hello_again"])
        yield "customer", lot.one(matter["details"])


def _tone(lot: Lot, outcome: Outcome, mood: str) -> str:
    """How the agent meets the mood: coldly more often where it is not solved."""
    if mood == "anxious":
        return "reassuring"
    if mood not in _UPSET:
        return "updates"
    return "cold" if lot.happens(0.2 if outcome.solved else 0.5) else "sorry"
