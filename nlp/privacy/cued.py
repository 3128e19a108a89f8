"""Numbers and codes that a cue announces: "account number …", "my order is …", "PIN …"."""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Iterator
from dataclasses import dataclass

from nlp.privacy.digits import WORD, has_numbers
from nlp.privacy.marks import ACCOUNT, ADDRESS, CARD, CODE, IDENTITY, NUMBER, PASSWORD, PHONE, REFERENCE, Span
from nlp.privacy.ordinary import ordinary_spans
from nlp.privacy.words import DIGITS, MONTHS, NO_SECRET, SPELLING, STRONG, TEENS, TENS, TIMES, UNITS, WEAK

_JOINTS = frozenset(["dash", "hyphen", "slash"])
_FURTHEST = 6  # connecting words
_LONGEST = 40  # words of one code
_GAP = re.compile(r"[\s:#.,=\-–/'’\"()]{0,4}")


@dataclass(frozen=True, slots=True)
class Cue:
    """`least` digits or letters after a strong connection ("number", ":"), `bare` ones without."""

    words: re.Pattern[str]
    mark: str
    least: int = 3
    bare: int = 5


def _cue(words: str, mark: str, least: int = 3, bare: int = 5) -> Cue:
    return Cue(re.compile(rf"(?<![^\W_])(?:{words})(?![^\W_])", re.IGNORECASE), mark, least, bare)


CUES = (
    _cue(r"last (?:four|4|three|3)(?: digits?| numbers?)?", NUMBER, 3, 3),
    _cue(r"security code|cvv2?|cvc2?|pin|passcode|otp", CODE, 3, 3),
    _cue(r"(?:one[ -]time|verification|access) (?:code|pin)", CODE, 3, 3),
    _cue(r"(?:credit |debit |bank |gift )?cards?|visa|mastercard|amex|american express", CARD),
    _cue(r"ssn|social(?: security)?|national insurance|nino|ni number|nhs", IDENTITY, 3, 4),
    _cue(r"passport|aadhaa?r|pan|nric|mykad", IDENTITY, 3, 4),
    _cue(r"(?:driver'?s|driving) licen[cs]e|national id|nik|dni|nie|cpf|pesel|bsn|tfn|sin", IDENTITY, 5, 7),
    _cue(r"егн|身份证号?码?", IDENTITY, 5, 7),
    _cue(r"(?:bank )?acc(?:oun)?t|iban|a/?c(?= no| number| is)|routing|sort[ -]?code|konto", ACCOUNT),
    _cue(r"phone|mobile|cell|telephone|landline|tel|contact|handy|whatsapp", PHONE, 5, 7),
    _cue(r"call me|reach me|text(?: me)?|my (?:number|no)|the phone", PHONE, 5, 7),
    _cue(r"телефон\w*|telefon|telepon|nombor|nomor|numéro|número", PHONE, 5, 7),
    _cue(r"post ?code|zip(?: code)?|postal code", ADDRESS, 4, 4),
    _cue(r"orders?|booking|confirmation|reservation|reference|ref|case|ticket|claim", REFERENCE),
    _cue(r"policy|tracking|customer|member(?:ship)?|invoice|loyalty|contract", REFERENCE),
    _cue(r"parcel|shipment|subscription|user id|record locator", REFERENCE),
)
_LETTERS = re.compile(r"\b[A-Za-z] [A-Za-z] [A-Za-z] [A-Za-z]\b|alpha|alfa|bravo|charlie", re.IGNORECASE)
_SECRETS = re.compile(
    r"(?<![^\W_])(pass ?word|username|user name|login|log-in|memorable word|secret (?:word|answer)|"
    r"mother'?s maiden name)(?:\s*(?:is|was|:|=|-)\s*|\s+)(?:(?:it'?s|also|now)\s+)?(\S{1,80})",
    re.IGNORECASE,
)


def cued_spans(text: str) -> Iterator[Span]:
    """Codes after their cue, whatever they look like."""
    if not has_numbers(text) and not _LETTERS.search(text):
        return
    ordinary = ordinary_spans(text)
    for cue in CUES:
        for match in cue.words.finditer(text):
            if (span := _code(text, match.end(), cue)) and not _within(ordinary, span):
                yield span


