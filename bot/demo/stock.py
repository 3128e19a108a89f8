"""The lines that the demo's transcripts are put together from, as talk/*.toml has them."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).with_name("talk")
Lines = dict[str, list[str]]
# In every transcript, so that it is marked wherever it goes.
MARK = "Synthetic: written for the demo. Nobody said this."


@cache
def reasons() -> dict[str, Lines]:
    """Reason -> calm, upset, details (the customer's), fixed, open (the agent's)."""
    return _read("reasons")


@cache
def moods() -> dict[str, Lines]:
    """Mood -> begin, middle, ended_well, ended_badly; and what everybody says."""
    return _read("moods")


@cache
def agents() -> Lines:
    """Occasion -> what an agent says then."""
    return _read("agents")


@cache
def languages() -> dict[str, dict[str, Any]]:
    """A customer's language, by its name -> tag, agent's lines, customer's lines."""
    return _read("languages")


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((_FOLDER / f"{name}.toml").read_text("utf-8"))
