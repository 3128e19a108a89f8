"""Parts of a whole: "what share of calls is chat"; "what share of calls were abandoned" is the rate."""

from __future__ import annotations

from kpi_engine.catalogue import metric
from kpi_engine.language.reading import Asked, Reading
from kpi_engine.values import Clarification, Filter

_OVER = ("filler", "ours", "cease", "is_what", "intro")


def find_share(r: Reading) -> Clarification | None:
    places = r.marks("share")
    if not places or r.intent in ("drivers", "definition"):
        return None
    r.take(*places)
    at = places[-1]
    of = r.near(at, 1, over=_OVER)
    if r.having or r.is_(at - 1, "number"):
        return r.unclear("share_threshold")
    part = _part_of_what_happened(r, at, of)
    if part is not None:
        part.variants = [metric(part.id).count_of(part.variants[0])]
    elif _is_rate(r, at, of):
        return None
    return _parted(r, of, part)


def _parted(r: Reading, of: int, part: Asked | None) -> Clarification | None:
    """A filter becomes the slice whose shares are shown, where no slice was named."""
    if not r.groups:
        if part is None and any(_in_percent(asked) and not asked.counted for asked in r.asked):
            return None
        cut = _cut(r, of)
        if cut is None or (part is None and any(metric(asked.id).kind != "S" for asked in r.asked)):
            return r.unclear("share_of")
        r.filters.remove(cut)
        r.groups.append(cut.dimension)
        r.note("read_share", dimension=r.lexicon.shown(cut.dimension))
    r.intent = "share"
    return None


def _cut(r: Reading, of: int) -> Filter | None:
    """ "What percentage of chats were for Billing": chats are the whole, so the queue is what parts it."""
    parts = [one for one in r.filters if one.op == "in"]
    return next((one for one in reversed(parts) if one.dimension != _dimension(r, of)), None) or next(
        iter(parts), None
    )


def _dimension(r: Reading, at: int) -> str:
    item = r.item(at)
    return "" if item is None else item.said("value") or ("channel" if item.said("noun") else "")


def _part_of_what_happened(r: Reading, at: int, of: int) -> Asked | None:
    """The KPI whose count is parted: "of the abandoned calls, what share were in Billing"."""
    values = [place for place, item in enumerate(r.items) if item.kinds & {"value", "values", "noun_value"}]
    for asked in r.asked:
        if not metric(asked.id).counts() or metric(asked.id).default.unit != "%":
            continue
        told = asked.at == of and (_is_there(r, of, values) or any(place < at for place in values))
        within = of in values and asked.at > of and r.is_mark(r.near(asked.at, -1), "intro")
        if told or within:
            return asked
    return None


def _is_there(r: Reading, begin: int, values: list[int]) -> bool:
    """ "… calls were in Billing": a verb stands between; "… calls in Billing" is the rate there."""
    after = next((place for place in values if place > begin), None)
    if after is None:
        return False
    words = r.words[r.items[begin].last : r.items[after].first]
    return any(word.text in r.lexicon.tables["settings"]["being"] for word in words)


def _is_rate(r: Reading, at: int, of: int) -> bool:
    after_noun = r.is_(of, "noun") and any(asked.at > of for asked in r.asked if _in_percent(asked))
    plain = r.items[at].text in r.lexicon.tables["settings"]["rate_words"]
    # "Percentage answered within 20 seconds": the KPI named there is a percentage itself.
    return after_noun or (plain and any(asked.at == at + 1 for asked in r.asked if _in_percent(asked)))


def _in_percent(asked: Asked) -> bool:
    return metric(asked.id).default.unit == "%"