def secret_spans(text: str) -> Iterator[Span]:
    """The word after "password is", unless it says how the password is."""
    for match in _SECRETS.finditer(text):
        word = match[2].rstrip(".,;!?\"'”’)")
        plain = word.lower().replace("'", "").replace("’", "")
        spoken = plain.isalpha() and not re.search(r"\b(?:is|was)\b|[:=]", match[0].lower())
        if word and plain not in NO_SECRET and not spoken and not plain.endswith(("n't", "ing")):
            yield Span(match.start(2), _secret_end(text, match.start(2) + len(word)), PASSWORD)


def _secret_end(text: str, end: int) -> int:
    """ "op 67 er": what follows in one breath belongs to it, as far as it has figures."""
    for more in re.finditer(r" [^\W_]{1,12}(?![^\W_])", text[end : end + 40]):
        if any(letter.isdigit() for letter in more.group()):
            return end + more.end()
        if len(more.group()) > 4:
            break
    return end


def _within(ordinary: list[tuple[int, int]], span: Span) -> bool:
    """Whether a span lies in one of these, which are in order and apart."""
    before = bisect(ordinary, (span.start, len(ordinary) and ordinary[-1][1])) - 1
    return before >= 0 and span.end <= ordinary[before][1]


def _code(text: str, start: int, cue: Cue) -> Span | None:
    """The code that follows a cue; None if what follows is none."""
    strong, at = False, start
    first = None
    for _ in range(_FURTHEST + 1):
        first = WORD.search(text, at)
        if first is None or not _GAP.fullmatch(text, at, first.start()):
            return None
        strong |= any(sign in ":#=" for sign in text[at : first.start()])
        word = first.group().lower()
        strong |= word in STRONG
        if word not in STRONG and word not in WEAK:
            break
        at = first.end()
    if first is None:
        return None
    end, size = _whole(text, first)
    return Span(first.start(), end, cue.mark) if size >= (cue.least if strong else cue.bare) else None


def _whole(text: str, word: re.Match[str] | None) -> tuple[int, int]:
    """Where the code ends that begins with a word, and how many digits and letters it has; 0 for no code."""
    end = digits = letters = 0
    last, joint = -1, 0
    for _ in range(_LONGEST):
        if word is None or (last >= 0 and not _GAP.fullmatch(text, last, word.start())):
            break
        said = word.group().lower()
        if last >= 0 and _sentence_ends(text[last : word.start()]):
            break
        last = word.end()
        if said in _JOINTS or said in TIMES:
            joint += 1
        elif count := _digits(word.group()):
            digits, end = digits + count, last
        elif _spelt(text, word):
            letters, end = letters + 1, last
        else:
            break
        word = WORD.search(text, last, last + 64)
    enough = digits >= 1 or letters >= 4
    return end, (digits + letters) * enough


def _sentence_ends(gap: str) -> bool:
    return ". " in gap or "\n" in gap


def _digits(word: str) -> int:
    said = word.lower()
    if said in DIGITS:
        return 1
    if said in TEENS or said in TENS:
        return 2
    return len(word) if any(letter.isdigit() for letter in word) and not _ordinal(said) else 0


def _ordinal(word: str) -> bool:
    return bool(re.fullmatch(r"\d+(?:st|nd|rd|th|x|am|pm|k|gb|mb|min|h)", word))


def _spelt(text: str, word: re.Match[str]) -> bool:
    """A letter by itself, a spelling-alphabet word, or the letters before a figure: "kd 52", "CL-2291"."""
    said = word.group()
    if said.lower() in SPELLING:
        return True
    if len(said) == 1:
        return said.isalpha() and said != "I"
    if len(said) > 4 or not said.isalpha() or said.lower() in WEAK | UNITS | MONTHS:
        return False
    follows = WORD.search(text, word.end(), word.end() + 16)
    near = follows and len(text[word.end() : follows.start()]) <= 1
    return bool(near and follows and follows.group()[0].isdigit() and (said.isupper() or len(said) <= 3))
