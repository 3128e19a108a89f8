"""Order words: "top 5 agents", "the worst queue", "the busiest hour"."""

from __future__ import annotations

from kpi_engine.catalogue import metric
from kpi_engine.language.nouns import LOADS, counted_as
from kpi_engine.language.reading import Asked, Reading
from kpi_engine.values import Clarification, MetricRef, Order, Unit

_FLIPPED = {"worst": "best", "worse": "better", "worst_first": "best_first"}
_END = {
    "high": "desc",
    "low": "asc",
    "desc": "desc",
    "asc": "asc",
    "busy": "desc",
    "quiet": "asc",
    "more": "desc",
    "less": "asc",
    "rank": "desc",
}
_SORTS = ("desc", "asc", "best_first", "worst_first", "rank")
_GROUPED_HOUR = "hour_of_day"


def find_orders(r: Reading) -> Clarification | None:
    """The order, how many of it, and the slice that is looked for."""
    places = [at for at in r.open("order") if not _compares(r, at)]
    if not places:
        return None
    ends = {r.items[at].said("order") for at in places} - {"rank"}
    if len(ends) > 1:
        return r.unclear("orders", orders=", ".join(r.items[at].raw for at in places))
    at = next((at for at in places if r.items[at].said("order") != "rank"), places[0])
    word = r.items[at].said("order")
    if word in ("busy", "quiet"):
        _ask_for_load(r, at)
    if not r.asked:
        return None
    _limit(r, at)
    _slice_looked_for(r, at)
    r.take(*places)
    r.intent = r.intent or "rank"
    asked = _ordered_metric(r, at)
    if (
        word in ("high", "low")
        and r.items[at].text in r.lexicon.tables["settings"]["counting"]
        and asked.countable
    ):
        asked.counted = True
        entry = metric(asked.id)
        asked.variants = [entry.count_of(asked.variants[0] if asked.variants else entry.default.id)]
    r.order = _order(r, asked, at, word)
    if r.items[at].text in r.lexicon.tables["settings"]["lengths"] and _counts(r.order.metric):
        return r.unclear("length_of_count", word=r.items[at].raw, kpi=metric(asked.id).title)
    return None


def _counts(ref: MetricRef) -> bool:
    return metric(ref.id).variant(ref.variant).unit == "n"


def _compares(r: Reading, at: int) -> bool:
    """ "Higher", "better": an order only where something is looked for."""
    if r.items[at].said("order") not in ("more", "less", "better", "worse"):
        return False
    if any(word.text in r.lexicon.tables["settings"]["than"] for word in r.words):
        return True
    which = r.words and any(word.text in r.lexicon.tables["settings"]["asks_which"] for word in r.words)
    return not (which and (list(r.open("dimension")) or r.marks("versus", "conj")))


def _ask_for_load(r: Reading, at: int) -> None:
    """ "AHT of the busiest queue": the busiest by contacts, whatever else is asked of it."""
    if not any(asked.id in LOADS for asked in r.asked):
        r.asked.append(Asked(at, counted_as(r), ["count"]))


def _ordered_metric(r: Reading, at: int) -> Asked:
    if r.items[at].said("order") in ("busy", "quiet"):
        return next(asked for asked in r.asked if asked.id in LOADS)
    by = [asked for asked in r.asked if asked.at > at]
    return by[0] if by else r.asked[0]


def _order(r: Reading, asked: Asked, at: int, word: str) -> Order:
    entry = metric(asked.id)
    variant = entry.variant(asked.variants[0] if asked.variants else entry.default.id)
    ref = MetricRef(asked.id, variant.id)
    end = _END.get(word)
    if end is None:
        up = variant.direction == "up" or (
            variant.direction in ("none", "band") and variant.unit not in ("s", "money")
        )
        best = _FLIPPED.get(word, word) == word
        end = "desc" if up == best else "asc"
        if variant.direction in ("band", "none"):
            highest = r.lexicon.say("highest" if end == "desc" else "lowest")
            r.note("read_order", metric=entry.title, word=r.items[at].raw, end=highest)
    return Order(ref, "desc" if end == "desc" else "asc")


def _limit(r: Reading, at: int) -> None:
    for step in (-1, 1):
        beside = at + step
        if r.is_(beside, "number") and beside not in r.done:
            return _take_limit(r, beside)
    for place in list(r.open("number")):
        if r.is_(r.near(place, 1), "dimensions", "unit_word") and not r.is_(place - 1, "comparator"):
            return _take_limit(r, place)
    return None


def _take_limit(r: Reading, at: int) -> None:
    r.limit = int(float(r.items[at].said("number")))
    r.take(at)


def _slice_looked_for(r: Reading, at: int) -> None:
    """ "Which day", "top 3 weeks", "busiest hour": a unit of time is a grain, an hour one of the day."""
    for place in list(r.open("unit_word")):
        unit = r.items[place].said("unit_word")
        r.singular = r.items[place].text in r.lexicon.tables["settings"]["singular_units"]
        if unit == "hour":
            r.groups.append(_GROUPED_HOUR)
        else:
            r.grain = Unit(unit)
        r.take(place)
    if r.grain is not None and r.singular and r.limit is None:
        r.limit = 1
    if _GROUPED_HOUR in r.groups and r.singular and r.limit is None:
        r.limit = 1
