"""Words that may mean several things: their neighbours decide, else the asker is asked.

A word that is a KPI's name and a value is the value after "for, in, without", beside a dimension's word or in
a list of such values, else the KPI; where both still fit, it is asked for.
"""

from __future__ import annotations

from dataclasses import replace

from kpi_engine.catalogue import metric
from kpi_engine.language.lexicon import Meaning
from kpi_engine.language.reading import Item, Reading
from kpi_engine.values import Clarification

_THINGS = ("metric", "event")
_REACH = 2  # how many items a one-word variant may stand away from its KPI


def settle(r: Reading) -> Clarification | None:
    """Every item left with one reading of its kind, values with one dimension."""
    plain = [at for at, item in enumerate(r.items) if item.get("value") and _stands_as_value(r, at, item)]
    rest = [at for at in range(len(r.items)) if at not in plain]
    for at in (*plain, *rest):
        item = r.items[at]
        kept = _one_value(r, at, item.only("value")) if at in plain else _settled(r, at, item)
        if isinstance(kept, Clarification):
            return kept
        r.items[at] = kept
    return None


def _settled(r: Reading, at: int, item: Item) -> Item | Clarification:
    if item.get("metric") and not item.get("value"):
        unknown = _unknown_value(r, at, item)
        if unknown is not None:
            return unknown
    if item.get("value") and item.get("metric"):
        return _metric_or_value(r, at, item)
    if item.get("value") and item.kinds - {"value"}:
        item = replace(item, meanings=tuple(m for m in item.meanings if m.kind != "value"))
    if item.get("value"):
        return _one_value(r, at, item)
    if item.get("noun_value"):
        kinds = ("noun_value",) if _phone_calls(r, at) else ("noun",)
        return item.only(*kinds)
    if item.get("variant"):
        return _variant(r, at, item)
    return item


def _unknown_value(r: Reading, at: int, item: Item) -> Clarification | None:
    """ "AHT for the Retention queue": between "for" and a dimension's word stands a name, known or not."""
    after, others = r.item(r.near(at, 1)), (other for other in r.items if other is not item)
    dimension = after.said("dimension") if after else ""
    if not (dimension in r.names.shown and r.is_mark(r.near(at, -1), "intro", "neg")):
        return None
    if not any(other.kinds & set(_THINGS) for other in others):
        return None
    names = ", ".join(r.names.shown[dimension][:12])
    known = r.lexicon.say("known", dimension=r.lexicon.shown(dimension, many=True), names=names)
    return r.unclear("unknown", words=item.raw, known=known)


def _stands_as_value(r: Reading, at: int, item: Item) -> bool:
    before, after = r.near(at, -1), r.near(at, 1)
    dimensions = {m.value for m in item.meanings if m.kind == "value"}
    for beside in (before, after):
        word = r.item(beside)
        single = (
            word.said("dimension") or ("" if item.kinds & {"mark"} else word.said("dimensions"))
            if word
            else ""
        )
        if single in dimensions and not (beside == before and r.is_mark(r.near(before, -1), "by")):
            return True
    if r.is_mark(before, "intro", "neg") and not r.is_(before, "order"):
        return not _introduces_metric(r, before, item)
    if _named(r, before, dimensions) and r.comma(before, at):
        joined = r.is_mark(after, "conj") and _named(r, r.near(after, 1), dimensions)
        return joined or (_named(r, after, dimensions) and r.comma(at, after))
    return (r.is_mark(before, "conj", "versus") and _listed(r, before, -1, dimensions)) or (
        r.is_mark(after, "versus") and item.kinds == {"value", "metric"} and _listed(r, after, 1, dimensions)
    )


def _named(r: Reading, at: int, dimensions: set[str]) -> bool:
    """Whether nothing but a value of one of these dimensions stands there."""
    item = r.item(at)
    return item is not None and item.kinds == {"value"} and any(m.value in dimensions for m in item.meanings)


