"""The words in blocks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

from bot.workspace.facts import Json


def texts(value: Any) -> Iterator[str]:
    """Every text that a person would see, at any depth."""
    if isinstance(value, dict):
        for key, inner in cast(Json, value).items():
            if key in ("text", "alt_text") and isinstance(inner, str):
                yield inner
            else:
                yield from texts(inner)
    elif isinstance(value, list):
        for inner in cast(list[Any], value):
            yield from texts(inner)
