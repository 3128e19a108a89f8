"""Plain text: "Agent: …" and "Customer: …", "Speaker 1: …", names; times in brackets before or after them.

A line without a speaker goes on with the turn above it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from nlp.transcripts.faults import Fault
from nlp.transcripts.formats import srt, thread, webvtt
from nlp.transcripts.labels import Line, is_strong, key, speakers, taken_apart
from nlp.transcripts.times import Stamp, offsets
from nlp.transcripts.values import Draft, Spoken, TextFormat

# Of a text that names nobody by a role, so many lines must begin with a name.
_ENOUGH = 0.2
_LOOKED_AT = 65_536


@dataclass(slots=True)
class _Turn:
    number: int
    label: str | None
    stamps: tuple[Stamp, ...]
    lines: list[str] = field(default_factory=list[str])


def recognises(text: str) -> bool:
    if any(one(text) for one in (webvtt.recognises, srt.recognises, thread.recognises)):
        return False
    lines = _lines(text[:_LOOKED_AT])
    known = speakers(lines)
    labelled = [line for line in lines if line.label is not None and key(line) in known]
    if any(is_strong(line.label or "") for line in labelled):
        return True
    return len(labelled) >= 2 and len(labelled) >= _ENOUGH * len(lines)


def read(text: str) -> Draft:
    lines = _lines(text)
    turns = list(_turns(lines, speakers(lines)))
    if not any(turn.label for turn in turns):
        raise Fault(
            "", "no line says who speaks", 'begin each turn with its speaker, as "Agent: …" or "Customer: …"'
        )
    starts, began = offsets([turn.stamps[0] if turn.stamps else None for turn in turns])
    spoken = (_spoken(turn, start) for turn, start in zip(turns, starts, strict=True))
    return Draft(tuple(spoken), started_at=began)


def read_unlabelled(text: str) -> Draft:
    """Words that name nobody: a turn for each line that is not empty."""
    return Draft(tuple(Spoken(None, line.strip()) for line in text.split("\n") if line.strip()))


def _lines(text: str) -> list[Line]:
    return [taken_apart(number, raw) for number, raw in enumerate(text.split("\n"), 1) if raw.strip()]


def _turns(lines: Sequence[Line], known: frozenset[str]) -> Iterator[_Turn]:
    """Lines put together. What stands above the first speaker (a heading) is a turn of nobody."""
    current: _Turn | None = None
    for line in lines:
        if line.label is not None and key(line) in known:
            if current:
                yield current
            current = _Turn(line.number, line.label, line.stamps, [line.text])
        elif current is None:
            current = _Turn(line.number, None, (), [line.whole])
        else:
            current.lines.append(line.whole)
    if current:
        yield current


def _spoken(turn: _Turn, start: float | None) -> Spoken:
    end = _end(turn, start)
    return Spoken(turn.label, "\n".join(turn.lines).strip(), start, end)


def _end(turn: _Turn, start: float | None) -> float | None:
    if len(turn.stamps) < 2 or start is None:
        return None
    lasts, _ = offsets([turn.stamps[0], turn.stamps[1]])
    first, last = turn.stamps[0].seconds, turn.stamps[1].seconds
    if last < first:
        raise Fault(f"line {turn.number}", "ends before it begins", "the two times are swapped or wrong")
    return None if lasts[0] is None or lasts[1] is None else start + lasts[1] - lasts[0]


FORMAT = TextFormat("plain", "Plain text", recognises, read)
