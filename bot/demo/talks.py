"""Transcripts of a part of the centre's calls and chats, in words that the project wrote and marks so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from random import Random
from typing import NamedTuple

from bot.demo.handling import Outcome
from bot.demo.moods import mood
from bot.demo.script import Line, broken_off, in_another_language, script
from bot.demo.stock import MARK, languages, reasons
from bot.demo.surveys import Survey

# The part of a kind of contacts that has a transcript: more of the last two weeks, so that a week can be
# asked about; few in other languages, since these are kept and not scored.
_RECENT, _RECENT_SHARE, _SHARE, _OTHERS = 15, 0.26, 0.06, 0.014
_BROKEN_OFF = 0.02
_CHANNELS = frozenset(("voice", "chat"))
_SPEED = 14.0  # characters a second


class Said(NamedTuple):
    """One turn; seconds since the contact began, `end` None in a chat."""

    speaker: str
    text: str
    start: float
    end: float | None


class Talk(NamedTuple):
    """A contact in words; `started_at` in seconds since 1970, `language` a tag."""

    contact_id: str
    started_at: float
    language: str
    turns: tuple[Said, ...]


def talks(chance: Random, outcomes: Iterable[Outcome], asked: Iterable[Survey]) -> Iterator[Talk]:
    """The transcripts of these contacts, for those that have one; `asked` holds their surveys."""
    ratings = {each.contact_id: each.score for each in asked if each.kind == "csat"}
    for outcome in outcomes:
        if _has_one(outcome) and chance.random() < _share(outcome):
            yield _talk(chance, outcome, ratings)


def _has_one(outcome: Outcome) -> bool:
    contact = outcome.contact
    spoken = contact.outcome == "handled" and contact.direction == "inbound" and outcome.agent is not None
    return spoken and contact.channel in _CHANNELS and contact.reason in reasons()


def _share(outcome: Outcome) -> float:
    if outcome.contact.language in languages():
        return _OTHERS
    return _RECENT_SHARE if outcome.age < _RECENT else _SHARE


def _talk(chance: Random, outcome: Outcome, ratings: Mapping[str | None, float | None]) -> Talk:
    contact = outcome.contact
    foreign = languages().get(contact.language or "")
    if foreign is not None and contact.language is not None:
        lines = in_another_language(chance, contact.language)
    elif chance.random() < _BROKEN_OFF:
        lines = broken_off(chance)
    else:
        lines = script(chance, outcome, mood(chance, outcome, ratings.get(contact.contact_id)))
    length = (contact.talk_s or 0.0) + (contact.hold_s or 0.0)
    turns = _timed(chance, list(lines), length, voice=contact.channel == "voice")
    tag = "en" if foreign is None else str(foreign["tag"])
    return Talk(contact.contact_id, contact.started_at, tag, (Said("other", MARK, 0.0, None), *turns))


def _timed(chance: Random, lines: Sequence[Line], length: float, voice: bool) -> list[Said]:
    """The lines over the contact's length: as fast as people speak, or faster; the rest is pauses."""
    pauses = [0.4 + chance.expovariate(1 / 1.5) for _ in lines]
    spoken = [len(text) / _SPEED for _, text in lines]
    hurry = min(1.0, length / (sum(spoken) + sum(pauses)))
    stretch = max(1.0, (length - sum(spoken)) / sum(pauses))
    turns, at = list[Said](), 0.0
    for (who, text), pause, span in zip(lines, pauses, spoken, strict=True):
        start = at + pause * hurry * stretch
        at = start + span * hurry
        turns.append(Said(who, text, round(start, 1), round(at, 1) if voice else None))
    return turns
