"""Names that were announced once are hidden wherever they come again: "Thanks, Maria."."""

from __future__ import annotations

from collections.abc import Iterable

from nlp.privacy.digits import WORD
from nlp.privacy.marks import MARK, NAME, Span, hide
from nlp.privacy.names import name_spans, person_words


def names_said(text: str, answers: Iterable[Span]) -> set[str]:
    """The parts of all names that a turn announces or answers with, as they may be written again."""
    spans = [*name_spans(text), *(span for span in answers if span.mark == NAME)]
    plain = (MARK.sub(" ", text[span.start : span.end]) for span in spans)
    parts = {part for name in plain for part in person_words(name)}
    return parts | {part.capitalize() for part in parts}


def hide_names(text: str, names: set[str]) -> str:
    """The text with each of the names hidden, in the case in which it was said or capitalised."""
    if not names:
        return text
    return hide(text, [Span(*word.span(), NAME) for word in WORD.finditer(text) if word.group() in names])