def _introduces_metric(r: Reading, intro: int, item: Item) -> bool:
    """ "The drop in sales", "CSAT of ...": what moves is a KPI, where there is no other."""
    others = any(place.get("metric") and place is not item for place in r.items)
    return (
        item.get("metric") is not None
        and not others
        and r.is_mark(r.near(intro, -1), "moved", "trend", "share", "drivers")
    )


def _listed(r: Reading, at: int, step: int, dimensions: set[str]) -> bool:
    """Whether the item beyond a conjunction is itself a value of one of these dimensions, standing as one."""
    beyond = r.near(at, step)
    item = r.item(beyond)
    if item is None or not any(m.kind == "value" and m.value in dimensions for m in item.meanings):
        return False
    return item.kinds == {"value"} or (step < 0 and _stands_as_value(r, beyond, item))


def _metric_or_value(r: Reading, at: int, item: Item) -> Item | Clarification:
    others = [i for i, other in enumerate(r.items) if i != at and other.kinds & {"metric", "event"}]
    joined = r.is_mark(r.near(at, -1), "conj", "versus", "by") or r.is_mark(r.near(at, 1), "conj", "versus")
    against = r.is_mark(r.near(at, -1), "versus") and _has_another(r, item)
    if (
        not others
        or (joined and not against)
        or r.is_mark(r.near(at, -1), "how_many", "which", "share", "drivers")
    ):
        return item.only("metric", "event")
    value = item.get("value")
    assert value is not None
    said = f"{r.lexicon.shown(value.value)} {value.extra}"
    joining = r.lexicon.say("and")
    first, second = (at, others[0]) if at < others[0] else (others[0], at)
    both = joining.join((r.items[first].raw, r.items[second].raw))
    choices = [r.swapped(at, at, f"{_for(r)} {said}")]
    if second == first + 1:
        choices.append(r.swapped(first, second, both))
    readings = r.lexicon.say("or").join((metric(_id(item)).title, said))
    return r.unclear("ambiguous", choices, word=item.raw, readings=readings)


def _has_another(r: Reading, item: Item) -> bool:
    """Whether another value of its dimension is named: "Billing's AHT against Sales"."""
    dimensions = {m.value for m in item.meanings if m.kind == "value"}
    return any(other.get("value", name) for other in r.items if other is not item for name in dimensions)


def _id(item: Item) -> str:
    found = item.get("metric")
    return found.value if found else ""


def _for(r: Reading) -> str:
    return str(r.lexicon.tables["clarify"]["for"])


def _one_value(r: Reading, at: int, item: Item) -> Item | Clarification:
    """A value with one dimension: the one beside it, or that of the list that it stands in."""
    values = [m for m in item.meanings if m.kind == "value"]
    for beside in (r.near(at, -1), r.near(at, 1), r.near(r.near(at, -1), -1), r.near(r.near(at, 1), 1)):
        word = r.item(beside)
        if word is None or len({m.value for m in values}) == 1:
            continue
        said = {m.value for m in word.meanings if m.kind in ("dimension", "dimensions", "value")}
        if word.get("value") or word.get("dimension") or word.get("dimensions"):
            values = [m for m in values if m.value in said] or values
    dimensions = {m.value for m in values}
    if len(dimensions) == 1 and len(values) == 1:
        if item.shortened and (_beside_another(r, at, values[0].value) or _by_chance(r, at, values[0].value)):
            names = ", ".join(r.names.shown.get(values[0].value, ())[:12])
            known = r.lexicon.say("known", dimension=r.lexicon.shown(values[0].value, many=True), names=names)
            return r.unclear("unknown", words=item.raw, known=known)
        if item.shortened:
            r.note("read_as", word=item.raw, read=values[0].extra)
        return replace(item, meanings=tuple(values))
    return _which_value(r, at, item, values)


def _beside_another(r: Reading, at: int, dimension: str) -> bool:
    """A shortening right beside another value of its dimension may belong to that one's name."""
    item = r.items[at]
    beside = [r.item(at - 1), r.item(at + 1)]
    return any(
        b is not None
        and b.get("value", dimension) is not None
        and (b.last == item.first or b.first == item.last)
        for b in beside
    )


