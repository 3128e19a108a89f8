"""What goes into the hearing room and what comes out of it: values that travel between processes."""

from __future__ import annotations

from dataclasses import dataclass

from bot.blocks.parts import Said
from nlp.values import Transcript


@dataclass(frozen=True, slots=True)
class Work:
    """One thing to hear: a file's bytes in any known format, words that somebody pasted, or turns whose
    speakers are known already. `name` is what people call it."""

    name: str
    content: bytes | str | Transcript


@dataclass(frozen=True, slots=True)
class Sorry:
    """What is said to the asker in place of an analysis."""

    line: str


# The message with the analysis, made where the model is: so the asking process knows nothing of it.
Outcome = Said | Sorry
