"""WebVTT (W3C): cues with `<v Name>` voice tags, or with "Name: …" as meeting programs write them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import unescape

from nlp.transcripts.formats.captions import Cue, by_name, cues
from nlp.transcripts.places import At
from nlp.transcripts.values import Draft, Spoken, TextFormat

_FIRST = re.compile(r"WEBVTT(?:[ \t].*)?(?:\n|\Z)")
_NO_CUE = re.compile(r"(?:NOTE|STYLE|REGION)(?:\s|$)")
_VOICE = re.compile(r"<v(?:\.[^\s<>]{0,200})?(?:[ \t]([^<>]{0,200}))?>")
_TAG = re.compile(r"</?(?:[cibuv]|ruby|rt|lang|\d)[^<>]*>")
_LANGUAGE = re.compile(r"Language:\s*(\S+)")


def recognises(text: str) -> bool:
    return _FIRST.match(text) is not None


def read(text: str) -> Draft:
    lines = list(enumerate(text.split("\n"), 1))
    header = next((at for at, (_, line) in enumerate(lines) if at and not line.strip()), len(lines))
    if any("-->" in line for _, line in lines[1:header]):
        header = 1  # no blank line after the first one
    found = list(cues(list(_without_notes(lines[header:]))))
    language = next((one[1] for _, line in lines[:header] if (one := _LANGUAGE.match(line))), None)
    return Draft(_turns(found), language=At(language).language())


def _without_notes(lines: Sequence[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """Comments, styles and regions are blocks up to the next blank line."""
    skipping, after_blank = False, True
    for number, line in lines:
        blank = not line.strip()
        skipping = not blank and (
            skipping or (after_blank and bool(_NO_CUE.match(line)) and "-->" not in line)
        )
        after_blank = blank
        if not skipping:
            yield number, line


def _turns(found: Sequence[Cue]) -> tuple[Spoken, ...]:
    if any(_VOICE.search(line) for cue in found for _, line in cue.lines):
        return tuple(turn for cue in found for turn in _voices(cue))
    plain = [Cue(cue.start, cue.end, tuple((n, _plain(t)) for n, t in cue.lines)) for cue in found]
    return tuple(by_name(plain))


def _voices(cue: Cue) -> Iterator[Spoken]:
    """A turn for each voice of a cue, and one for the words before the first, if there are any."""
    text = "\n".join(line for _, line in cue.lines)
    parts = _VOICE.split(text)
    if parts[0].strip() or len(parts) == 1:
        yield Spoken(None, _plain(parts[0]), cue.start, cue.end)
    for name, words in zip(parts[1::2], parts[2::2], strict=True):
        yield Spoken(" ".join(unescape(name or "").split()) or None, _plain(words), cue.start, cue.end)


def _plain(text: str) -> str:
    return unescape(_TAG.sub("", text)).strip()


FORMAT = TextFormat("webvtt", "WebVTT", recognises, read)
