"""The store's names as phrases: whole ones, and unambiguous shortenings of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from kpi_engine.language.lexicon import Lexicon, Meaning, Phrase, Phrases, lexicon
from kpi_engine.language.words import split
from kpi_engine.values import Names

SHORTEST = 3  # letters of a shortening or of a word that may be corrected
_RUN = 4  # words of a shortened name


@dataclass(frozen=True)
class KnownNames:
    """`whole` are the names as phrases; `cut` each name's words and what it means; `tokens` all the words."""

    whole: Phrases
    cut: tuple[tuple[Phrase, Meaning], ...]
    shown: Mapping[str, tuple[str, ...]]
    tokens: frozenset[str]

    def shortened(self, words: Sequence[str], at: int) -> Iterator[tuple[int, tuple[Meaning, ...]]]:
        """Runs of words that begin at `at` and shorten some names, the longest first, with those names."""
        for length in range(min(_RUN, len(words) - at), 0, -1):
            run = tuple(words[at : at + length])
            found = tuple(meaning for name, meaning in self.cut if _shortens(run, name) or _misses(run, name))
            if not any(_shortens(run, name) for name, meaning in self.cut if meaning in found):
                continue
            if found:
                yield length, found


def known_names(names: Names, known: Lexicon) -> KnownNames:
    """The names of the store, with the language's everyday names (`aliases`) of those that it has."""
    return _known_names(names.shown(), known.code)


# Of hundreds of agents the names are the same in every question.
@lru_cache(4)
def _known_names(shown: tuple[tuple[str, tuple[str, ...]], ...], code: str) -> KnownNames:
    aliases: Mapping[str, Mapping[str, Sequence[str]]] = lexicon(code).tables.get("aliases", {})
    whole = Phrases()
    cut: list[tuple[Phrase, Meaning]] = []
    for dimension, values in shown:
        for value in values:
            phrase = tuple(word.text for word in split(value))
            meaning = Meaning("value", dimension, value)
            whole.add(phrase, meaning)
            cut.append((phrase, meaning))
            for alias in aliases.get(dimension, {}).get(value.casefold(), ()):
                whole.add(tuple(alias.split()), meaning)
    tokens = frozenset(token for phrase, _ in cut for token in phrase)
    return KnownNames(whole, tuple(cut), {name: tuple(sorted(values)) for name, values in shown}, tokens)


def _shortens(run: Phrase, name: Phrase) -> bool:
    """Whether each word of `run` is or begins a word of the name, in their order, and some are left out."""
    if len(run) > len(name) or run == name:
        return False
    at = 0
    for word in run:
        while at < len(name) and not _begins(word, name[at]):
            at += 1
        if at == len(name):
            return False
        at += 1
    return any(len(word) >= SHORTEST for word in run)


def _misses(run: Phrase, name: Phrase) -> bool:
    """A name that is one edit away is as near as one that is shortened."""
    return len(run) == len(name) == 1 and len(run[0]) >= SHORTEST and one_edit(run[0], name[0])


def _begins(word: str, whole: str) -> bool:
    return word == whole or (len(word) >= SHORTEST and whole.startswith(word) and not word.isdigit())


def one_edit(typed: str, known: str) -> bool:
    """Optimal string alignment distance of exactly one."""
    longer, shorter = (typed, known) if len(typed) >= len(known) else (known, typed)
    if len(longer) - len(shorter) > 1 or typed == known:
        return False
    at = next((i for i, (a, b) in enumerate(zip(longer, shorter, strict=False)) if a != b), len(shorter))
    if len(longer) > len(shorter):
        return longer[at + 1 :] == shorter[at:]
    if longer[at + 1 :] == shorter[at + 1 :]:
        return True
    swapped = longer[at : at + 2] == shorter[at : at + 2][::-1]
    return swapped and longer[at + 2 :] == shorter[at + 2 :]
