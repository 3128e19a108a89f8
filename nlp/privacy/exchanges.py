"""What customers answer over several turns: the agent's "go ahead" and "okay" do not end a question."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, chain, pairwise

from nlp.privacy.asked import Asked, answers, asked_for, goes_on, listens
from nlp.privacy.cued import cued_spans
from nlp.privacy.mailboxes import email_spans
from nlp.privacy.marks import NAME, PASSWORD, Span
from nlp.privacy.numbers import number_spans
from nlp.privacy.registers import iban_spans
from nlp.values import Turn

_PATIENCE = 3  # times that an agent listens without being answered
_FINDERS: tuple[Callable[[str], Iterator[Span]], ...] = (email_spans, iban_spans, cued_spans, number_spans)
# They are answered once; whatever else is short after them is no name.
_ONCE = frozenset([NAME, PASSWORD])


@dataclass(slots=True)
class _Exchange:
    """What was asked and not answered yet, and the customer's turns that may be one answer together."""

    turns: Sequence[Turn]
    found: list[list[Span]]
    asked: Asked = ()
    patience: int = _PATIENCE
    run: list[int] = field(default_factory=list[int])
    said: set[str] = field(default_factory=set[str])

    def hear(self, at: int) -> None:
        turn = self.turns[at]
        if turn.speaker == "customer":
            self._customer(at)
        elif listens(turn.text) and self.patience:
            self.patience -= 1
            self.asked = tuple(mark for mark in self.asked if mark not in self.said & _ONCE)
        else:
            self.asked, self.patience, self.run, self.said = asked_for(turn.text), _PATIENCE, [], set()

    def _customer(self, at: int) -> None:
        text = self.turns[at].text
        self.run = [*self.run, at] if self.run and goes_on(text) else [at]
        spans = answers(text, self.asked)
        self.found[at] += spans
        if len(self.run) > 1:
            self._together()
        if spans:
            self.patience = _PATIENCE
            self.said |= {span.mark for span in spans}

    def _together(self) -> None:
        """What stands in one turn and in the next, found in both."""
        texts = [self.turns[at].text for at in self.run]
        whole = " ".join(texts)
        starts = list(accumulate((len(text) + 1 for text in texts), initial=0))
        found = chain(answers(whole, self.asked), *(find(whole) for find in _FINDERS))
        places = list(zip(self.run, pairwise(starts), strict=True))
        for span in found:
            parts = [(at, first, last) for at, (first, last) in places if _overlap(span, first, last - 1)]
            for at, first, last in parts if len(parts) > 1 else ():
                self.found[at].append(
                    Span(max(0, span.start - first), min(span.end, last - 1) - first, span.mark)
                )


def _overlap(span: Span, start: int, end: int) -> bool:
    return span.start < end and start < span.end


def answered(turns: Sequence[Turn]) -> list[list[Span]]:
    """For each turn what is personal in it by what was asked or said in the turns before."""
    exchange = _Exchange(turns, [[] for _ in turns])
    for at in range(len(turns)):
        exchange.hear(at)
    return exchange.found
