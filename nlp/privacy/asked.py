"""What somebody asked for, so that the bare answer is known: "Your order ID?" – "3348917502"."""

from __future__ import annotations

import re

from nlp.privacy.digits import WORD
from nlp.privacy.mailboxes import cued_emails
from nlp.privacy.marks import (
    ACCOUNT,
    ADDRESS,
    BIRTH,
    CARD,
    CODE,
    EMAIL,
    IDENTITY,
    MARK,
    NAME,
    NUMBER,
    PASSWORD,
    PHONE,
    REFERENCE,
    Span,
)
from nlp.privacy.words import COMMON, FILLERS, NO_PERSONS, NUMBER_WORDS

Asked = tuple[str, ...]
_QUESTION = re.compile(
    r"\?|\b(?:may i|can i|could i|could you|can you|please|provide|need|give me|tell me|"
    r"confirm|verify|what(?:'s| is))\b",
    re.IGNORECASE,
)
_THINGS = (
    (NAME, r"(?:full |first |last |your |sur)names?\b(?! of)|who am i (?:speaking|talking)"),
    (EMAIL, r"e-?\s?mail"),
    (CODE, r"cvv2?\b|cvc2?\b|card security|(?:three|3|four|4)[ -]digit|(?:three|3) numbers|digits on the"),
    (NUMBER, r"expir(?:y|ation)\b"),
    (CARD, r"card|long number|(?:sixteen|16)[ -]digit"),
    (PHONE, r"(?:phone|mobile|contact|call ?back|cell)(?: number)?|number to reach"),
    (BIRTH, r"date of birth|birth ?date|birthday|dob"),
    (IDENTITY, r"social|ssn|national insurance|passport|last four|id number"),
    (CODE, r"pin\b|security code|passcode|one[ -]time code"),
    (PASSWORD, r"password|user ?name|security (?:question|answer)|memorable word|maiden name"),
    (ADDRESS, r"address|zip ?code|post ?code|postal code"),
    (ACCOUNT, r"account"),
    (REFERENCE, r"order|booking|confirmation|reservation|reference"),
    (REFERENCE, r"policy|claim|ticket|member|invoice|customer id"),
)  # fmt: skip
_SHAPES = tuple((mark, re.compile(rf"\b(?:{words})", re.IGNORECASE)) for mark, words in _THINGS)
_SHORT_NAME = 4  # words
_SHORT = 14
_BACK_CHANNEL = 5  # words
_RESTS = frozenset(["at", "dot", "underscore", "dash", "hyphen", "plus"])
_LEAST = 3  # digits or letters of a code


def asked_for(text: str) -> Asked:
    """The marks of what this turn asks for; empty where it asks for nothing personal."""
    if not _QUESTION.search(text):
        return ()
    return tuple(mark for mark, shape in _SHAPES if shape.search(text))


def answers(text: str, asked: Asked) -> list[Span]:
    """What a customer's turn answers barely to what was asked; a longer turn is left to its cues."""
    words = list(WORD.finditer(MARK.sub(_blank, text))) if asked else []
    if not 0 < len(words) <= _SHORT:
        return []
    spans = list(cued_emails(text)) if EMAIL in asked else []
    spans = spans or _codes(words, next((mark for mark in asked if mark not in (NAME, EMAIL)), ""))
    if not spans and NAME in asked:
        spans = _name(words)
    if not spans and PASSWORD in asked and len(words) == 1 and words[0].group().lower() not in COMMON:
        spans = [Span(*words[0].span(), PASSWORD)]
    return spans


def listens(text: str) -> bool:
    """Whether an agent's turn only lets the other go on: "sure", "go ahead", "mm-hmm". What was asked before
    it is still to be answered."""
    return "?" not in text and len(WORD.findall(text)) <= _BACK_CHANNEL and not asked_for(text)


def goes_on(text: str) -> bool:
    """Whether a turn begins as the rest of a number or an address does: "yes, 11 22", "at gmail dot com"."""
    said = (word.group().lower() for word in WORD.finditer(text))
    first = next((word for word in said if word not in FILLERS), "")
    return text.lstrip().startswith("@") or first in _RESTS or _digits(first) > 0


def _blank(mark: re.Match[str]) -> str:
    return " " * len(mark.group())


def _codes(words: list[re.Match[str]], mark: str) -> list[Span]:
    """From the first word with a figure in it to the last one, if they have digits enough."""
    if not mark:
        return []
    numbers = [word for word in words if _digits(word.group())]
    if sum(_digits(word.group()) for word in numbers) < _LEAST:
        return []
    return [Span(numbers[0].start(), numbers[-1].end(), mark)]


def _digits(word: str) -> int:
    if any(letter.isdigit() for letter in word):
        return len(word)
    return int(word.lower() in NUMBER_WORDS)


def _name(words: list[re.Match[str]]) -> list[Span]:
    said = [word for word in words if word.group().lower() not in FILLERS]
    if not 0 < len(said) <= _SHORT_NAME or any(_no_name(word.group()) for word in said):
        return []
    return [Span(said[0].start(), said[-1].end(), NAME)]


def _no_name(word: str) -> bool:
    low = word.lower()
    return not word.isalpha() or low in COMMON or low in NO_PERSONS or low in NUMBER_WORDS
