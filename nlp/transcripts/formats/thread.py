"""A thread copied out of Slack, and what looks like it: a name and a time stand in a line above the words.

"Maria Lopez  10:32 AM", "maria [10:32 AM]", the time in a line of its own below the name, "Speaker 1  0:05".
A time alone begins the next message of the same person.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from nlp.transcripts.faults import Fault
from nlp.transcripts.labels import is_strong
from nlp.transcripts.times import STAMP, Stamp, offsets, stamps
from nlp.transcripts.values import Draft, Spoken, TextFormat

_DAY = r"(?:(?:Today|Yesterday|\w{3,9}day|\w{3,9} \d{1,2}(?:st|nd|rd|th)?(?:, \d{4})?) at )?"
_NAME = r"[^\W_][^:：\[\]()<>\n]{0,47}?"
# A name and a time in one line: parted by two spaces, a tab or a bracket; by one space only for a known name.
_HEADER = re.compile(
    rf"\s*(?P<name>{_NAME})(?:\s+(?:APP|BOT))?(?P<gap>\s{{2,}}|\t|\s*\[|\s){_DAY}(?P<stamp>{STAMP})\]?\s*"
)
_TIME = re.compile(rf"(\s*)\[?{_DAY}({STAMP})\]?\s*")
_AGAIN = re.compile(rf"\s*\[{_DAY}({STAMP})\]\s+(\S.*)")
_LONGEST_HEAD = 120
_SENTENCE_ENDS = tuple(".,;!?")
# What Slack's window shows around messages, and the clipboard takes along.
_WINDOW = re.compile(r"\s*(?:\d+ repl(?:y|ies)|New|Last reply .*|View thread|Also sent to the channel)\s*")
_EDITED = re.compile(r"\s*\(edited\)\s*$")


@dataclass(frozen=True, slots=True)
class _Message:
    name: str
    stamp: Stamp | None
    lines: list[str]


def recognises(text: str) -> bool:
    """The first line that is not empty is a name with a time, or a name above a time."""
    lines = [line for line in text[:4096].split("\n") if line.strip()][:2]
    return bool(lines) and (_headed(lines[0], frozenset()) is not None or _paired(lines, 0, None))


def read(text: str) -> Draft:
    messages = list(_messages(text.split("\n")))
    times, began = offsets([one.stamp for one in messages])
    turns = zip(messages, times, strict=True)
    return Draft(tuple(Spoken(one.name, _words(one), start) for one, start in turns), started_at=began)


def _headed(line: str, known: frozenset[str]) -> re.Match[str] | None:
    """A line that is a name and a time. With one space between them it may be a sentence ("I called at
    10:30"): then the name must be one that comes again, or a mark such as "Speaker 1"."""
    found = _head(line)
    if found is None or found["gap"] != " " or found["name"] in known or is_strong(found["name"]):
        return found
    return None


def _head(line: str) -> re.Match[str] | None:
    return _HEADER.fullmatch(line) if len(line) <= _LONGEST_HEAD else None


def _paired(lines: Sequence[str], at: int, shape: tuple[bool, bool] | None) -> bool:
    """Whether here stands a name above a time, the time written as it is below the first name."""
    if at + 1 >= len(lines) or _TIME.fullmatch(lines[at]) or (time := _shape(lines[at + 1])) is None:
        return False
    name = lines[at].strip()
    if len(name) > _LONGEST_HEAD:
        return False
    words = name.split()
    named = (
        len(words) <= 5
        and not name.endswith(_SENTENCE_ENDS)
        and all(one[0].upper() == one[0] for one in words)
    )
    return bool(words) and (named if shape is None else named and shape == time)


def _shape(line: str) -> tuple[bool, bool] | None:
    """How a line that is only a time is written: set in or not, with AM and PM or not."""
    found = _TIME.fullmatch(line) if len(line) <= _LONGEST_HEAD else None
    return None if found is None else (bool(found[1]), found[2][-1] in "Mm.")


def _messages(lines: Sequence[str]) -> Iterator[_Message]:
    names = Counter(found["name"] for line in lines if (found := _head(line)))
    known = frozenset(name for name, times in names.items() if times > 1)
    filled = [(number, line) for number, line in enumerate(lines, 1) if line.strip()]
    numbers, kept = [number for number, _ in filled], [line for _, line in filled]
    shape = _shape(kept[1]) if _paired(kept, 0, None) else None
    current: _Message | None = None
    used = -1
    for at, line in enumerate(kept):
        if at == used:
            continue
        begun = _begun(line, f"line {numbers[at]}", current, known)
        if begun is None and shape is not None and _paired(kept, at, shape):
            begun, used = _below(line, kept[at + 1], f"line {numbers[at + 1]}"), at + 1
        if begun is not None:
            if current is not None:
                yield current
            current = begun
        elif current is None:
            raise Fault(f"line {numbers[at]}", "says nobody's name", "a thread begins with a name and a time")
        else:
            current.lines.append(line)
    if current is not None:
        yield current


def _begun(line: str, place: str, current: _Message | None, known: frozenset[str]) -> _Message | None:
    """The message that begins in this line: under a name, or the next one of who spoke last."""
    if found := _headed(line, known):
        return _Message(" ".join(found["name"].split()), _first(found["stamp"], place), [])
    if current is None:
        return None
    if found := _AGAIN.fullmatch(line):
        return _Message(current.name, _first(found[1], place), [found[2]])
    found = _TIME.fullmatch(line)
    return _Message(current.name, _first(found[2], place), []) if found else None


def _below(name: str, time: str, place: str) -> _Message:
    found = _TIME.fullmatch(time)
    return _Message(" ".join(name.split()), _first(found[2] if found else "", place), [])


def _first(stamp: str, place: str) -> Stamp | None:
    return next(iter(stamps(stamp, place)), None)


def _words(message: _Message) -> str:
    kept = [_EDITED.sub("", line) for line in message.lines if not _WINDOW.fullmatch(line)]
    return "\n".join(kept).strip()


FORMAT = TextFormat("thread", "Pasted thread", recognises, read)
