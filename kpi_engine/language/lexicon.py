"""A language's file as phrases to look up: what each run of words may mean.

Everything that depends on a language stands in `lexicons/<code>.toml`; this module knows only its tables.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from kpi_engine.language.words import split

LANGUAGES = ("en",)
_BRACKETS = str.maketrans("[]()|", "     ")
_FOLDER = Path(__file__).parent / "lexicons"


@dataclass(frozen=True, slots=True)
class Meaning:
    """One thing that a phrase may mean. `kind` says what `value` and `extra` are:

    metric, event: KPI id, variant or "" · variant: KPI id or "_", variant · dimension, dimensions: name ·
    who: dimension · value: dimension, value as people see it · values: dimension, values by commas ·
    noun: "" or a channel · grain, unit_word: unit · comparator, after_number, order, unit, mark: which ·
    number: the number · limit: KPI id · refuse: which, "strong" or "weak"
    """

    kind: str
    value: str
    extra: str = ""


Phrase = tuple[str, ...]
Meanings = tuple[Meaning, ...]


@dataclass
class Phrases:
    """Phrases by their words. Patterns are opened only when a word that they may begin with is met, so that
    reading a file costs little and a question opens a few dozen of them."""

    found: dict[Phrase, Meanings] = field(default_factory=dict[Phrase, Meanings])
    longest: dict[str, int] = field(default_factory=dict[str, int])
    closed: dict[str, list[tuple[str, Meaning]]] = field(default_factory=dict[str, list[tuple[str, Meaning]]])
    tokens: dict[str, set[str]] = field(default_factory=dict[str, set[str]])

    def add_pattern(self, pattern: str, meaning: Meaning) -> None:
        for first in set(first_words(pattern)):
            self.closed.setdefault(first, []).append((pattern, meaning))
        for token in pattern.translate(_BRACKETS).split():
            self.tokens.setdefault(token, set()).add(meaning.kind)

    def add(self, phrase: Phrase, meaning: Meaning) -> None:
        if not phrase:
            return
        known = self.found.get(phrase, ())
        if meaning not in known:
            self.found[phrase] = (*known, meaning)
        self.longest[phrase[0]] = max(self.longest.get(phrase[0], 0), len(phrase))

    def starting(self, words: Sequence[str], at: int) -> Iterator[tuple[int, Meanings]]:
        """Every phrase that stands at a place, the longest first: how many words, and its meanings."""
        for pattern, meaning in self.closed.pop(words[at], ()):
            for text in expanded(pattern):
                phrase = tuple(text.split())
                if phrase and phrase[0] == words[at]:
                    self.add(phrase, meaning)
        for length in range(min(self.longest.get(words[at], 0), len(words) - at), 0, -1):
            meanings = self.found.get(tuple(words[at : at + length]))
            if meanings:
                yield length, meanings


@dataclass(frozen=True)
class Lexicon:
    code: str
    phrases: Phrases
    tables: Mapping[str, Any]
    contractions: Mapping[str, Phrase]
    pairs: tuple[tuple[Phrase, Phrase, str], ...]
    time_tokens: frozenset[str]

    def say(self, key: str, **fields: object) -> str:
        return str(self.tables["clarify"][key]).format(**fields)

    def shown(self, dimension: str, *, many: bool = False) -> str:
        """A dimension's own word, to be said."""
        table = "dimension_plural" if many else "dimension"
        return str(next(iter(expanded(self.tables[table][dimension][0]))))


@lru_cache(maxsize=8)
def lexicon(code: str) -> Lexicon:
    """The lexicon of a language; FileNotFoundError where it has none."""
    with (_FOLDER / f"{code}.toml").open("rb") as file:
        tables = tomllib.load(file)
    phrases = Phrases()
    for meaning, patterns in _entries(tables):
        for pattern in patterns:
            phrases.add_pattern(pattern if pattern.isascii() else _cut(pattern), meaning)
    return Lexicon(
        code,
        phrases,
        tables,
        {key: _tokens(value) for key, value in tables.get("contractions", {}).items()},
        tuple(_pairs(tables.get("pairs", {}))),
        frozenset(_time_tokens(tables.get("time", {}))),
    )


# Tables whose keys are what their phrases mean: table -> kind of the meaning.
_PLAIN = (
    ("dimension", "dimension"),
    ("dimension_plural", "dimensions"),
    ("who", "who"),
    ("nouns", "noun"),
    ("grain", "grain"),
    ("grain_word", "unit_word"),
    ("comparators", "comparator"),
    ("after_number", "after_number"),
    ("units", "unit"),
    ("order", "order"),
    ("marks", "mark"),
    ("limited", "limited"),
)


