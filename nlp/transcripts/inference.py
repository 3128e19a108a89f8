"""Who is the agent, told by what people say: an agent greets for a company, asks for the account, offers
help.

English only; in another language nothing is found, and the roles stay unknown. The cues are common sense of
service calls, written before any transcript was counted; `docs/transcripts.md` says how often they decide.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from nlp.values import Speaker

_YOUR_DATA = (
    r"(?:full |first |last |account |order |card |phone |mobile |telephone |e-?mail |policy |member|"
    r"user ?|booking |"
    r"reference |confirmation |security |date of |billing |zip |post)*"
    r"(?:name|number|account|order|e-?mail|address|birth|code|id|phone|pin|details|question|username|"
    r"reservation)"
)
_ASK = r"(?:can|could|may|might|would|will)"
# (cue, how much one turn with it speaks for the agent; below zero for the customer).
_CUES: tuple[tuple[str, float], ...] = (
    (r"how (?:can|may|could|might|do) (?:i|we) (?:be of |best )?(?:help|assist|service)", 3.0),
    (r"(?:can|may|could) i (?:help|assist) you|what can i (?:do|help)", 3.0),
    (r"thank(?:s| you) for (?:calling|contacting|choosing|holding|your patience|your call|"
     r"reaching out)", 3.0),
    (r"(?:anything|something) else (?:that )?(?:i|we) (?:can|could|may)|else (?:i|we) can (?:help|"
     r"assist|do)", 3.0),
    (r"(?:anything|something) else (?:you(?:'d| would) like|you need|today|for you)", 1.5),
    (rf"{_ASK} i (?:please )?(?:have|get|ask for|take|confirm|verify) (?:\w+ )?(?:your|"
     rf"the) {_YOUR_DATA}", 2.5),
    (rf"{_ASK} you (?:please |kindly )?(?:verify|confirm|provide|give me|spell|"
     rf"tell me) (?:\w+ )?your\b", 2.0),
    (rf"what(?:'s| is) (?:the |your )(?:\w+ )?{_YOUR_DATA}", 1.0),
    (r"(?:sorry|apologi[sz]e) for (?:the|any|this|your|that) (?:\w+ )?(?:inconvenience|delay|trouble|"
     r"wait|issue)", 2.0),
    (r"(?:sorry|sad) to hear (?:that|about|you)", 1.5),
    (r"(?:i|we) (?:completely |totally |do |can |really )*understand (?:your|how|that must|the) ", 1.0),
    (r"(?:please hold|bear with me|(?:put|place) you (?:on|through)|transfer you|hold the line)", 2.0),
    (r"let me (?:just |quickly |go ahead and )?(?:check|look|pull|see|verify|find|take a look|"
     r"transfer)", 1.0),
    (r"i(?:'ll| will|'m going to| am going to) (?:check|look into|transfer|send you|go ahead|process|"
     r"pull up)", 1.0),
    (r"(?:this is|my name is|you(?:'re| are) speaking (?:with|to)) \w+ (?:from|with|at|speaking)", 1.0),
    (r"(?:valued|loyal) (?:customer|member)|as a courtesy|for (?:security|verification) purposes", 2.0),
    (r"\b(?:our|in my|in our) (?:system|records|policy|department|team|website|warehouse|"
     r"specialists?)\b", 1.0),
    (r"you(?:'re| are) (?:very |most )?welcome|my pleasure|happy to (?:help|assist)|glad (?:i|"
     r"to) (?:could )?help", 1.0),
    (r"(?:i see|i have|pulled up|found) your (?:account|order|reservation|booking|file|records?|"
     r"policy)", 2.0),
    (r"i(?:'m| am| was) (?:just )?(?:calling|contacting|writing|phoning|ringing|messaging) (?:you )?"
     r"(?:about|because|to|regarding|in|for|with|as)", -2.5),
    (r"(?:can|could|would|will) you (?:please )?(?:help|assist) me|i need (?:some |your )?(?:help|"
     r"assistance)", -2.0),
    (r"\bi(?:'ve| have)? (?:ordered|bought|purchased|paid|received|booked|signed up|got charged|"
     r"was charged)\b", -1.5),
    (r"\bi(?:'d| would) like to (?:cancel|return|speak|report|make|change|book|order|dispute|file|find|"
     r"know|rent)", -1.0),
    (r"\bi (?:just )?(?:want|need|wanted|needed) (?:to|a|an|my|the)\b", -0.7),
    (r"\bi (?:still )?(?:haven't|have not|never|didn't|did not) (?:yet )?(?:received?|gotten?|heard?|"
     r"got)", -2.0),
    (r"\bi(?:'ve| have) (?:already |now )?(?:been|called|waited|spent|tried)\b|\bi keep (?:getting|"
     r"being)", -1.0),
    (r"\b(?:speak|talk) (?:to|with) (?:a|your|the) (?:manager|supervisor|human|person|representative|"
     r"agent)", -2.0),
    (r"\bmy (?:account|order|bill|card|package|refund|subscription|internet|flight|service|phone|"
     r"password|policy|"
     r"payment|reservation|appointment|delivery|membership|insurance|bank)\b", -0.7),
    (r"thank(?:s| you)(?: so much| very much)? for (?:your|the|all your|all the|all) help", -1.5),
    (r"\bi have (?:a|an) (?:question|problem|issue|complaint)|i(?:'m| am) having (?:a |an |"
     r"some )?(?:problem|issue|"
     r"trouble)", -2.0),
    (r"\bi (?:lost|forgot|locked)\b", -1.5),
)  # fmt: skip
_PATTERNS = tuple((re.compile(cue), weight) for cue, weight in _CUES)
# A company's name after a greeting: "hello, this is harper valley national bank", "welcome to Acme".
_GREETING = re.compile(
    r"(?:this is|welcome to|you(?:'ve| have) reached) (?:\w+ ){1,5}(?:bank|support|care|service)"
)

_GREETS, _DECIDES = 2.5, 2.0
# Long turns are looked at from both ends: cues stand in greetings and in closings.
_LOOKED_AT = 2_000


def guessed(said: Iterable[tuple[str, str]]) -> Mapping[str, Speaker]:
    """Who each speaker is, from pairs of speaker and text; empty where the words do not decide.

    Of two speakers the one whose words speak more for an agent is it, if by enough. Of more (a transfer, a
    second person at the telephone) each goes by their own words, and who stays unclear is "other". One alone
    must say nothing that speaks for the other side: it may be a recording in which both are one speaker.
    """
    totals: dict[str, _Words] = {}
    for who, text in said:
        totals[who] = totals.get(who, _Words()) + _heard(text)
    if len(totals) == 2:
        second, first = sorted(totals, key=lambda who: totals[who].score)
        decided = totals[first].score - totals[second].score >= _DECIDES
        return {first: "agent", second: "customer"} if decided else {}
    if len(totals) == 1:
        return {who: side for who, words in totals.items() if not words.mixed and (side := words.side)}
    sides: dict[str, Speaker] = {who: side for who, words in totals.items() if (side := words.side)}
    return sides if {"agent", "customer"} <= set(sides.values()) else {}


@dataclass(frozen=True, slots=True)
class _Words:
    """How much somebody's words speak for an agent and for a customer."""

    agent: float = 0.0
    customer: float = 0.0

    @property
    def score(self) -> float:
        return self.agent - self.customer

    @property
    def mixed(self) -> bool:
        return self.agent > 0 and self.customer > 0

    @property
    def side(self) -> Speaker | None:
        return "agent" if self.score >= _DECIDES else "customer" if self.score <= -_DECIDES else None

    def __add__(self, more: _Words) -> _Words:
        return _Words(self.agent + more.agent, self.customer + more.customer)


def _heard(text: str) -> _Words:
    looked = text if len(text) <= 2 * _LOOKED_AT else f"{text[:_LOOKED_AT]}\n{text[-_LOOKED_AT:]}"
    plain = looked.casefold().replace("’", "'")
    found = [weight for pattern, weight in _PATTERNS if pattern.search(plain)]
    greeting = _GREETS if _GREETING.search(plain) else 0.0
    return _Words(sum(one for one in found if one > 0) + greeting, -sum(one for one in found if one < 0))
