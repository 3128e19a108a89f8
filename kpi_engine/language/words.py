"""A question's text as words: Slack mark-up gone, each word with its place in what was typed."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Word:
    """`text` is normalised (NFKC, casefolded) and perhaps corrected; `raw` is as typed at `start:end`."""

    text: str
    raw: str
    start: int
    end: int
