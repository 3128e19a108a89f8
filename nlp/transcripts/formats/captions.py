"""What WebVTT and SubRip have in common: cues with two times, and who speaks written into their words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from nlp.transcripts.faults import Fault
from nlp.transcripts.labels import Line, key, speakers, taken_apart
from nlp.transcripts.values import Spoken

_TIME = r"(?:(\d{1,4}):)?(\d{1,2}):(\d{1,2})[.,](\d{1,3})"
_TIMES = re.compile(rf"\s*{_TIME}\s*-->\s*{_TIME}(?:\s.*)?")


@dataclass(frozen=True, slots=True)
class Cue:
    """A cue: its seconds, and its lines of text with their numbers."""

    start: float
    end: float
    lines: tuple[tuple[int, str], ...]


def is_times(line: str) -> bool:
    return _TIMES.fullmatch(line) is not None


def cues(lines: Sequence[tuple[int, str]]) -> Iterator[Cue]:
    """The cues of numbered lines. Text that no times stand above belongs to the cue before it (a blank line
    within a cue); with none before it, and a cue that has only its number left, are refused."""
    starts = [at for at, (_, line) in enumerate(lines) if "-->" in line]
    before = [(number, line) for number, line in lines[: starts[0] if starts else len(lines)] if line.strip()]
    if len(before) > bool(starts):
        raise Fault(
            f"line {before[0][0]}", "is text without times above it", "each cue begins with its times"
        )
    ends = [*starts[1:], len(lines)] if starts else []
    for begin, until in zip(starts, ends, strict=True):
        body = lines[begin + 1 : until]
        numbered = _ends_in_a_number(body)
        if numbered and until == len(lines):
            raise Fault(f"line {body[-1][0]}", "is a cue's number without the cue", "the file is cut off")
        yield _cue(lines[begin], body[: len(body) - numbered])


def _ends_in_a_number(body: Sequence[tuple[int, str]]) -> bool:
    """Whether the last line is the number or name of the next cue: after a blank line, or a number by
    itself."""
    last = body[-1][1].strip() if body else ""
    after_blank = len(body) > 1 and not body[-2][1].strip()
    return last.isdigit() or (bool(last) and after_blank)


def _cue(times: tuple[int, str], body: Sequence[tuple[int, str]]) -> Cue:
    number, line = times
    found = _TIMES.fullmatch(line)
    if found is None:
        raise Fault(f"line {number}", "has no times as 00:00:01.000 --> 00:00:04.000")
    start, end = _seconds(found.groups()[:4], number), _seconds(found.groups()[4:], number)
    if end < start:
        raise Fault(f"line {number}", "ends before it begins", "the two times are swapped or wrong")
    return Cue(start, end, tuple(one for one in body if one[1].strip()))


def _seconds(parts: Sequence[str | None], number: int) -> float:
    hours, minutes, seconds, fraction = parts
    if int(minutes or 0) > 59 or int(seconds or 0) > 59:
        raise Fault(f"line {number}", "shows a time that no clock has")
    return int(hours or 0) * 3600 + int(minutes or 0) * 60 + int(seconds or 0) + int(f"{fraction:0<3}") / 1000


def by_name(found: Sequence[Cue]) -> list[Spoken]:
    """Turns of cues whose words begin with a name ("Agent: …").

    A cue in which two speak is a turn each. One that names nobody goes on with who spoke before: captions say
    a name when it changes.
    """
    lines = {number: taken_apart(number, text) for cue in found for number, text in cue.lines}
    known = speakers(list(lines.values()))
    turns: list[Spoken] = []
    label: str | None = None
    for cue in found:
        parts = list(_parts([lines[number] for number, _ in cue.lines], known))
        for name, text in parts:
            label = name or label
            turns.append(Spoken(label, text, cue.start, cue.end))
    return turns


def _parts(lines: Sequence[Line], known: frozenset[str]) -> Iterator[tuple[str | None, str]]:
    label: str | None = None
    said: list[str] = []
    for number, line in enumerate(lines):
        if line.label is not None and key(line) in known:
            if number:
                yield label, "\n".join(said)
            label, said = line.label, [line.text]
        else:
            said.append(line.whole)
    yield label, "\n".join(said).strip()
