"""Thresholds: "over 6 minutes", "below 4 out of 5", "more than 50 calls abandoned"."""

from __future__ import annotations

from dataclasses import dataclass

from kpi_engine.catalogue import metric
from kpi_engine.language.nouns import LOADS, counted_as
from kpi_engine.language.reading import Asked, Reading
from kpi_engine.values import Clarification, Having, MetricRef, Operator

_SECONDS = {"s": 1.0, "min": 60.0, "h": 3600.0}


@dataclass(frozen=True, slots=True)
class Amount:
    """A number with its unit: "4" out of 5, "6" minutes; `last` is the item after it, and `factor` what
    its unit made of what was typed."""

    value: float
    unit: str
    last: int
    factor: float = 1.0


def find_thresholds(r: Reading) -> Clarification | None:
    """Comparisons with a number; each belongs to the nearest KPI."""
    for at in list(r.open("comparator")):
        operator = r.items[at].said("comparator")
        first = _amount(r, at + 1)
        if first is None:
            continue
        if first.unit == "s" and _contacts(r, at - 1) and any(asked.at < at - 1 for asked in r.asked):
            return r.unclear("timed_contacts")
        places = list(range(at, first.last))
        found = [(operator, first)]
        if operator == "between":
            second = _amount(r, first.last + 1) if r.is_mark(first.last, "conj") else None
            if second is None:
                continue
            places += range(first.last, second.last)
            if not first.unit and first.factor == 1.0:  # "between 7 and 8 minutes"
                if _clock(r, at, first, second):
                    return r.unclear("clock", said=_said(r, range(at, second.last)))
                first = Amount(first.value * second.factor, second.unit, first.last)
            low, high = sorted((first, second), key=lambda amount: amount.value)
            found = [(">=", low), ("<=", high)]
        problem = _add(r, at, found, places)
        if problem is not None:
            return problem
    joints = [at for at in r.marks("conj") if r.items[at].text in r.lexicon.tables["settings"]["either"]]
    starts = sorted(at for at in r.done if r.is_(at, "comparator"))
    if any(starts[0] < at < starts[-1] for at in joints if starts):
        return r.unclear("either")
    for at in list(r.open("number")):
        amount = _amount(r, at)
        if amount and r.is_(amount.last, "after_number"):
            operator = next(m.value for m in r.items[amount.last].meanings if m.kind == "after_number")
            problem = _add(r, at, [(operator, amount)], range(at, amount.last + 1))
            if problem is not None:
                return problem
    if r.having and not r.groups and r.grain is None and any(r.is_(a.at - 1, "noun") for a in r.asked):
        seconds = any(metric(h.metric.id).variant(h.metric.variant).unit == "s" for h in r.having)
        return r.unclear("timed_contacts") if seconds else None
    return None


def _clock(r: Reading, at: int, first: Amount, second: Amount) -> bool:
    """ "Contacts on Mondays between 9 and 12": nothing is cut that such numbers could choose from."""
    low, high = sorted((first.value, second.value))
    hours = not second.unit and second.factor == 1.0 and 0 <= low < high <= 24
    return hours and not r.groups and any(asked.id in LOADS for asked in r.asked if asked.at < at)


def _contacts(r: Reading, at: int) -> bool:
    """ "Calls", "voice calls": what a threshold would narrow by how long it took."""
    words = r.items[at].text.split() if r.item(at) else []
    last = r.lexicon.phrases.starting(words[-1:], 0) if words else ()
    return any(meaning.kind in ("noun", "noun_value") for _, found in last for meaning in found)


def _amount(r: Reading, at: int) -> Amount | None:
    sign = 1.0
    if r.item(at) and r.items[at].text == "-":
        sign, at = -1.0, at + 1
    at = at + 1 if r.is_(at, "unit") and r.items[at].get("unit", "money") else at
    if not r.is_(at, "number") or at in r.done:
        return None
    value, unit, last, factor = sign * float(r.items[at].said("number")), "", at + 1, 1.0
    while r.is_(last, "unit") and last not in r.done:
        said = next(m.value for m in r.items[last].meanings if m.kind == "unit")
        factor, unit = (factor * 1000, unit) if said == "thousand" else (factor, said)
        last += 1
    value *= factor
    if unit not in _SECONDS:
        return Amount(value, unit, last, factor)
    rest = _amount(r, last) if unit != "s" else None
    if rest is not None and rest.unit in ("", "s"):
        smaller = 1.0 if rest.unit == "s" else 60.0 if unit == "h" else 1.0
        return Amount(value * _SECONDS[unit] + rest.value * smaller, "s", rest.last, _SECONDS[unit])
    return Amount(value * _SECONDS[unit], "s", last, _SECONDS[unit])