def _entries(tables: Mapping[str, Any]) -> Iterator[tuple[Meaning, Iterable[str]]]:
    for kind in ("metrics", "events"):
        for key, patterns in tables.get(kind, {}).items():
            metric, _, variant = key.partition(":")
            yield Meaning(kind[:-1], metric, variant), patterns
    for metric, variants in tables.get("variant", {}).items():
        for variant, patterns in variants.items():
            yield Meaning("variant", metric, variant), patterns
    for table, kind in _PLAIN:
        for key, patterns in tables.get(table, {}).items():
            yield Meaning(kind, key), patterns
    for table, kind in (("values", "value"), ("sets", "values")):
        for dimension, values in tables.get(table, {}).items():
            for value, patterns in values.items():
                yield Meaning(kind, dimension, value), patterns
    for channel, patterns in tables.get("noun_value", {}).items():
        yield Meaning("noun_value", "channel", channel), patterns
    for text, number in tables.get("numbers", {}).items():
        yield Meaning("number", str(number)), (text,)
    for table, force in (("refuse", "strong"), ("refuse_weak", "weak")):
        for what, patterns in tables.get(table, {}).items():
            yield Meaning("refuse", what, force), patterns


def _pairs(table: Mapping[str, Any]) -> Iterator[tuple[Phrase, Phrase, str]]:
    for first, metrics in table.items():
        for metric, patterns in metrics.items():
            for pattern in patterns:
                for text in expanded(pattern):
                    yield _tokens(first), _tokens(text), metric


def _time_tokens(node: Any) -> Iterator[str]:
    """Every word that the time tables know, keys and values alike."""
    if isinstance(node, Mapping):
        for key, value in node.items():  # pyright: ignore[reportUnknownVariableType]
            yield from _time_tokens(key)
            yield from _time_tokens(value)
    elif isinstance(node, list):
        for value in node:  # pyright: ignore[reportUnknownVariableType]
            yield from _time_tokens(value)
    elif isinstance(node, str):
        for text in expanded(node) if not any(c in node for c in "\\?*{") else ():
            yield from (word.text for word in split(text) if word.text.isalpha())


def _tokens(text: str) -> Phrase:
    """ASCII phrases are written as `split` cuts words; others go through it."""
    return tuple(text.split()) if text.isascii() else tuple(word.text for word in split(text))


def _cut(pattern: str) -> str:
    """A pattern in another script, cut into words as `split` does, its brackets kept."""
    parts = re.split(r"([\[\]()|])", pattern)
    return " ".join(part if part in "[]()|" else " ".join(_tokens(part)) for part in parts)


def first_words(pattern: str) -> Iterator[str]:
    """The words that a pattern may begin with."""
    if "[" not in pattern and "(" not in pattern:
        yield pattern.partition(" ")[0]
        return
    rest = pattern.lstrip()
    while rest:
        if rest[0] not in "[(":
            yield rest.split(None, 1)[0]
            return
        closing = _closing(rest, 0)
        for choice in _choices(rest[1:closing]):
            yield from first_words(choice.strip())
        if rest[0] == "(":
            return
        rest = rest[closing + 1 :].lstrip()


def expanded(pattern: str) -> Iterator[str]:
    """The texts of a pattern: `[x]` with and without, `(a|b)` each; groups may nest."""
    opening = next((at for at, c in enumerate(pattern) if c in "[("), -1)
    if opening < 0:
        yield pattern
        return
    closing = _closing(pattern, opening)
    inside = pattern[opening + 1 : closing]
    choices = _choices(inside)
    if pattern[opening] == "[":
        choices.append("")
    for rest in expanded(pattern[closing + 1 :]):
        for choice in choices:
            for middle in expanded(choice):
                yield pattern[:opening] + middle + rest


def _closing(pattern: str, opening: int) -> int:
    depth = 0
    for at in range(opening, len(pattern)):
        depth += (pattern[at] in "[(") - (pattern[at] in "])")
        if depth == 0:
            return at
    raise ValueError(f"a bracket is not closed in {pattern!r}")


def _choices(inside: str) -> list[str]:
    choices: list[str] = []
    depth = begun = 0
    for at, character in enumerate(inside):
        depth += (character in "[(") - (character in "])")
        if character == "|" and depth == 0:
            choices.append(inside[begun:at])
            begun = at + 1
    return [*choices, inside[begun:]]
