"""Where the customer's mood turned, what was said just before, and how it ended.

The curve of a contact is short and noisy: most turns are neutral, a single one may be misheard. So a turning
point is looked for between two stretches, not between two turns: at each boundary the mean s of the up to
four customer turns after it less that of the up to four before it. It is one if

- that change is at least 0.6;
- it does not hang on a single turn: with any one of those turns left out, 70% of 0.6 still stand. So each
  side has at least two turns, and one outburst, or one "thanks, bye", is none;
- no greater change of the same sign lies within four turns, and none of any sign beside it: what is left does
  not tell the same turn twice.

The five greatest are kept, in the order of the contact.

The figures were chosen on 125 dialogues of STAR (role-play, 8 customer turns as a rule, whose s scatter by
0.37) with two judges: the same turns in a random order, where nothing turns, show one in 17% of the
dialogues, and a fall of 0.9 planted in their middle is found in 89%. With windows of three and half of the
change it is 26% and 87%, with those and a change of 0.4 46% and 95%.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

from nlp.analysis.quotes import quote
from nlp.analysis.values import Ending, Point, TurningPoint
from nlp.hearing import HeardTranscript
from nlp.nev import mean, mood
from nlp.words import has_words

WINDOW = 4
LEAST_CHANGE = 0.6
STANDS = 0.7
MOST = 5
# What was said just before: so many turns at most.
BEFORE = 2


def turning_points(heard: HeardTranscript, customer: Sequence[Point]) -> tuple[TurningPoint, ...]:
    """The turning points of the customer's curve, each with the words around it."""
    found = changes([point.value for point in customer])
    return tuple(
        _with_words(heard, customer[place - 1].turn, customer[place].turn, change) for place, change in found
    )


def changes(values: Sequence[float]) -> list[tuple[int, float]]:
    """Places in `values` where a new mood begins, in order, with the change of the mean there."""
    candidates = [(place, _change(values, place)) for place in range(2, len(values) - 1)]
    strong = [(place, change) for place, change in candidates if _is_turn(values, place, change)]
    # Of equal changes the one where the step itself is greatest.
    strong.sort(key=lambda one: (-abs(one[1]), -abs(values[one[0]] - values[one[0] - 1])))
    kept: list[tuple[int, float]] = []
    for place, change in strong:
        if len(kept) < MOST and not any(_same(place, change, *other) for other in kept):
            kept.append((place, change))
    return sorted(kept)


def ending(heard: HeardTranscript, customer: Sequence[Point]) -> Ending | None:
    """The last quarter, ceil(n ÷ 4) turns as in `trend`; None for a contact that is not scored."""
    if heard.nev is None:
        return None
    quarter = ceil(len(customer) / 4)
    value = 100 * mean([point.value for point in customer[-quarter:]])
    return Ending(value, mood(value), quote(heard.transcript, customer[-1].turn))


def _sides(values: Sequence[float], place: int) -> tuple[Sequence[float], Sequence[float]]:
    return values[max(0, place - WINDOW) : place], values[place : place + WINDOW]


def _change(values: Sequence[float], place: int) -> float:
    before, after = _sides(values, place)
    return mean(after) - mean(before)


def _is_turn(values: Sequence[float], place: int, change: float) -> bool:
    return abs(change) >= LEAST_CHANGE and all(
        left * change > 0 and abs(left) >= STANDS * LEAST_CHANGE for left in _left_out(values, place)
    )


def _left_out(values: Sequence[float], place: int) -> list[float]:
    """The change with each turn of either side left out in its turn."""
    before, after = _sides(values, place)
    return [
        *(mean(after) - mean(_without(before, one)) for one in range(len(before))),
        *(mean(_without(after, one)) - mean(before) for one in range(len(after))),
    ]


def _without(values: Sequence[float], place: int) -> list[float]:
    return [*values[:place], *values[place + 1 :]]


def _same(place: int, change: float, other: int, other_change: float) -> bool:
    return abs(place - other) < (WINDOW if change * other_change > 0 else 2)


def _with_words(heard: HeardTranscript, previous: int, turn: int, change: float) -> TurningPoint:
    turns = heard.transcript.turns
    between = [place for place in range(previous + 1, turn) if has_words(turns[place].text)]
    # Nobody said anything in between: the customer's own turn before is what came before.
    before = tuple(quote(heard.transcript, place) for place in (between or [previous])[-BEFORE:])
    agents = [place for place in between if turns[place].speaker == "agent"]
    return TurningPoint(
        turn=turn,
        change=change,
        said=quote(heard.transcript, turn),
        before=before,
        agent=quote(heard.transcript, agents[-1]) if agents else None,
    )
