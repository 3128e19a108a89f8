"""The button "How was this worked out?" under an analysis, and what it says."""

from __future__ import annotations

from bot.blocks.parts import Json, Said, Span, actions, button, fallback, paragraph
from bot.phrases import say

ACTION = "nev_how"
PARTS = ("how_figure", "how_turns", "how_emotions", "how_turning", "how_text_based", "how_masked")
MODEL_CHARACTERS = 100


def how(model: str) -> Json:
    """The button; `model` is the version that heard."""
    return actions([button(say("en", "how_button"), ACTION, model[:MODEL_CHARACTERS] or "?")])


def worked_out(model: str) -> Said:
    """The definition behind an analysis by that version of the model."""
    lines = [say("en", "how_title", model=model), *(say("en", part) for part in PARTS)]
    blocks = [paragraph([[Span(lines[0], bold=True)]]), *(paragraph([[Span(one)]]) for one in lines[1:])]
    return Said(fallback(lines), tuple(blocks))
