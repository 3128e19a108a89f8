"""A question's text as words: Slack mark-up gone, each word with its place in what was typed.

What a caller may rely on: letters are NFKC and casefolded; a hyphen, underscore or slash splits words
("wrap-up" -> wrap, up); a possessive's ending is dropped (`raw` keeps it); a number is one word with its
thousands' commas gone and stands apart from its unit ("90s" -> 90, s; "1h30" -> 1, h, 30), but "3rd",
"10:30", "2026-11-09" and "3/5/2026" stay whole; `% < > = + & / - $ €` are words of their own (a hyphen
only between or before digits, or between spaces); other punctuation is gone. Each CJK character is a word,
so that the longest match over words is one over characters.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Word:
    """`text` is normalised (NFKC, casefolded) and perhaps corrected; `raw` is as typed at `start:end`.

    `joined` says that a hyphen, itself no word, stood before it ("Mon-Wed", "9am-5pm").
    """

    text: str
    raw: str
    start: int
    end: int
    joined: bool = False


_MARK_UP = re.compile(
    r"<[@!#][^>]*>"  # <@U123>, <!here>, <#C1|name>
    r"|<(?:https?|mailto|tel|slack)[^>|]*>"  # a bare link
    r"|(?<![\w:]):[a-z+][\w+\-']*:(?![\w:])"  # :wave:
    r"|(?:^|(?<=\n))[ \t]*(?:&gt;|>)+(?=[ \t]|[A-Za-z])"  # a quoted line
    r"|https?://\S+",
    re.IGNORECASE,
)
_LABELLED = re.compile(r"<((?:https?|mailto|tel|slack)[^>|]*)\|([^>]*)>", re.IGNORECASE)
_ENTITY = {"&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": '"', "&#39;": "'", "&nbsp;": " "}
_APOSTROPHES = "‘’ʼ′`´＇"
_DASHES = "‐‑‒–—−―"
_CJK = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uac00-\ud7af\U00020000-\U0003ffff"
_TOKEN = re.compile(
    r"\d{4}-\d{1,2}-\d{1,2}(?:t\d{1,2}:\d{2}(?::\d{2})?(?:z|[+-]\d{2}:?\d{2})?)?(?!\d)"
    r"|\d{1,2}([/.])\d{1,2}\1\d{2,4}(?!\d)"
    r"|\d{4}-w?\d{1,2}(?![\d-])"
    r"|\d{1,2}:\d{2}(?::\d{2})?(?!\d)"
    r"|\d+(?:st|nd|rd|th)(?![^\W_])"
    r"|\d{1,3}(?:,\d{3})+(?:\.\d+)?(?!\d)"
    r"|\d+(?:\.\d+)?|(?<!\.)\.\d+"
    r"|(?<=\d)(?:hours?|hrs?|h|mins?|m)(?=\d)"  # 1h30, 2m30s
    r"|(?<!')'\d{2}(?![\w'])"  # '26
    rf"|[{_CJK}]"
    rf"|(?:(?![{_CJK}])[^\W\d_])(?:(?![{_CJK}])[^\W_])*(?:'(?:(?![{_CJK}])[^\W_])+)*(?:'(?!\d))?"
    r"|<=|>=|≤|≥|[%<>=+&/$€£#@|\\]|-"
)
_POSSESSIVE = re.compile(r"'s?$")


def split(text: str) -> list[Word]:
    """The words of a message in their order; nothing for an empty one. Never raises."""
    plain, places = _normalised(text)
    words: list[Word] = []
    joined = False
    for found in _TOKEN.finditer(_joined_marks(plain)):
        first, last = found.span()
        token = plain[first:last]
        if token == "-" and not _meant(plain, first):
            joined = True
            continue
        start, end = places[first][0], places[last - 1][1]
        words.append(Word(_plain_number(_POSSESSIVE.sub("", token)), text[start:end], start, end, joined))
        joined = False
    return words


def _normalised(text: str) -> tuple[str, list[tuple[int, int]]]:
    """Mark-up blanked and letters normalised; for every character the place that it came from."""
    kept: list[str] = []
    places: list[tuple[int, int]] = []
    for cluster, start, end in _clusters(_blanked(text), text):
        normal = unicodedata.normalize("NFKC", cluster).casefold()
        for character in normal:
            category = unicodedata.category(character)
            if category == "Cf" or character in "\ufe0f\ufe0e":
                continue
            kept.append(_plain_character(character))
            places.append((start, end))
    return "".join(kept), places


def _plain_character(character: str) -> str:
    if character in _APOSTROPHES:
        return "'"
    if character in _DASHES:
        return "-"
    return character


def _blanked(text: str) -> str:
    """Mark-up replaced by as many spaces, a link by its label unless that is an address too."""

    def label(found: re.Match[str]) -> str:
        address, shown = found.group(1), found.group(2)
        bare = shown.casefold().rstrip("/")
        if bare and (bare in address.casefold() and ("." in bare or "/" in bare)):
            return " " * len(found.group())
        return " " * (len(address) + 2) + shown + " "

    spaced = _LABELLED.sub(label, text)
    spaced = _MARK_UP.sub(lambda found: " " * len(found.group()), spaced)
    return re.sub(r"`+", lambda found: " " * len(found.group()), spaced)


def _clusters(blanked: str, text: str) -> list[tuple[str, int, int]]:
    """Characters with the marks that combine with them, and entities, each with its place in `text`."""
    found: list[tuple[str, int, int]] = []
    at = 0
    while at < len(blanked):
        entity = next((e for e in _ENTITY if blanked[at] == "&" and blanked.startswith(e, at)), None)
        if entity is not None:
            found.append((_ENTITY[entity], at, at + len(entity)))
            at += len(entity)
            continue
        end = at + 1
        while end < len(blanked) and unicodedata.combining(blanked[end]):
            end += 1
        found.append((blanked[at:end], at, min(end, len(text))))
        at = end
    return found


def _joined_marks(plain: str) -> str:
    """Marks that did not compose count as letters, so that they do not cut a word."""
    if plain.isascii():
        return plain
    return "".join("ǝ" if unicodedata.category(c)[0] == "M" else c for c in plain)


def _meant(plain: str, at: int) -> bool:
    """Whether a hyphen is a sign: before a digit, or between spaces; inside a word it only joins."""
    before = plain[at - 1] if at else " "
    after = plain[at + 1] if at + 1 < len(plain) else " "
    if after.isdigit():
        return not before.isalpha()
    return before.isspace() and after.isspace()


def _plain_number(token: str) -> str:
    if token[0].isdigit() and "," in token:
        return token.replace(",", "")
    return "0" + token if token[0] == "." else token
