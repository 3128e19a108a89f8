"""The demo's transcripts go the way of anybody's: read, masked, heard by the real model, kept."""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Engine

from bot.errors import BotError
from nlp.errors import ModelError
from nlp.model import DEFAULT

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.ear import Ear

# What the nlp extra brings; looked for, not imported: that takes seconds.
NEEDED = ("torch", "transformers", "phonenumbers", "stdnum", "py3langid")


def unheard_because(model: str = DEFAULT) -> str | None:
    """Why nothing can be heard here, in one line; None where the model and what it runs on are there."""
    missing = [name for name in NEEDED if find_spec(name) is None]
    if missing:
        return f"{', '.join(missing)} not installed: pip install 'heartline[nlp]'"
    from nlp.model.naming import version

    try:
        return None if version(model) else "the emotion model's weights are missing"
    except ModelError as error:
        return str(error)


def hear_transcripts(engine: Engine, path: Path, told: Callable[[str], None], model: str = DEFAULT) -> int:
    """How many contacts were scored; none, without a word, where nothing can be heard (`unheard_because`)."""
    if unheard_because(model):
        return 0
    from bot.transcripts_in import take_in
    from nlp.transcripts import RoleSettings

    told("loading the emotion model")
    done = take_in(
        engine, [path], _ear(model), RoleSettings(), lambda read: told(f"hearing transcripts, {read:,}")
    )
    if done.problems:
        raise BotError(f"the demo's own transcripts were refused: {done.problems[0]}")
    return done.scored[None]


@cache
def _ear(model: str) -> Ear:
    """Loaded once a process, for tests make many small demos."""
    from bot.ear import Ear

    return Ear(model)
