"""Runs of digits as people write and say them: "4111 1111 …", "four one double one …"."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from nlp.privacy.words import DIGITS, NUMBER_WORDS, TEENS, TENS, TIMES, UNITS

# Chinese and Japanese write no space before a figure.
WORD = re.compile(r"[^\W_\u3040-\u30ff\u4e00-\u9fff]++|[\u3040-\u30ff\u4e00-\u9fff]++")
# What may stand between the groups of one number; invisible characters too, which hide a number well, and the
# two that make a digit a key.
_INVISIBLE = r"\u00ad\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\ufe0f\u20e3"
_GAP = re.compile(rf"[\s\-‐‑–./,()·_*|{_INVISIBLE}]{{0,4}}")
_FIGURE = re.compile(r"\d")
_SENTENCE_ENDS = re.compile(r"[.,/]\s|\n")


@dataclass(frozen=True, slots=True)
class Group:
    """A figure such as "0412", or one spoken "double four": its place and its digits 0–9."""

    start: int
    end: int
    digits: str
    spoken: bool


Run = tuple[Group, ...]


def figures(word: str) -> str | None:
    """The digits of a word that is all digits, of whatever script; None for any other."""
    if not word.isdecimal():
        return None
    return word if word.isascii() else "".join(str(unicodedata.decimal(each)) for each in word)


def groups(text: str) -> Iterator[Group]:
    """Every figure and spoken number of the text, in order."""
    times, began = 1, 0
    tens: tuple[int, int, str] | None = None
    for match in WORD.finditer(text):
        word = match.group().lower()
        if tens is not None:
            start, end, said = tens
            tens = None
            if DIGITS.get(word, "0") != "0" and text[end : match.start()] in {" ", "-"}:
                yield Group(start, match.end(), said[0] + DIGITS[word], spoken=True)
                continue
            yield Group(start, end, said, spoken=True)
        if word in TIMES:
            times, began = TIMES[word], match.start()
            continue
        if word in TENS:
            tens = (match.start(), match.end(), TENS[word])
        elif (found := _plain(word)) is not None:
            start = began if times > 1 else match.start()
            yield Group(start, match.end(), found * times, spoken=times > 1 or not word.isdecimal())
        times = 1
    if tens is not None:
        yield Group(*tens, spoken=True)


def _plain(word: str) -> str | None:
    return figures(word) or DIGITS.get(word) or TEENS.get(word)


def runs(text: str, ordinary: list[tuple[int, int]]) -> Iterator[Run]:
    """Groups that stand together, so that they may be one number; none of them within an ordinary span."""
    run: list[Group] = []
    at = 0
    for group in groups(text):
        while at < len(ordinary) and ordinary[at][1] <= group.start:
            at += 1
        if at < len(ordinary) and ordinary[at][0] < group.end:
            continue
        if run and not _together(text, run[-1], group):
            yield tuple(run)
            run = []
        run.append(group)
    if run:
        yield tuple(run)


def _together(text: str, left: Group, right: Group) -> bool:
    gap = text[left.end : right.start]
    if not _GAP.fullmatch(gap):
        return False
    if left.spoken != right.spoken and ("- " in gap or _counted(text, right)):
        return False
    if left.spoken or right.spoken or not _SENTENCE_ENDS.search(gap):
        return True
    # Speech recognisers write "4, 1, 1, 1": groups of one size.
    return len(left.digits) == len(right.digits) <= 4 and "," in gap


def _counted(text: str, group: Group) -> bool:
    """ "… 0000 three times": a number of something."""
    word = WORD.match(text, group.end + 1)
    return group.spoken and word is not None and word.group().lower() in UNITS


def has_numbers(text: str) -> bool:
    """Whether it is worth looking for a number at all."""
    return bool(_FIGURE.search(text)) or not NUMBER_WORDS.isdisjoint(WORD.findall(text.lower()))
