"""E-mail addresses, written and spoken, and IP addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from ipaddress import ip_address

from nlp.privacy.marks import EMAIL, IP, Span
from nlp.privacy.words import NUMBER_WORDS

_LOCAL = r"(?<![\w.+'-])[\w.+'-]{1,64}+"
_DOMAIN = r"[^\W_](?:[\w-]{0,62})(?:\.[\w-]{1,63}){1,5}"
_WRITTEN = re.compile(rf"{_LOCAL}(?:\s?@\s?|\(at\)|\[at\]){_DOMAIN}")
_DOT = r"(?:\.|\s?[\[(]dot[\])]\s?)"
# "maria (dot) lopez (at) example (dot) com"
_BRACKETED = re.compile(
    rf"(?<![\w+'-])[\w+'-]{{1,40}}+(?:{_DOT}[\w+'-]{{1,40}}+){{0,3}}\s?[\[(]at[\])]\s?[\w-]{{1,63}}+(?:{_DOT}[\w-]{{1,63}}+){{1,5}}",
    re.IGNORECASE,
)
_HOSTS = "gmail|googlemail|yahoo|hotmail|outlook|icloud|aol|proton|protonmail|live|msn|gmx|yandex|qq|mail|abv"
# " at gmail dot com", " at example.com": the part before it is looked for backwards.
_AT = re.compile(
    r"\s(?:at|@)\s+(?P<host>[^\W_][\w-]{0,40})(?:(?:\s+dot\s+|\s?\.\s?)(?!dot\b)[^\W_]{2,12}){1,3}",
    re.IGNORECASE,
)
_JOINTS = frozenset(["dot", "underscore", "dash", "hyphen", "minus", "plus", "period", "point"])
_CUE = re.compile(
    r"e-?\s?mail(?:\s+(?:address|id|adress|is|its|it's|to|the|on|file|for|me|my|account|was|that's))*\s*[:,]?\s*$",
    re.IGNORECASE,
)
_CUED = re.compile(
    r"\be-?\s?mail(?: address| id)?\s*(?:is|:|=)\s*(?:it'?s\s+)?"
    r"(?P<box>[a-z0-9._-]{3,60}(?:\s\d{1,6}\s[a-z.]{3,30})?)(?=$|[\s,.!?])",
    re.IGNORECASE,
)
_STRIPPED = re.compile(
    rf"(?:{_HOSTS}|email)\.?(?:com|in|org|net|edu|gov|co\.?uk)$|(?:com|gov|edu)$", re.IGNORECASE
)
# A recogniser or a chat that lost the signs: "vishnugmailcom", "carun 12 gmailcom".
_RUN_TOGETHER = re.compile(
    rf"(?<![^\W_])(?:[a-z0-9]{{1,40}}(?:{_HOSTS})com|"
    rf"[a-z]{{1,30}} (?:\d{{1,6}} )?(?:{_HOSTS})\.?com)(?![^\W_])",
    re.IGNORECASE,
)
_WORD = re.compile(r"[\w'.+-]+")
_BACK = 90  # characters before the "at"
_V4 = re.compile(r"(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?!\.?\w)")
_V6 = re.compile(r"(?<![\w:.])(?:[0-9a-f]{0,4}:){2,7}[0-9a-f]{0,4}(?![\w:])", re.IGNORECASE)
_VERSION = re.compile(r"(?:version|firmware|build|release|v)\s*$", re.IGNORECASE)


def email_spans(text: str) -> Iterator[Span]:
    """Addresses as written, as spoken, and as the chat that lost its signs has them after "my email is"."""
    for match in (*_WRITTEN.finditer(text), *_BRACKETED.finditer(text)):
        yield Span(*match.span(), EMAIL)
    for match in _AT.finditer(text):
        start = _local(text, match)
        if start < match.start():
            yield Span(start, match.end(), EMAIL)
    for match in _RUN_TOGETHER.finditer(text):
        yield Span(*match.span(), EMAIL)
    for match in _CUED.finditer(text):
        if _STRIPPED.search(match["box"]):
            yield Span(*match.span("box"), EMAIL)


def cued_emails(text: str) -> Iterator[Span]:
    """The same where it is known that an address was asked for."""
    cue = "email: "
    for start, end, mark in email_spans(cue + text):
        yield Span(max(0, start - len(cue)), end - len(cue), mark)


def _local(text: str, at: re.Match[str]) -> int:
    """Where the part before a spoken "at" begins; the "at" itself where it is no address."""
    from_ = max(0, at.start() - _BACK)
    words = list(_WORD.finditer(text, from_, at.start()))
    if not words:
        return at.start()
    cue = _CUE.search(text, from_, words[-1].start())
    start, joined = len(words) - 1, False
    while start > 0:
        here, before = words[start].group().lower(), words[start - 1].group().lower()
        if before in _JOINTS and start > 1:
            start, joined = start - 2, True
        elif _spelt(here) and _spelt(before):
            start, joined = start - 1, True
        elif _numeral(here) and not before.endswith((".", ",")) and before not in {"is", "s", "it's"}:
            start -= 1
        else:
            break
    sure = joined or cue or re.fullmatch(_HOSTS, at["host"], re.IGNORECASE)
    if not sure:
        return at.start()
    return _said_after(text, words[start].start(), from_)


def _said_after(text: str, start: int, from_: int) -> int:
    """With a cue close before, all that was said since it: "my email is lisa smith at …"."""
    for cue in re.finditer(
        r"\be-?\s?mail(?:\s+(?:address|id))?\s*(?:is|:)\s*(?:it'?s\s+)?", text[from_:start], re.IGNORECASE
    ):
        return from_ + cue.end()
    return start


def _spelt(word: str) -> bool:
    return len(word) == 1 or _numeral(word)


def _numeral(word: str) -> bool:
    return word.isdigit() or word in NUMBER_WORDS


def ip_spans(text: str) -> Iterator[Span]:
    """IPv4 and IPv6 addresses, judged by the standard library."""
    for match in (*_V4.finditer(text), *_V6.finditer(text)):
        if _address(match.group()) and not _VERSION.search(text, max(0, match.start() - 16), match.start()):
            yield Span(*match.span(), IP)


def _address(written: str) -> bool:
    try:
        ip_address(written)
    except ValueError:
        return False
    return True
