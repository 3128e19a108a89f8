"""Whether a text has real words at all: what the model hears, and what a contact's turns are counted by."""

from __future__ import annotations

import re

# What masking leaves in place of personal data is no word of the customer's.
_PLACEHOLDER = re.compile(r"\[[^\[\]\n]{1,40}\]")
_LETTER = re.compile(r"[^\W\d_]")


def has_words(text: str) -> bool:
    """Whether a masked text has real words: a token with at least one letter, placeholders aside."""
    return _LETTER.search(_PLACEHOLDER.sub(" ", text)) is not None