def _by_chance(r: Reading, at: int, dimension: str) -> bool:
    """Reasons begin with everyday words: "calls that we miss" are not about a missing item."""
    return dimension == "reason" and not r.is_mark(r.near(at, -1), "intro", "neg", "conj", "versus")


def _which_value(r: Reading, at: int, item: Item, values: list[Meaning]) -> Clarification:
    said = [f"{r.lexicon.shown(m.value)} {m.extra}" for m in values[:6]]
    first, last = at, at
    names = r.lexicon.say("or").join(said)
    return r.unclear("several", [r.swapped(first, last, text) for text in said], word=item.raw, names=names)


def _phone_calls(r: Reading, at: int) -> bool:
    """ "Calls" set against another channel, left out, or said to be the only ones."""
    for step in (-1, 1):
        beside = r.near(at, step)
        if r.is_mark(beside, "conj", "versus"):
            other = r.item(r.near(beside, step))
            if other and (
                other.get("value", "channel")
                or ((other.get("noun") and other.get("noun", "")) is None and other.get("noun"))
            ):
                return True
        elif r.comma(*sorted((at, beside))) and r.is_(beside, "noun") and r.items[beside].said("noun"):
            return True
    before, after, only = r.near(at, -1), r.near(at, 1), r.lexicon.tables["settings"]["only"]
    if r.is_mark(before, "neg") or (r.item(before) and r.items[before].text in only):
        return True
    return after < len(r.items) and r.items[after].text in only and not r.is_(r.near(after, 1), "value")


def _variant(r: Reading, at: int, item: Item) -> Item:
    """A variant of a KPI that is near; a phrase of several words may stand anywhere.

    "Bottom 2 queues" are no variant, whatever KPI is near.
    """
    if item.text[-1:].isdigit() and r.is_(r.near(at, 1), "dimensions"):
        return replace(item, meanings=tuple(m for m in item.meanings if m.kind != "variant"))
    kept: list[Meaning] = []
    for meaning in item.meanings:
        anywhere = meaning.kind != "variant" or meaning.value == "_" or " " in item.text
        if anywhere or _nearby(r, at, meaning.value):
            kept.append(meaning)
    variants = [m for m in kept if m.kind == "variant"]
    own = [m for m in variants if m.value != "_"]
    things = [m for m in kept if m.kind in _THINGS]
    if own and things and not any(_nearby(r, at, m.value) and not _listed_with(r, at, m.value) for m in own):
        kept = things  # "net sentiment by queue": the name of a variant, and no KPI beside it
    elif own:
        kept = own
    elif variants and any(m.kind in _THINGS for m in kept):
        kept = [m for m in kept if m.kind in _THINGS]
    return replace(item, meanings=tuple(kept))


def _listed_with(r: Reading, at: int, metric_id: str) -> bool:
    """ "CSAT and number of surveys" are two KPIs, "CSAT and NPS survey response rate" variants of one."""
    for step in (-1, 1):
        joint = r.near(at, step)
        beyond = r.item(r.near(joint, step, over=("filler", "ours", "cease", "is_what", "how_many")))
        things = [m for m in beyond.meanings if m.kind in _THINGS and m.value == metric_id] if beyond else []
        if r.is_mark(joint, "conj") and things and not any(m.extra for m in things):
            return True
    return False


def _nearby(r: Reading, at: int, metric_id: str) -> bool:
    if metric_id == "answer_rate":
        return True
    for step in (-1, 1):
        place, left = at, _REACH
        while left:
            place = r.near(place, step)
            item = r.item(place)
            if item is None:
                break
            if any(m.kind in _THINGS and m.value == metric_id for m in item.meanings):
                return True
            # Other variants of the same KPI, and what lists them, are no distance.
            left -= not (item.mark("conj") or item.get("variant", metric_id))
    return False
