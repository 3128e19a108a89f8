"""The line from a text to a `Query`, or to what must be asked back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import lru_cache

from kpi_engine.language import (
    against,
    filters,
    joins,
    leftover,
    measures,
    orders,
    periods,
    purpose,
    scorecard,
    shares,
    slices,
    thresholds,
)
from kpi_engine.language.lexicon import LANGUAGES, Lexicon, lexicon
from kpi_engine.language.names import KnownNames, known_names
from kpi_engine.language.reading import Reading, read_items
from kpi_engine.language.settle import settle
from kpi_engine.language.spelling import respellings
from kpi_engine.language.time import TimeLexicon, read_lexicon, read_times
from kpi_engine.language.words import Word, split
from kpi_engine.values import Asking, Clarification, Query, Refusal, Understanding, Understood

Pass = Callable[[Reading], Clarification | Refusal | None]

PASSES: tuple[Pass, ...] = (
    measures.find_pairs,
    purpose.find_refusal,
    purpose.find_correction,
    against.find_compared,
    settle,
    joins.find_joins,
    measures.find_limited,
    purpose.find_capability,
    measures.find_metrics,
    measures.find_counts,
    measures.find_variants,
    orders.find_orders,
    against.find_against,
    filters.find_values,
    slices.find_dimensions,
    thresholds.find_thresholds,
    purpose.find_definition,
    purpose.find_drivers,
    periods.find_times,
    periods.find_standards,
    periods.find_moves,
    periods.find_reasons,
    periods.find_grain,
    shares.find_share,
    purpose.find_trend,
    scorecard.find_scorecard,
    leftover.find_left,
    leftover.find_missing,
)


@lru_cache(maxsize=8)
def time_lexicon(code: str) -> TimeLexicon:
    return read_lexicon(lexicon(code).tables.get("time", {}))


def understand(text: str, asking: Asking) -> Understanding:
    """What `text` asks for: one query with notes on how it was read, or what must be asked back.

    Never raises for anything that a person can type. The choices of a clarification are whole questions that
    are themselves understood, or names.
    """
    found = _read(text, asking)
    if isinstance(found, Clarification) and found.choices:
        kept = [c for c in dict.fromkeys(found.choices) if isinstance(_read(c, asking), Understood)]
        return replace(found, choices=tuple(kept))
    return found


def _read(text: str, asking: Asking) -> Understanding:
    known = lexicon(asking.language if asking.language in LANGUAGES else LANGUAGES[0])
    names = known_names(asking.names, known)
    words = _contracted(split(text), known)
    named_days = {word.text for name in asking.names.holidays for word in split(name)}
    ways = respellings(words, known, names, time_lexicon(known.code).words | named_days)
    results = [(_one(text, read, asking, known, names), changed) for read, changed in ways]
    return _chosen(results, text, known)


def _contracted(words: Sequence[Word], known: Lexicon) -> list[Word]:
    """ "What's" as two words in one place."""
    found: list[Word] = []
    for word in words:
        typed = word.raw.casefold().replace("’", "'").replace("‘", "'")
        whole = known.contractions.get(typed) or known.contractions.get(word.text)
        found.extend(replace(word, text=part) for part in whole) if whole else found.append(word)
    return found


def _one(
    text: str, words: Sequence[Word], asking: Asking, known: Lexicon, names: KnownNames
) -> Understanding:
    mentions = read_times(_without_trailing(words, known), asking, time_lexicon(known.code))
    reading = Reading(text, words, read_items(words, mentions, known, names), asking, known, names)
    for read in PASSES:
        problem = read(reading)
        if problem is not None:
            return problem
    return Understood(_query(reading), tuple(reading.notes), known.code)


def _without_trailing(words: Sequence[Word], known: Lexicon) -> list[Word]:
    """ "Yesterday on service level": an "on" that opens nothing is no "from yesterday on"."""
    settings = known.tables["settings"]
    opened = any(word.text in settings["openers"] for word in words)
    times = time_lexicon(known.code).words
    found: list[Word] = []
    for word, after in zip(words, (*words[1:], None), strict=False):
        idle = word.text in settings["trailing"] and not opened
        timed = after is not None and (after.text in times or after.text[0].isdigit())
        found.append(replace(word, text="·") if idle and not timed else word)
    return found


def _query(r: Reading) -> Query:
    intent = purpose.intent_of(r)
    if intent in ("definition", "capability"):
        return Query(intent, r.refs(), None)
    return Query(
        intent,
        r.refs(),
        r.period,
        r.compare,
        r.grain,
        tuple(dict.fromkeys(r.groups)),
        tuple(r.filters),
        tuple(r.having),
        r.order,
        r.limit,
    )


def _chosen(
    results: Sequence[tuple[Understanding, dict[str, str]]], text: str, known: Lexicon
) -> Understanding:
    """The one query that the possible spellings give; several different ones are asked for."""
    understood = [(found, changed) for found, changed in results if isinstance(found, Understood)]
    if not understood:
        refused = [found for found, _ in results if isinstance(found, Refusal)]
        mended = [found for found, changed in results if changed]
        if refused:
            return refused[0]
        return mended[0] if len(mended) == 1 else results[0][0]
    queries = {found.query for found, _ in understood}
    first, changed = understood[0]
    if len(queries) == 1:
        said = (known.say("read_as", word=word, read=read) for word, read in changed.items())
        return replace(first, notes=(*said, *first.notes))
    words = [word for word in changed or understood[1][1] if len({c.get(word) for _, c in understood}) > 1]
    word = words[0] if words else next(iter(understood[1][1]))
    reads = list(dict.fromkeys(c.get(word, word) for _, c in understood))
    names = known.say("or").join(f"“{read}”" for read in reads)
    choices = tuple(text.replace(word, read, 1) for read in reads)
    return Clarification(known.say("near", word=word, names=names), choices, known.code)
