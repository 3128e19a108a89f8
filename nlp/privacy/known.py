"""Names that were announced once are hidden wherever they come again: "Thanks, Maria."."""

from __future__ import annotations

from collections.abc import Iterable

from nlp.privacy.digits import WORD
from nlp.privacy.marks import MARK, NAME, Span, hide
from nlp.privacy.names import name_spans, person_words


def names_said(text: str, answers: Iterable[Span]) -> set[str]:
    """The parts of all names that a turn announces or answers with."""
    spans = [*name_spans(text), *(span for span in answers if span.mark == NAME)]
    plain = (MARK.sub(" ", text[span.start : span.end]) for span in spans)
    return seeded(plain)


def seeded(names: Iterable[str]) -> set[str]:
    """The parts of names as they may be written again."""
    parts = {part for name in names for part in person_words(name)}
    return parts | {part.capitalize() for part in parts} | {part.upper() for part in parts}


def hide_names(text: str, names: set[str]) -> str:
    """The text with each of the names hidden, as it was said, capitalised or in capitals."""
    if not names:
        return text
    return hide(text, [Span(*word.span(), NAME) for word in WORD.finditer(text) if word.group() in names])
