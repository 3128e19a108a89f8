"""SubRip (.srt): numbered cues with comma times; no field for the speaker, so "Name: …" within the words."""

from __future__ import annotations

import re

from nlp.transcripts.formats.captions import Cue, by_name, cues, is_times
from nlp.transcripts.values import Draft, TextFormat

_TAG = re.compile(r"</?(?:[ibu]|font)(?:\s[^<>]*)?>|\{\\an?\d\}")


def recognises(text: str) -> bool:
    """The times of a cue in the first line that is not empty, or in the one after its number."""
    lines = [line for line in text[:4096].split("\n") if line.strip()][:2]
    return bool(lines) and (is_times(lines[0]) or (lines[0].strip().isdigit() and is_times(lines[-1])))


def read(text: str) -> Draft:
    found = cues(list(enumerate(text.split("\n"), 1)))
    plain = [
        Cue(cue.start, cue.end, tuple((number, _TAG.sub("", line)) for number, line in cue.lines))
        for cue in found
    ]
    return Draft(tuple(by_name(plain)))


FORMAT = TextFormat("srt", "SubRip subtitles", recognises, read)
