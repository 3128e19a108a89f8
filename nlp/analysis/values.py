"""What an analysis of one transcript holds. Moods are signed values s = p⁺ − p⁻ between −1 and 1."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from nlp.nev import Mood
from nlp.values import Speaker


@dataclass(frozen=True, slots=True)
class Quote:
    """A turn's masked words on one line, shortened at a word's end; `turn` is its place in the transcript."""

    turn: int
    speaker: Speaker
    text: str


@dataclass(frozen=True, slots=True)
class Point:
    """One scored turn on the curve: its place, its start in seconds where known, its s."""

    turn: int
    start: float | None
    value: float


@dataclass(frozen=True, slots=True)
class Bin:
    """A stretch of the curve from a customer turn on: mean s of each side, None for a silent agent."""

    turn: int
    start: float | None
    customer: float
    agent: float | None


@dataclass(frozen=True, slots=True)
class Curve:
    """The mood over the contact, turn by turn. `over` says whether every point has its time."""

    over: Literal["time", "turns"]
    customer: tuple[Point, ...]
    agent: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class StrongEmotion:
    """An emotion that the customer mentions: in how many turns, its mean intensity over all customer turns
    that count, and the turns that carry it most, strongest first, each with its intensity there."""

    name: str
    mentions: int
    intensity: float
    turns: tuple[tuple[Quote, float], ...]


@dataclass(frozen=True, slots=True)
class TurningPoint:
    """Where the customer's mood fell (change < 0) or rose, on the scale of ±2.

    `said` is the first customer turn of the new mood; `before` what was said just before it, in order;
    `agent` the last agent's words of those, None where the agent said nothing in between.
    """

    turn: int
    change: float
    said: Quote
    before: tuple[Quote, ...]
    agent: Quote | None


@dataclass(frozen=True, slots=True)
class Ending:
    """How it ended: 100 · mean s of the last quarter of the customer's turns, and the last one's words."""

    value: float
    mood: Mood
    last: Quote


@dataclass(frozen=True, slots=True)
class Silence:
    """The longest stretch in which nobody spoke, in seconds, and the turn that broke it."""

    seconds: float
    start: float
    turn: int


@dataclass(frozen=True, slots=True)
class Talk:
    """Who talked how much: shares that add up to 1, of the time spoken or, without times, of the words.

    `silence` and `interruptions` are None where the times are not known, `silence` also where there is none.
    `interruptions` counts those by the customer and by the agent.
    """

    by: Literal["time", "words"]
    shares: dict[Speaker, float]
    silence: Silence | None
    interruptions: dict[Speaker, int] | None


@dataclass(frozen=True, slots=True)
class Analysis:
    """All that an analysis shows beside the contact's figures. `mood` and `ending` are None where it is not
    scored, `talk` where nothing is said."""

    mood: Mood | None
    curve: Curve
    emotions: tuple[StrongEmotion, ...]
    turning_points: tuple[TurningPoint, ...]
    ending: Ending | None
    talk: Talk | None
