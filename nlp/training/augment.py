"""Small changes to a text that do not change what is felt: how people type, what masking leaves behind."""

from __future__ import annotations

import re
import string
from collections.abc import Callable

import numpy as np

_NAMES = re.compile(r"\[NAME\]")
_DROPPED = str.maketrans("", "", string.punctuation.replace("'", ""))
_HANDLES = ("@support", "@airline", "@company", "@help", "@CustomerCare", "@thebank", "@delivery", "@user")
_LEADS = ("hi, ", "hello ", "hey ", "ok ", "so ", "well ", "um ", "yes, ", "no, ", "look, ")
_MASKS = (" [phone number]", " [account number]", " [name]", " [e-mail address]", " [order number]")

Change = Callable[[str, np.random.Generator], str]


def _lower(text: str, random: np.random.Generator) -> str:
    return text.lower()


def _bare(text: str, random: np.random.Generator) -> str:
    return text.translate(_DROPPED).lower()


def _typo(text: str, random: np.random.Generator) -> str:
    """Two neighbouring letters change places, or one is lost."""
    if len(text) < 8:
        return text
    at = int(random.integers(1, len(text) - 2))
    swapped = text[at + 1] + text[at] if random.random() < 0.5 else text[at]
    return text[:at] + swapped + text[at + 2 :]


def _handle(text: str, random: np.random.Generator) -> str:
    return f"{_HANDLES[int(random.integers(len(_HANDLES)))]} {text}"


def _lead(text: str, random: np.random.Generator) -> str:
    return _LEADS[int(random.integers(len(_LEADS)))] + text


def _mask(text: str, random: np.random.Generator) -> str:
    return text + _MASKS[int(random.integers(len(_MASKS)))]


# Each with the chance that it is applied.
CHANGES: tuple[tuple[float, Change], ...] = (
    (0.15, _lower),
    (0.15, _bare),
    (0.08, _typo),
    (0.06, _lead),
    (0.08, _handle),
    (0.03, _mask),
)


def changed(text: str, random: np.random.Generator) -> str:
    """The text with some of the changes; most often with none or one."""
    text = _NAMES.sub("[name]", text)
    for chance, change in CHANGES:
        if random.random() < chance:
            text = change(text, random)
    return text