def _add(
    r: Reading, at: int, found: list[tuple[str, Amount]], places: list[int] | range
) -> Clarification | None:
    last = places[-1] + 1
    asked = _belongs(r, at, last)
    if asked is None:
        return r.unclear("no_metric_for", word=_said(r, places))
    for operator, amount in found:
        problem = _fit(r, asked, amount, places)
        if problem is not None:
            return problem
        entry = metric(asked.id)
        ref = MetricRef(asked.id, asked.variants[0])
        value = amount.value
        r.having.append(Having(ref, _operator(operator, entry.variant(ref.variant).direction), value))
    r.take(*places)
    return None


def _operator(said: str, direction: str) -> Operator:
    table: dict[str, Operator] = {"<": "<", "<=": "<=", ">": ">", ">=": ">=", "=": "="}
    if said in table:
        return table[said]
    return "<" if (said == "worse") == (direction == "up") else ">"


def _belongs(r: Reading, at: int, last: int) -> Asked | None:
    """What is counted right after the number, else the nearest KPI before, else after.

    "Lost more than 50 calls", "more than 50 calls abandoned": what became of those calls is counted.
    """
    follows = r.near(last - 1, 1)
    told = [follows]
    if r.is_(follows, "noun", "noun_value"):
        told += [r.near(follows, 1), r.near(at, -1)]
    for asked in r.asked:
        if asked.at in told and asked.countable:
            entry = metric(asked.id)
            asked.variants = [entry.count_of(asked.variants[0])]
            return asked
    if r.is_(follows, "noun") and r.items[follows].get("noun", ""):
        return Asked(follows, counted_as(r), ["count"])
    before = [asked for asked in r.asked if asked.at < at]
    return before[-1] if before else next(iter(r.asked), None)


def _fit(r: Reading, asked: Asked, amount: Amount, places: list[int] | range) -> Clarification | None:
    """Whether the number's unit is the KPI's; a figure on the mean's scale makes the KPI its mean."""
    entry = metric(asked.id)
    variant = entry.variant(asked.variants[0])
    has_mean = any(v.id == "mean" and v.unit == "pts" for v in entry.variants)
    on_scale = amount.unit in ("scale5", "points") or (not amount.unit and 0 < amount.value <= 5)
    if has_mean and variant.id == entry.default.id and variant.id != "mean" and on_scale:
        asked.variants[0] = "mean"
        r.note("read_mean", number=f"{amount.value:g}", metric=entry.title)
        return None
    if amount.unit == "" and variant.unit == "s" and amount.value < 60:
        number = next(at for at in places if r.is_(at, "number"))
        said = r.items[number].raw
        choices = [
            r.swapped(number, number, text)
            for text in r.lexicon.say("seconds_or_minutes", number=said).split("|")
        ]
        return r.unclear("seconds", choices, number=said)
    if amount.unit == "" and variant.unit == "%" and 0 < amount.value <= 1:
        number = next(at for at in places if r.is_(at, "number"))
        choices = [r.swapped(number, number, f"{part:g}%") for part in (amount.value * 100, amount.value)]
        return r.unclear("fraction", choices, number=f"{amount.value:g}%", percent=f"{amount.value * 100:g}")
    fits = {
        "s": ("s",),
        "%": ("percent",),
        "pts": ("points", "scale5", "scale7"),
        "n": ("thousand",),
        "net": ("points",),
        "idx": ("points",),
        "money": ("money",),
        "n/h": (),
    }
    if amount.unit and amount.unit not in fits.get(variant.unit, ()):
        return r.unclear("unit", word=_said(r, places), metric=entry.title, unit=variant.unit)
    return None


def _said(r: Reading, places: list[int] | range) -> str:
    return " ".join(r.items[at].raw for at in places)
