"""Postal addresses and dates of birth, where a cue or their form gives them away."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nlp.privacy.digits import WORD, has_numbers
from nlp.privacy.marks import ADDRESS, BIRTH, Span
from nlp.privacy.words import MONTHS, NO_STREET, NUMBER_WORDS, ORDINALS, STREETS, STREETS_OR_NOT, UNITS

_POSTCODE = r"\b[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}\b"
_STATE = r"\b[A-Z]{2}\.? \d{5}(?:-\d{4})?\b"
_CITY = r", ?(?:[A-Z][\w'.-]{1,20} ?){1,3}(?=[,.!?\n]|$|[A-Z]{1,2}\d)|, ?(?:[A-Z][\w'.-]{1,20} ){1,3}"
_ZIP = r",?(?: [A-Za-z]{2,20}){1,4} \d{5}(?:-\d{4})?\b"
_TAIL = rf"(?:,? (?:{_POSTCODE}|{_STATE})|{_ZIP}|{_CITY}){{0,4}}"
_HOUSE = r"(?<![\w.,£$€#-])\d{1,5}[a-zA-Z]?,?\s+"
_CAPITAL_NAME = r"(?:[A-Z][\w'.-]{1,20}\s+){1,4}"
_ANY_NAME = r"(?:[A-Za-z][\w'.-]{1,20}\s+){1,3}"
_CAPITAL = "|".join(word.capitalize() for word in sorted(STREETS | STREETS_OR_NOT))
_SURE = "|".join(sorted(STREETS))
_QUADRANT = r"(?:\.?\s(?:NW|NE|SW|SE|N|S|E|W)\b)?"
_LINES = (
    re.compile(rf"{_HOUSE}{_CAPITAL_NAME}(?:{_CAPITAL})\b{_QUADRANT}{_TAIL}"),
    re.compile(rf"{_HOUSE}{_ANY_NAME}(?i:{_SURE})\b{_QUADRANT}{_TAIL}"),
    re.compile(_POSTCODE),
    re.compile(r"\bP\.?\s?O\.?\s?Box\s+\d{1,8}\b", re.IGNORECASE),
)
_ADDRESS_CUE = re.compile(
    r"\b(?:address(?:\s+is|\s+was|:|'s)|(?:i|we) live (?:at|on|in)|i ?'?a?m (?:located )?at|"
    r"(?:deliver|ship|send|post|mail)(?:ed)? (?:it |them )?to|go to|moved to|^address)\s*:?\s+",
    re.IGNORECASE,
)
_STOP = re.compile(
    r"[.!?\n](?=\s|$)|\s(?:and (?:my|the|i)|please|but|because|thanks|next time|phone|"
    r"contact|email|by the way|is)\b",
    re.IGNORECASE,
)
_FURTHEST = 90
_ALL_STREETS = STREETS | STREETS_OR_NOT
_BIRTH_CUE = re.compile(
    r"\b(?:date of birth|birth ?date|birthday|d\.?o\.?b\.?|born)\b[\s:,.]*"
    r"(?:(?:is|was|on|it'?s|the|um|uh)\s+){0,4}",
    re.IGNORECASE,
)
_DATE_JOINTS = frozenset(["of", "the", "and", "nineteen", "hundred", "thousand"])
_DATE_GAP = re.compile(r"[\s,./-]{0,3}")


def address_spans(text: str) -> Iterator[Span]:
    """Street lines, postcodes, boxes; and what follows "my address is", if it has a house number."""
    if not has_numbers(text):
        return
    for shape in _LINES:
        for match in shape.finditer(text):
            if not _amounts(match.group()):
                yield Span(match.start(), match.start() + len(match.group().rstrip(" ,")), ADDRESS)
    for cue in _ADDRESS_CUE.finditer(text):
        end = min(len(text), cue.end() + _FURTHEST)
        stop = _STOP.search(text, cue.end(), end)
        said = text[cue.end() : stop.start() if stop else end].rstrip(" ,")
        if _has_house(said):
            yield Span(cue.end(), cue.end() + len(said), ADDRESS)


def _amounts(line: str) -> bool:
    """ "3 times the road": a number of something."""
    words = [word.lower() for word in WORD.findall(line)]
    return len(words) > 1 and (words[1] in UNITS or not NO_STREET.isdisjoint(words[1:4]))


def _has_house(said: str) -> bool:
    words = [word.lower() for word in WORD.findall(said)][:8]
    if not words or _amounts(said):
        return False
    numbered = words[0][0].isdigit() or words[0] in NUMBER_WORDS or any(word.isdigit() for word in words)
    return numbered and any(word in _ALL_STREETS for word in words)


def birth_spans(text: str) -> Iterator[Span]:
    """Dates after "date of birth", "born", however they are said."""
    for cue in _BIRTH_CUE.finditer(text):
        if end := _date_end(text, cue.end()):
            yield Span(cue.end(), end, BIRTH)


def _date_end(text: str, start: int) -> int:
    """Where a date ends that begins here; 0 for none. It takes two parts, or one figure of six digits."""
    at, end, parts = start, 0, 0
    for _ in range(10):
        word = WORD.search(text, at, at + 40)
        if word is None or not _DATE_GAP.fullmatch(text, at, word.start()):
            break
        at, said = word.end(), word.group().lower()
        if _of_date(said):
            parts, end = parts + 1 + (said.isdigit() and len(said) >= 6), at
        elif said not in _DATE_JOINTS:
            break
    return end if parts >= 2 else 0


def _of_date(word: str) -> bool:
    if word.isdigit() or word in NUMBER_WORDS or word in MONTHS or word in ORDINALS:
        return True
    return bool(re.fullmatch(r"\d{1,2}(?:st|nd|rd|th)", word))
