"""Typing errors: words one edit or one transposition away from a known word, and words run together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import islice, product

from kpi_engine.language.lexicon import Lexicon
from kpi_engine.language.names import SHORTEST, KnownNames, one_edit
from kpi_engine.language.words import Word

_TRIES = 24
_NO_NAMES = {"mark", "refuse"}
# Another tongue's "ohne" is no slip of the fingers: it does not become "one", which says how to read others.
_READERS = {"mark", "refuse", "number"}
_KPIS = {"metric", "event", "variant"}
_STANDARDS = {"target", "expected"}  # marks that may follow "against"
Reread = tuple[Word, ...]


def respellings(
    words: Sequence[Word], lexicon: Lexicon, names: KnownNames, times: Iterable[str]
) -> list[tuple[list[Word], dict[str, str]]]:
    """The ways to read the words with every error mended, each with what was read as what; as typed first
    only where a word may also be a shortening or nothing is near."""
    spoken, own = frozenset(times), names.tokens
    ways: list[list[Reread]] = []
    for at, word in enumerate(words):
        ways.append(_ways(words, at, word, own, spoken, lexicon))
    found: list[tuple[list[Word], dict[str, str]]] = []
    for choice in islice(product(*ways), _TRIES):
        read = [word for part in choice for word in part]
        changed = {
            word.raw: " ".join(new.text for new in part)
            for word, part in zip(words, choice, strict=True)
            if tuple(new.text for new in part) != (word.text,)
        }
        found.append((read, changed))
    return found


def _ways(
    words: Sequence[Word],
    at: int,
    word: Word,
    own: frozenset[str],
    times: frozenset[str],
    lexicon: Lexicon,
) -> list[Reread]:
    vocabulary = (lexicon.phrases.tokens.keys(), times, own)
    known_already = any(word.text in known for known in vocabulary)
    if known_already or len(word.text) < SHORTEST or not _letters(word.text):
        return [(word,)]
    near = [
        known
        for known in set[str]().union(*vocabulary)
        if one_edit(word.text, known) and _allowed(words, at, known, own, lexicon)
    ]
    ways: list[Reread] = [(replace(word, text=known),) for known in sorted(_likeliest(word.text, near, own))]
    if not ways:
        ways = list(_apart(word, own, times, lexicon))
    shortens = any(token.startswith(word.text) for token in own)
    return [(word,), *ways] if shortens or not ways else ways


def _letters(text: str) -> bool:
    return all(character.isalpha() or character == "'" for character in text)


def _allowed(words: Sequence[Word], at: int, known: str, own: frozenset[str], lexicon: Lexicon) -> bool:
    """A name is never read as a word that is none: not after "for, in, against", not with a capital."""
    if len(known) < SHORTEST or not _letters(known):
        return False
    kinds = lexicon.phrases.tokens.get(known, {"time"})
    if known not in own and kinds <= _KPIS and words[at].raw.istitle() and _introduced(words, at, lexicon):
        return False
    alone = {m for _, found in lexicon.phrases.starting([known], 0) for m in found}
    if alone and {m.kind for m in alone} <= _READERS and not _slip(words[at].text, known):
        return False
    if known in own or not kinds <= _NO_NAMES:
        return True
    marks = {m.value for m in alone}
    if marks and marks <= _STANDARDS:
        return True
    lower = words[at].raw == words[at].raw.lower()
    return not _introduced(words, at, lexicon) and (at == 0 or lower)


def _introduced(words: Sequence[Word], at: int, lexicon: Lexicon) -> bool:
    return at > 0 and any(
        m.value in ("intro", "neg", "by", "versus")
        for _, found in lexicon.phrases.starting([words[at - 1].text], 0)
        for m in found
    )


def _likeliest(typed: str, near: list[str], own: frozenset[str]) -> list[str]:
    """Of terms, a slip of the fingers (letters swapped, one dropped or doubled) goes before a wrong letter;
    between the store's names nothing is preferred."""
    terms = [known for known in near if known not in own]
    slips = [known for known in terms if _slip(typed, known)]
    return [*(slips or terms), *(known for known in near if known in own)]


def _slip(typed: str, known: str) -> bool:
    if len(typed) == len(known):
        return sorted(typed) == sorted(known)
    if len(typed) < len(known):
        return True
    return any(
        typed[:at] + typed[at + 1 :] == known and typed[at] in (typed[at - 1 : at], *typed[at + 1 : at + 2])
        for at in range(len(typed))
    )


# What words that were run together may be made of.
_WHOLE = {"metric", "event", "dimension", "dimensions", "value", "grain_word"}


def _apart(word: Word, own: frozenset[str], times: frozenset[str], lexicon: Lexicon) -> Iterable[Reread]:
    """Two known words that were run together."""

    def known(part: str) -> bool:
        return part in own or part in times or bool(lexicon.phrases.tokens.get(part, set()) & _WHOLE)

    for cut in range(SHORTEST, len(word.text) - SHORTEST + 1):
        left, right = word.text[:cut], word.text[cut:]
        if known(left) and known(right):
            yield (replace(word, text=left), replace(word, text=right))
