"""The sentences of answers: templates in the `[say]` table of each language's lexicon."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from kpi_engine.language.lexicon import LANGUAGES, lexicon


def say(language: str, key: str, **fields: object) -> str:
    """The sentence of that name, filled in; English where a language lacks it."""
    return str(_entry(language, key)).format(**fields)


def words(language: str, key: str) -> tuple[str, ...]:
    """An entry that is a list of words."""
    return tuple(str(word) for word in _entry(language, key))


def one_or_many(language: str, key: str, count: int) -> str:
    return words(language, key)[count != 1]


def dimension_word(language: str, dimension: str) -> str:
    return lexicon(_known(language)).shown(dimension.partition(":")[0])


def listed(language: str, items: Iterable[str]) -> str:
    """Words in a row: a, b and c."""
    every = list(items)
    if len(every) < 2:
        return "".join(every)
    return ", ".join(every[:-1]) + say(language, "and") + every[-1]


def moment(language: str, when: datetime) -> str:
    return when.strftime(say(language, "moment"))


def day(language: str, when: datetime) -> str:
    return when.strftime(say(language, "day"))


def _entry(language: str, key: str) -> str | list[str]:
    tables = lexicon(_known(language)).tables["say"]
    return tables[key] if key in tables else lexicon("en").tables["say"][key]


def _known(language: str) -> str:
    return language if language in LANGUAGES else "en"
