"""What the bot itself says around the figures: the `[bot]` table of each language's lexicon."""

from __future__ import annotations

from collections.abc import Mapping

from kpi_engine.language.lexicon import LANGUAGES, lexicon


def say(language: str, key: str, **fields: object) -> str:
    """The phrase in that language, in English where a language lacks it."""
    tables = _table(language)
    return (tables[key] if key in tables else _table("en")[key]).format(**fields)


def known(key: str) -> bool:
    return key in _table("en")


def _table(language: str) -> Mapping[str, str]:
    return lexicon(language if language in LANGUAGES else "en").tables.get("bot", {})
