"""Names, where they are announced: "my name is …", "… speaking", "Mrs …"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from nlp.privacy.marks import NAME, Span
from nlp.privacy.words import COMMON, NO_PERSONS, NUMBER_WORDS, PARTICLES

_PART = re.compile(r"[^\W\d_]++(?:['’.-](?=[^\W\d_])[^\W\d_]++){0,3}")
_GAP = re.compile(r"\.? ")
_GREETING = (
    r"(?:\b(?:hi|hello|hey|good (?:morning|afternoon|evening)|"
    r"thank(?:s| you) for (?:calling|contacting|holding)[^.!?\n]{0,40})[,.!]?\s+(?:there[,.!]?\s+)?)"
)
_CALLS = r"(?=,?\s+(?:speaking|calling|here|from|with|how|and i|i(?:'ll| will|'m)|on behalf|in |at )\b)"


@dataclass(frozen=True, slots=True)
class Cue:
    """What comes before a name. `sure`: whatever stands there is one, also in lower case."""

    words: re.Pattern[str]
    sure: bool = False
    most: int = 4


def _cue(words: str, sure: bool = False, most: int = 4) -> Cue:
    return Cue(re.compile(rf"(?<![^\W_])(?:{words})\s+", re.IGNORECASE), sure, most)


# Not the name of a person.
_THINGS = (
    "city",
    "company",
    "street",
    "state",
    "brand",
    "product",
    "model",
    "file",
    "domain",
    "road",
    "town",
    "store",
)
_WHICH = r"(?:full |first |last |middle |sur)"
_NO_THING = "".join(rf"(?<!{thing} )" for thing in _THINGS)
CUES = (
    _cue(_NO_THING + rf"{_WHICH}?names?(?: on [\w' ]{{1,30}})?(?:['’]s| is| was| ?:)", sure=True),
    _cue(rf"{_WHICH}name", sure=True),
    Cue(re.compile(r"(?:^|[.;,]\s)(?:sure |yes |ok )?name\s+", re.IGNORECASE), sure=True),
    _cue(r"account holder(?:'s name)?(?: is| ?:)|it['’]?s under", sure=True),
    _cue(r"in the name of|under the name(?: of)?"),
    _cue(r"mr|mrs|ms|mx|dr|prof|herr|frau|señora?|monsieur|madame", sure=True, most=2),
    _cue(r"encik|puan|bapak|ibu|(?:mr|mrs|ms|mx|dr|prof)\.", sure=True, most=2),
    _cue(r"speaking (?:to|with)(?: an?)?|talking (?:to|with)|through to|connected (?:to|with)"),
    _cue(r"call(?:ed)? me|ask for"),
    _cue(r"ich hei(?:ß|ss)e|mein name ist|je m['’]appelle|mon nom est|me llamo|mi nombre es", sure=True),
    _cue(r"mi chiamo|meu nome é|nama saya|saya bernama|казвам се|името ми е", sure=True),
    _cue(r"ik heet|mijn naam is|nazywam się|jag heter", sure=True),
    _cue(_GREETING + r"(?:this is|it['’]?s|i['’]?m|i am|my name is)"),
)
# Names between two words that only a name stands between.
_NAMED = r"(?P<name>[^\W\d_][\w'’-]{1,20}(?: [^\W\d_][\w'’-]{1,20}){0,2}?)"
_BETWEEN = (
    (re.compile(rf"\bthis is {_NAMED}(?=,? (?:speaking|calling)\b)", re.IGNORECASE), False),
    (re.compile(rf"\bthis is {_NAMED}{_CALLS}", re.IGNORECASE), True),
    (
        re.compile(
            rf"\b(?:i['’]m|i am) {_NAMED}(?:{_CALLS}|(?=[,.]\s+(?:how|what|i'll|and|your|from)\b))",
            re.IGNORECASE,
        ),
        True,
    ),
    (
        re.compile(
            rf"(?:^|[.!?,]\s+){_NAMED}(?=\s*,?\s(?:speaking\b(?!\s(?:of|to|with|over))|here[,.]))",
            re.IGNORECASE,
        ),
        True,
    ),
    (re.compile(rf"\b(?:is this|am i speaking (?:to|with)) {_NAMED}(?=\s?\?)", re.IGNORECASE), True),
)
_CHINESE = re.compile(
    r"(?:我叫|我的名字是|我姓)(?P<name>(?![你您他她它了来去不没快个各什])[\u4e00-\u9fff]{1,3})"
)
_LETTERS = re.compile(r"(?<![\w'’])[^\W\d_](?:[ .-]{1,2}[^\W\d_](?![\w'’])){3,20}")


def name_spans(text: str) -> Iterator[Span]:
    """Names with a cue, and words spelled out letter by letter."""
    for cue in CUES:
        for match in cue.words.finditer(text):
            if end := _end(text, match.end(), cue):
                yield Span(match.end(), end, NAME)
    for shape, capital in _BETWEEN:
        for match in shape.finditer(text):
            name = match["name"].strip()
            if _a_person(name, capital):
                yield Span(match.start("name"), match.start("name") + len(name), NAME)
    for match in _CHINESE.finditer(text):
        yield Span(*match.span("name"), NAME)
    for match in _LETTERS.finditer(text):
        yield Span(*match.span(), NAME)


def _end(text: str, start: int, cue: Cue) -> int:
    """Where the name ends that begins here; 0 where none begins."""
    at, end, small = start, 0, 0
    for taken in range(cue.most):
        part = _PART.match(text, at)
        if part is None:
            break
        said = part.group()
        if said.lower() in PARTICLES and (taken or said[0].isupper()):
            at = part.end() + 1
            continue
        if (
            not _may_be(said, cue.sure)
            or (said[0].isupper() and small)
            or (said[0].islower() and end > 0 and not small)
        ):
            break
        small += said[0].islower()
        if small > min(3, cue.most - 1):
            break
        end = part.end()
        gap = _GAP.match(text, end)
        if gap is None:
            break
        at = gap.end()
    return end


def _may_be(word: str, sure: bool) -> bool:
    low = word.lower().replace("'", "").replace("’", "")
    if low in COMMON or low in NUMBER_WORDS or (word[0].islower() and not sure):
        return False
    return sure or low not in NO_PERSONS


def _a_person(name: str, capital: bool) -> bool:
    words = name.split()
    if not words or any(
        word.lower().replace("'", "").replace("’", "") in COMMON | NO_PERSONS for word in words
    ):
        return False
    return not capital or all(word[0].isupper() for word in words)


def person_words(name: str) -> list[str]:
    """The parts of a name that give a person away wherever they stand."""
    parts = [part.group() for part in _PART.finditer(name)]
    return [part for part in parts if len(part) >= 3 and part.lower() not in COMMON | PARTICLES]
