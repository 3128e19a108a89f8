"""Phrases of the lexicon that are looked for over the words of a question, whatever its items are."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache


def stretch(texts: Sequence[str], patterns: tuple[str, ...]) -> tuple[int, int] | None:
    """The words [first, last) of the longest stretch that is such a phrase."""
    text, places = "", dict[int, int]()
    for number, word in enumerate(texts):
        places[len(text)] = number
        text += f"{word} "
    places[len(text)] = len(texts)
    phrases, found = _one_of(patterns), list[tuple[int, int]]()
    for at in list(places)[:-1]:
        match = phrases.match(text, at)
        if match is not None and match.end() > at:
            found.append((places[at], places[match.end()]))
    return max(found, key=lambda span: span[1] - span[0], default=None)


@lru_cache(maxsize=32)
def _one_of(patterns: tuple[str, ...]) -> re.Pattern[str]:
    """The lexicon's patterns as one expression over words, each with a space behind it.

    Made when first needed: most questions need none. They are not written out as elsewhere: what people say
    of other people has a million forms.
    """
    return re.compile("|".join(f"(?:{_expression(pattern)})" for pattern in patterns))


def _expression(pattern: str) -> str:
    marks = {"[": "(?:", "]": ")?", "(": "(?:", ")": ")", "|": "|"}
    parts = re.split(r"([\[\]()|])", pattern)
    return "".join(
        marks.get(part) or "".join(f"{re.escape(word)} " for word in part.split()) for part in parts
    )
