"""What the question is for: a trend, a share, reasons, a definition, help; and what is not for us."""

from __future__ import annotations

from datetime import timedelta

from kpi_engine.catalogue import metric
from kpi_engine.language import scorecard
from kpi_engine.language.reading import Reading
from kpi_engine.values import Clarification, Intent, Period, Refusal, Unit

_HOURLY, _DAILY, _WEEKLY = timedelta(days=2), timedelta(weeks=13), timedelta(days=366 * 2)


def find_refusal(r: Reading) -> Clarification | Refusal | None:
    """What is outside of KPIs; a future time is a clarification of its own."""
    has_metric = any(item.kinds & {"metric", "event"} for item in r.items)
    problems = any(item.time and item.time.problem for item in r.items)
    for item in r.items:
        found = item.get("refuse")
        named = item.get("value") is not None  # a queue that is called so
        weak = found is not None and found.extra == "weak" and has_metric
        if found is None or named or weak or (found.value == "future" and problems):
            continue
        return Refusal(r.lexicon.say(f"refused_{found.value}"), r.lexicon.code)
    if problems:
        r.take(*r.open("refuse"))
    if r.is_mark(0, "greeting"):
        r.take(0)
    if r.is_mark(0, "alters") and r.marks("target"):
        return Refusal(r.lexicon.say("refused_changes"), r.lexicon.code)
    return None


def find_correction(r: Reading) -> Clarification | None:
    """ "AHT no wait FCR": the asker says which."""
    for at in r.marks("correction"):
        before = r.near(at, -1)
        after = r.near(at, 1)
        if r.item(before) is None or r.item(after) is None:
            r.take(at)
            continue
        choices = (r.swapped(at, after, ""), r.swapped(before, at, ""))
        return r.unclear("correction", choices)
    return None


def find_capability(r: Reading) -> Clarification | None:
    """Help where no KPI is named, and no "KPIs of last week"; beside one such words are filler only where
    they are listed as that."""
    places = r.marks("capability")
    has_metric = any(item.kinds & {"metric", "event"} for item in r.items)
    figures = any(item.time for item in r.items) and scorecard.named(r)
    if places and not has_metric and not figures:
        r.intent = "capability"
        r.take(*places)
    else:
        r.take(*(at for at in places if r.items[at].mark("filler")))
    return None


def find_definition(r: Reading) -> Clarification | None:
    """ "What is FCR" alone, "how is AHT calculated": nothing but KPIs, no time, no slice."""
    if r.marks("drivers") and (r.marks("moved", "so") or any(item.time for item in r.items)):
        return None
    marks = [at for at in r.marks("define") if not r.items[at].get("variant") or asks_meaning(r)]
    explained = (
        r.marks("drivers") if all(r.items[at].text in _explain(r) for at in r.marks("drivers")) else []
    )
    if (marks or explained or _bare_what_is(r)) and r.asked:
        plain = not (r.filters or r.having) and not any(item.time for item in r.items)
        weak = r.lexicon.tables["settings"]["may_define"]
        if not plain and all(r.items[at].text in weak for at in marks):
            r.take(*marks)
            return None
        r.intent = "definition"
        if not plain:
            r.note("read_now")
        r.take(*marks, *explained, *r.marks("compare", "versus", "total", "so"), *r.open("unit"))
    return None


def _explain(r: Reading) -> list[str]:
    return list(r.lexicon.tables["settings"]["explain"])


def asks_meaning(r: Reading) -> bool:
    texts = {item.text for item in r.items} | {word.text for word in r.words}
    return bool(texts.intersection(r.lexicon.tables["settings"]["asks_meaning"]))


def _bare_what_is(r: Reading) -> bool:
    """Only "what is/are" before a KPI's name, without an article, and nothing after it."""
    rest = [at for at in range(len(r.items)) if at not in r.done]
    if not r.asked or any(r.items[at].kinds != {"mark"} for at in rest):
        return False
    first = min(asked.at for asked in r.asked)
    start = 0 if first == 0 else r.items[first].first
    lead = tuple(word.text for word in r.words[:start])
    ways = [tuple(way.split()) for way in r.lexicon.tables["settings"]["what_is"]]
    default = all(a.variants == [metric(a.id).default.id] and not a.counted for a in r.asked)
    hard = [
        at for at in rest if not r.items[at].mark("filler", "is_what", "which", "ours", "conj", "compare")
    ]
    return default and not hard and any(lead[-len(way) :] == way for way in ways)


def find_drivers(r: Reading) -> Clarification | None:
    places = r.marks("drivers")
    if places and r.intent not in ("definition", "capability"):
        r.intent = "drivers"
        r.take(*places, *r.marks("so", "moved", "moving"))
    return None


def find_trend(r: Reading) -> Clarification | None:
    places = r.marks("trend")
    if places:
        r.take(*places)
        r.intent = r.intent if r.intent in ("drivers", "share", "definition") else "trend"
    if r.intent == "trend" and r.grain is None and r.period is not None:
        r.grain = natural_grain(r.period)
    return None


def natural_grain(period: Period) -> Unit:
    """Hours up to 2 days, days up to 13 weeks, weeks up to 2 years, then months."""
    length = period.end.replace(tzinfo=None) - period.start.replace(tzinfo=None)
    for longest, unit in ((_HOURLY, Unit.HOUR), (_DAILY, Unit.DAY), (_WEEKLY, Unit.WEEK)):
        if length <= longest:
            return unit
    return Unit.MONTH


def intent_of(r: Reading) -> Intent:
    """Definition and help, then reasons, share, rank, trend, comparison, value."""
    if r.intent in ("definition", "capability", "drivers", "share"):
        return r.intent  # pyright: ignore[reportReturnType] # one of these four
    if r.order is not None or r.having:
        return "rank"
    if r.grain is not None or r.intent == "trend":
        return "trend"
    return "compare" if r.compare is not None else "value"
