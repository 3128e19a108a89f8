"""Word lists that the finders share, from words.toml; all in lower case."""

from __future__ import annotations

import tomllib
from pathlib import Path

_LISTS: dict[str, str] = tomllib.loads(Path(__file__).with_name("words.toml").read_text("utf-8"))


def _words(name: str) -> frozenset[str]:
    return frozenset(_LISTS[name].split())


def _counted(words: str, first: int, step: int = 1) -> dict[str, str]:
    return {str(word): str(first + step * at) for at, word in enumerate(words.split())}


DIGITS: dict[str, str] = {
    **_counted("zero one two three four five six seven eight nine", 0),
    **dict.fromkeys(("oh", "o", "nought", "naught"), "0"),
}
TEENS = _counted("ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen", 10)
TENS = _counted("twenty thirty forty fifty sixty seventy eighty ninety", 20, 10)
TIMES: dict[str, int] = {"double": 2, "triple": 3, "treble": 3}
NUMBER_WORDS = frozenset({*DIGITS, *TEENS, *TENS, *TIMES})

SPELLING = _words("spelling")
MONTHS = _words("months")
ORDINALS = _words("ordinals")
FILLERS = _words("fillers")
COMMON = _words("common")
NO_PERSONS = _words("no_persons")
PARTICLES = _words("particles")
STREETS = _words("streets")
STREETS_OR_NOT = _words("streets_or_not")
NO_STREET = _words("no_street")
UNITS = _words("units")
STRONG = _words("strong")
WEAK = _words("weak")
NO_SECRET = _words("no_secret")
