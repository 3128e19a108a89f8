"""Contacts by their own nouns: "calls and AHT" asks how many there were, "AHT of calls" does not."""

from __future__ import annotations

from kpi_engine.catalogue import metric
from kpi_engine.language.reading import Asked, Reading
from kpi_engine.values import Clarification

# What "busy" is measured by, and what a bare number of contacts is a number of.
LOADS = ("contacts_offered", "contacts_handled")
_VALUES = ("value", "values", "noun_value")
_NOUNS = ("noun", "noun_value")
_BETWEEN = (*_VALUES, "dimension", "time")
_JOINTS = ("conj", "versus")
_CLAUSES = (*_JOINTS, "by", "how_many", "which", "is_what")


def find_nouns(r: Reading) -> Clarification | None:
    """A noun on its own is what is asked for; beside KPIs it is where it is counted or listed with them."""
    nouns = list(r.open("noun"))
    if not r.asked:
        nouns = [] if r.marks("define") else nouns[:1]
    else:
        per = next((at for at in nouns if _per(r, at)), None)
        if per is not None:
            return r.unclear("left", words=r.said(r.near(per, -1), per), known="")
        nouns = [at for at in nouns if not _told(r, at) and (_counted(r, at) or _listed(r, at))]
        for at in nouns:
            figure = _narrowed_by(r, at)
            if figure is not None:
                return r.unclear("restricted", metric=metric(counted_as(r)).title, word=r.items[figure].raw)
    r.asked.extend(Asked(at, counted_as(r)) for at in nouns)
    r.asked.sort(key=lambda asked: asked.at)
    return None


def counted_as(r: Reading) -> str:
    """Contacts by agent are those that somebody handled, and so are outbound ones; else all that came in."""
    by_agent = any(
        item.get("dimension", "agent") or item.get("dimensions", "agent") or item.get("who")
        for item in r.items
    )
    outbound = any(i.get("value", "direction") and i.meanings[0].extra == "outbound" for i in r.items)
    return "contacts_handled" if by_agent or outbound else "contacts_offered"


def _told(r: Reading, at: int) -> bool:
    """ "Abandoned calls", "calls and chats that Billing answered": what became of them is the KPI."""
    before, last, after = r.near(at, -1), at, r.near(at, 1)
    while _goes_on(r, last, after):
        last, after = after, r.near(after, 1)
    own = (before if not r.comma(before, at) else -1, after if not r.comma(last, after) else -1)
    return any(_is_asked(r, place) and _is_event(r, place) for place in own)


def _goes_on(r: Reading, last: int, after: int) -> bool:
    """Whether more is said of the nouns before it is told what became of them: others, where, when."""
    if _is_asked(r, after):
        return False
    if r.is_(after, *_NOUNS):
        return True
    listed = r.is_mark(after, "conj") and r.is_(r.near(after, 1), *_NOUNS)
    return not r.comma(last, after) and (listed or r.is_mark(after, "intro") or r.is_(after, *_BETWEEN))


def _is_event(r: Reading, at: int) -> bool:
    return r.is_(at, "event") or r.items[at].get("metric", "emotion_share") is not None


def _counted(r: Reading, at: int) -> bool:
    """ "Number of calls", "share of calls"; and "by calls", where something is put in order."""
    before = r.near(_lead(r, at), -1)
    return r.is_mark(before, "how_many", "total", "share") or (
        r.is_mark(before, "by") and bool(list(r.open("order")))
    )


def _listed(r: Reading, at: int) -> bool:
    """With "and" or a comma between it and a KPI; "AHT for calls and CSAT" is about calls."""
    lead = _lead(r, at)
    if _is_asked(r, _across(r, lead, -1)):
        return True
    return not r.is_mark(r.near(lead, -1), "intro", "neg", "by") and _is_asked(r, _across(r, at, 1))


def _per(r: Reading, at: int) -> bool:
    """ "AHT per call" is AHT; "sales per call" is no sum, and "transfers per call" no share."""
    rated = any(metric(asked.id).kind == "S" or metric(asked.id).default.unit == "%" for asked in r.asked)
    return rated and r.is_mark(r.near(at, -1), "by") and not list(r.open("order"))


def _lead(r: Reading, at: int) -> int:
    """Where what stands before the noun begins: "inbound voice calls"."""
    while r.is_(r.near(at, -1), *_VALUES):
        at = r.near(at, -1)
    return at


def _across(r: Reading, at: int, step: int) -> int:
    """What stands beyond a joint or a comma; -1 where there is none."""
    beside = r.near(at, step)
    if r.is_mark(beside, *_JOINTS):
        return r.near(beside, step)
    return beside if r.comma(*sorted((at, beside))) else -1


def _narrowed_by(r: Reading, at: int) -> int | None:
    """The KPI that would tell which of them are counted: "how many contacts had a CSAT …"."""
    if not r.is_mark(r.near(at, -1), "how_many"):
        return None
    after = r.near(at, 1)
    while r.is_(after, "mark") and not r.is_(after, "metric", "event") and not r.is_mark(after, *_CLAUSES):
        after = r.near(after, 1)
    return after if r.is_(after, "metric") and _is_asked(r, after) and not r.comma(at, after) else None


def _is_asked(r: Reading, at: int) -> bool:
    return any(asked.at == at for asked in r.asked)
