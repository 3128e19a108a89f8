"""Emotion models: `load` one, and let it `hear` texts.

Importing this package imports neither torch nor transformers: that costs seconds, and is for those who hear.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from nlp.errors import ModelError
from nlp.model.finding import find
from nlp.values import EmotionModel

__all__ = ["DEFAULT", "Device", "load"]

Device = Literal["auto", "cpu", "cuda", "mps"]

DEFAULT = "heartline"
# How many short texts' feelings are kept across calls: "yes", "thank you", "ok" come again and again.
REMEMBERED = 10_000


def load(name: str | Path = DEFAULT, device: Device = "auto", remembered: int = REMEMBERED) -> EmotionModel:
    """A model ready to hear: a row of `models.MODELS`, a folder, or a label map's TOML file (see `finding`).

    Nothing is ever downloaded. `auto` takes CUDA, else MPS, else the CPU with as many threads as torch has
    set. "heartline int8" (see `eight`; CPU only) is faster, its scores differ a little: a model of its own.
    ModelError in one line where the model is missing, does not fit its label map, or torch is not installed.
    """
    found = find(name)
    try:
        from nlp.model.loading import loaded
    except ImportError as error:
        raise ModelError(
            f"hearing needs torch and transformers ({error}): pip install 'heartline[nlp]'"
            " (the README says how to get the small CPU build of torch first)"
        ) from error
    return loaded(found, device, remembered)
