"""Who speaks a line of text: "Agent: …", "[00:12] Maria Lopez: …", "**Customer** (00:15): …"."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from nlp.transcripts.rolewords import is_mark, role_of, words
from nlp.transcripts.times import BEGINS, BRACKETED, STAMP, Stamp, stamps

_LONGEST, _MOST_WORDS = 48, 5
_BULLET = re.compile(r"\s*(?:[-*•>]\s+)?")
# A label, its emphasis or bracket, a stamp after it, a colon, and then a space or nothing.
# Few spaces, never any number of them: three such in a row would take cubic time.
_NAME = rf"[^\W_][^:：\[\]()<>*\n]{{0,{_LONGEST - 1}}}?(?:\s?\([^():\n]{{1,24}}\))?"
_LABEL = re.compile(
    rf"\s*(?:\*\*|__|\[|<|\*)?(?P<label>{_NAME})"
    rf"\s{{0,3}}(?:\*\*|__|\]|>|\*)?\s{{0,3}}(?P<stamp>{BRACKETED}|{STAMP})?\s{{0,3}}(?:\*\*|__)?"
    r"[:：](?:\*\*|__|\*)?(?:\s+|$)"
)
# What stands before a colon inside of what somebody says.
_NO_NAME = words(
    "order total subtotal email e-mail address phone mobile name date time subject note notes status "
    "reference ref case ticket price amount re fw fwd ps question answer issue problem reason error "
    "warning tracking account number id url link website http https example step option options summary "
    "update edit quote info details product item quantity size color colour model serial invoice payment "
    "shipping delivery username password from to cc bcc sent first second third finally also however "
    "important reminder today tomorrow yes no ok okay hi hello thanks sorry please"
)


@dataclass(frozen=True, slots=True)
class Line:
    """A line taken apart. `label` is who may be speaking, None where nothing looks so; `text` is the rest and
    `stamp` the time beside the label as it is written. `whole` is the line as it was, for when the label
    turns out to be none."""

    number: int
    label: str | None
    text: str
    whole: str
    stamp: str = ""

    @property
    def stamps(self) -> tuple[Stamp, ...]:
        """The stamp's times; `Fault` for one that no clock shows."""
        return stamps(self.stamp, f"line {self.number}")


def taken_apart(number: int, raw: str) -> Line:
    """Takes stamp and label off a line."""
    whole = raw.strip()
    body = raw[_end(_BULLET, raw) :]
    before = BEGINS.match(body)
    if before:
        body = body[before.end() :]
    labelled = _LABEL.match(body)
    if labelled is None or len(labelled["label"].split()) > _MOST_WORDS:
        return Line(number, None, whole, whole)
    stamp = (before[1] or before[2]) if before else labelled["stamp"] or ""
    return Line(number, " ".join(labelled["label"].split()), body[labelled.end() :].strip(), whole, stamp)


def speakers(lines: Sequence[Line]) -> frozenset[str]:
    """Which of the labels are speakers, case aside.

    Words for a role and marks ("Speaker 1") always are. A name is one unless both sides are named by their
    roles already and it stands there once only, without the stamp that the other lines have: then it is
    something said ("Order: 4711").
    """
    labelled = [line for line in lines if line.label is not None]
    strong = {key(line) for line in labelled if is_strong(line.label or "")}
    both = {"agent", "customer"} <= {role_of(one) for one in strong}
    stamped = any(line.stamp for line in labelled if key(line) in strong or not strong)
    times = Counter(key(line) for line in labelled)
    names: set[str] = set()
    for line in labelled:
        if key(line) not in strong and _may_be_name(line.label or "", times[key(line)]):
            fits = bool(line.stamp) if stamped else not both or times[key(line)] > 1
            if fits:
                names.add(key(line))
    return frozenset(strong | names)


def is_strong(label: str) -> bool:
    """Whether a label can be nothing but a speaker."""
    return is_mark(label) or role_of(label) is not None


def key(line: Line) -> str:
    return (line.label or "").casefold()


def _may_be_name(label: str, times: int) -> bool:
    parts = label.split()
    if any(part.strip("#.,").casefold() in _NO_NAME for part in parts) or label[-1] in ".,;!?":
        return False
    # Written as a name, in a script without capitals, or a single handle that comes again.
    return all(part[0].upper() == part[0] for part in parts) or (len(parts) == 1 and times > 1)


def _end(pattern: re.Pattern[str], text: str) -> int:
    found = pattern.match(text)
    return found.end() if found else 0
