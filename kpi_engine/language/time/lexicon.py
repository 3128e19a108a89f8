"""The time words of one language: the `[time]` tables of its lexicon, ready for the reader."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

_PIECE = re.compile(
    r"\d+|[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|(?:(?![\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af])[^\W\d_])+(?:'[^\W\d_]+)*|[^\s\w]|_"
)
_PLAIN = ("say", "part_hours", "settings")


@dataclass(frozen=True, slots=True)
class Term:
    """What a phrase means to the grammar: a kind ("month") and its value (5)."""

    kind: str
    value: str | int


@dataclass(frozen=True, slots=True)
class TimeLexicon:
    """`phrases`: pieces of a phrase -> its terms; `parts`: a part of the day -> its hours; `say`: messages.

    `words` are all single words, for the correction of typing errors. `fragile` words have an everyday other
    meaning ("may"): they are times only beside another time word.
    """

    phrases: Mapping[tuple[str, ...], tuple[Term, ...]]
    parts: Mapping[str, tuple[int, int]]
    say: Mapping[str, str]
    fragile: frozenset[str]
    longest: int
    words: frozenset[str] = field(default=frozenset())


def pieces(text: str) -> tuple[str, ...]:
    """A phrase or word cut where letters, digits and marks meet; each CJK character alone."""
    return tuple(_PIECE.findall(text.casefold()))


def read_lexicon(table: Mapping[str, Any]) -> TimeLexicon:
    """The lexicon from the `[time]` table of a language's file. A value of digits becomes a number."""
    phrases: dict[tuple[str, ...], tuple[Term, ...]] = {}
    for kind, value, phrase in _entries(table):
        cut = pieces(phrase if len(phrase) == 1 else phrase.replace("-", " "))
        phrases[cut] = (*phrases.get(cut, ()), Term(kind, value))
    hours = {str(part): (int(pair[0]), int(pair[1])) for part, pair in table.get("part_hours", {}).items()}
    fragile = frozenset(str(word) for word in table.get("settings", {}).get("fragile", ()))
    words = frozenset(piece for phrase in phrases for piece in phrase if len(piece) > 2)
    longest = max((len(phrase) for phrase in phrases), default=0)
    return TimeLexicon(phrases, hours, dict(table.get("say", {})), fragile, longest, words)


def _entries(table: Mapping[str, Any]) -> Iterator[tuple[str, str | int, str]]:
    """(kind, value, phrase): `[time.words]` maps a kind to phrases, other tables a value of their kind."""
    for kind, entries in table.items():
        if kind in _PLAIN:
            continue
        for key, found in cast("Mapping[str, list[str]]", entries).items():
            value = int(key) if re.fullmatch(r"-?\d+", key) else key
            for phrase in found:
                yield (key, key, phrase) if kind == "words" else (kind, value, phrase)
