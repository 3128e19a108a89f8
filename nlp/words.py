"""Whether a text has real words at all: what the model hears, and what a contact's turns are counted by."""

from __future__ import annotations

import re

from nlp.privacy.marks import unmarked

# Whatever else a transcriber puts into brackets, "[inaudible]", is no word of the customer's either.
_BRACKETED = re.compile(r"\[[^\[\]\n]{1,40}\]")
_LETTER = re.compile(r"[^\W\d_]")


def has_words(text: str) -> bool:
    """Whether a masked text has real words: a token with at least one letter, placeholders aside, ours and
    those that vendors leave."""
    return _LETTER.search(_BRACKETED.sub(" ", unmarked(text))) is not None
