"""The words of a turn as a quote: one line, nothing but text, shortened at a word's end."""

from __future__ import annotations

import re
import unicodedata

from nlp.analysis.values import Quote
from nlp.values import Transcript

LENGTH = 160
# Controls, and what turns the direction of the text around it; joiners stay, emoji and scripts need them.
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]+")


def quote(transcript: Transcript, turn: int, length: int = LENGTH) -> Quote:
    said = transcript.turns[turn]
    return Quote(turn, said.speaker, shortened(said.text, length))


def one_line(text: str) -> str:
    """Without what steers a terminal or the direction of reading, every run of blanks a single one."""
    return " ".join(_UNSEEN.sub(" ", text).split())


def shortened(text: str, length: int = LENGTH) -> str:
    """At most `length` characters with the "…"; a word is cut only where it fills half of that alone."""
    line = one_line(text)
    if len(line) <= length:
        return line
    kept = line[:length]
    end = kept.rfind(" ")
    if end < length // 2:
        end = length - 1
        while end > 1 and (unicodedata.combining(line[end]) or "\u200d" in line[end - 1 : end + 1]):
            end -= 1
    return kept[:end].rstrip(" ,;:.–-") + "…"
