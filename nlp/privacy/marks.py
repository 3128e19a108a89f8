"""What stands in the place of personal data: our marks, and those that vendors leave themselves."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

CARD = "[card number]"
PHONE = "[phone number]"
EMAIL = "[e-mail address]"
ACCOUNT = "[account number]"
IDENTITY = "[id number]"
REFERENCE = "[reference number]"
BIRTH = "[date of birth]"
ADDRESS = "[address]"
PASSWORD = "[password]"
CODE = "[code]"
IP = "[IP address]"
NAME = "[name]"
NUMBER = "[number]"
MARKS = (
    *(CARD, PHONE, EMAIL, ACCOUNT, IDENTITY, REFERENCE, BIRTH),
    *(ADDRESS, PASSWORD, CODE, IP, NAME, NUMBER),
)
# [PII], [NAME_1], <PERSON>, {CARD}, ####, ****, XXXX: as Contact Lens, Transcribe, Genesys and others write.
_VENDORS = r"\[[A-Z][A-Z_/ -]{1,40}(?:_?\d{1,3})?\]|\[redacted\]|<[A-Z][A-Z_]{1,30}>|\{[A-Z][A-Z_]{1,30}\}"
_BLANKS = r"#{3,}|\*{3,}|(?<![^\W_])[Xx]{4,}(?![^\W_])"
MARK = re.compile("|".join((*map(re.escape, MARKS), _VENDORS, _BLANKS)))


class Span(NamedTuple):
    """Characters start ≤ i < end of a text, for which `mark` is to stand."""

    start: int
    end: int
    mark: str


def unmarked(text: str) -> str:
    """The text without any mark: what a person really said, for counting words."""
    return MARK.sub(" ", text)


def hide(text: str, found: list[Span]) -> str:
    """The text with a mark for every span. What overlaps is hidden whole, under the mark found first.

    Marks that stand already are kept as they are: a span is cut around them.
    """
    if not found:
        return text
    kept = [match.span() for match in MARK.finditer(text)]
    pieces, done = list[str](), 0
    for span in _apart(found, kept):
        if any(letter.isalnum() for letter in text[span.start : span.end]):
            pieces += (text[done : span.start], span.mark)
            done = span.end
    return "".join((*pieces, text[done:]))


def _apart(found: list[Span], kept: list[tuple[int, int]]) -> Iterator[Span]:
    """The spans merged and in order, none of them within a mark that stands already."""
    at = 0
    for span in _merged(found):
        while at < len(kept) and kept[at][1] <= span.start:
            at += 1
        start, here = span.start, at
        while here < len(kept) and kept[here][0] < span.end:
            yield Span(start, max(start, kept[here][0]), span.mark)
            start, here = kept[here][1], here + 1
        yield Span(start, max(start, span.end), span.mark)


def _merged(found: list[Span]) -> Iterator[Span]:
    ranked = sorted(enumerate(found), key=lambda each: (each[1].start, each[0]))
    rank, whole = ranked[0]
    for order, span in ranked[1:]:
        if span.start >= whole.end:
            yield whole
            rank, whole = order, span
            continue
        mark = span.mark if order < rank else whole.mark
        rank, whole = min(rank, order), Span(whole.start, max(whole.end, span.end), mark)
    yield whole
