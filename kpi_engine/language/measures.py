"""Which KPIs are asked for, in which variant, and whether as a count."""

from __future__ import annotations

from kpi_engine.catalogue import Metric, metric
from kpi_engine.language import purpose
from kpi_engine.language.lexicon import Meaning
from kpi_engine.language.nouns import find_nouns
from kpi_engine.language.reading import Asked, Item, Reading
from kpi_engine.values import Clarification

_SOFT_EVENTS = ("contacts_offered",)


def find_pairs(r: Reading) -> Clarification | None:
    """Two marks that name a KPI together ("how long do chats take"): the second becomes the KPI."""
    texts = [word.text for word in r.words]
    for first, second, metric_id in sorted(r.lexicon.pairs, key=lambda pair: -len(pair[1])):
        start = _phrase_at(texts, first, 0)
        end = _phrase_at(texts, second, start + len(first)) if start >= 0 else -1
        if end < 0 or any(start < i.first < end and i.get("metric") for i in r.items):
            continue
        last = end + len(second)
        item = Item(
            end,
            last,
            " ".join(second),
            " ".join(w.raw for w in r.words[end:last]),
            (Meaning("metric", metric_id),),
        )
        kept = [
            i
            for i in r.items
            if not (i.first < last and i.last > end)
            and not (i.first < start + len(first) and i.last > start)
            and not (start < i.first < end and i.get("event"))
        ]
        r.items[:] = sorted([*kept, item], key=lambda i: i.first)
        return None
    return None


def _phrase_at(texts: list[str], phrase: tuple[str, ...], begin: int) -> int:
    for at in range(begin, len(texts) - len(phrase) + 1):
        if tuple(texts[at : at + len(phrase)]) == phrase:
            return at
    return -1


def find_limited(r: Reading) -> Clarification | None:
    """ "Answered within 20 seconds" is the service level, whose threshold is a setting."""
    for at in list(r.open("event", "answer_rate")):
        word = r.near(at, 1)
        number, unit = r.item(word + 1), r.item(word + 2)
        within = r.item(word)
        if not (
            within
            and within.text in r.lexicon.tables["settings"]["within"]
            and number
            and number.get("number")
        ):
            continue
        if not (unit and unit.get("unit", "s")):
            continue
        said = float(number.said("number"))
        if said != r.asking.answer_within:
            choices = [r.swapped(word, word + 2, str(r.lexicon.tables["settings"]["in_time"]))]
            return r.unclear("window", choices, number=number.text, set=f"{r.asking.answer_within:g}")
        both = (Meaning("metric", "service_level"), Meaning("event", "service_level"))
        r.items[at : word + 3] = [Item(r.items[at].first, unit.last, r.items[at].text, r.items[at].raw, both)]
        return None
    return None


def find_metrics(r: Reading) -> Clarification | None:
    """KPIs by their names; else by what happened to contacts, then the contacts themselves."""
    named = [at for at, item in enumerate(r.items) if item.get("metric")]
    named += [at for at in r.open("event") if not r.items[at].get("metric") and _is_hard(r, at)]
    for at in sorted(named):
        item = r.items[at]
        if _slices(r, at, named):
            continue
        if r.asked and item.mark("intro"):
            r.take(at)
            continue
        if _narrows(r, at):
            if item.get("event", "contacts_handled") or item.get("event", "contacts_offered"):
                r.take(at)
                continue
            first = metric(r.asked[0].id).title
            return r.unclear("restricted", metric=first, word=item.raw)
        found = item.get("metric") or item.get("event")
        assert found is not None
        variants = [found.extra] if found.extra else []
        r.asked.append(Asked(at, found.value, variants, countable=item.get("event") is not None))
        r.take(at)
    for at in list(r.open("event")):
        if not r.asked:
            r.asked.append(Asked(at, "contacts_offered"))
        r.take(at)
    unclear = find_nouns(r)
    if unclear is None and not r.asked:
        _ask_for_kinds(r)
    return unclear


def _slices(r: Reading, at: int, named: list[int]) -> bool:
    """ "CSAT by mood": a KPI's name that is a slice's too is the slice after "by", beside another KPI."""
    return r.items[at].get("dimension") is not None and len(named) > 1 and r.is_mark(r.near(at, -1), "by")


def _ask_for_kinds(r: Reading) -> None:
    """ "Top 5 call reasons": the noun inside the dimension's name is what is counted."""
    nouns = r.lexicon.phrases
    for at in (*r.open("dimension"), *r.open("dimensions")):
        first = r.items[at].text.split()[0]
        kinds = (m.kind for _, found in nouns.starting([first], 0) for m in found)
        if " " in r.items[at].text and "noun" in kinds:
            r.asked.append(Asked(at, "contacts_offered"))
            r.note("read_as", word=r.items[at].raw, read=metric("contacts_offered").title)
            return


def _narrows(r: Reading, at: int) -> bool:
    """ "AHT of transferred calls": what happened to those contacts, no KPI of its own."""
    before = r.near(at, -1)
    while r.is_(before, "noun", "noun_value") and not r.is_(before, "metric"):
        before = r.near(before, -1)
    told = r.items[at].get("event") or r.items[at].get("metric", "emotion_share")
    return bool(r.asked) and told is not None and r.is_mark(before, "intro")


def _is_hard(r: Reading, at: int) -> bool:
    found = r.items[at].get("event")
    return found is not None and found.value not in _SOFT_EVENTS


def find_counts(r: Reading) -> Clarification | None:
    """ "How many calls were abandoned", "number of transfers", "total talk time": the numerator."""
    for at in r.marks("how_many"):
        if r.is_(r.near(at, 1), "dimension", "dimensions"):
            r.take(at)
            continue
        following = [asked for asked in r.asked if asked.at > at]
        if following:
            unclear = _uncountable(r, at, following[0])
            if unclear is not None:
                return unclear
            following[0].counted = True
            for asked in following[1:]:
                alike = asked.countable or asked.id == following[0].id
                asked.counted = alike and not _new_clause(r, at, asked.at)
        elif [asked for asked in r.asked if asked.countable]:
            r.asked[-1].counted = True
        r.take(at)
    for at in r.marks("total"):
        after = [asked for asked in r.asked if asked.at == r.near(at, 1)]
        if after and r.items[at].text in r.lexicon.tables["settings"]["sum"]:
            after[0].counted = after[0].countable or metric(after[0].id).default.unit == "s"
        r.take(at)
    return None


def _uncountable(r: Reading, at: int, asked: Asked) -> Clarification | None:
    """In a net score or an index nothing is counted; a sum of seconds or money is no number of things."""
    entry, settings = metric(asked.id), r.lexicon.tables["settings"]
    variant = entry.variant(entry.count_of(entry.default.id)) if entry.counts() else entry.default
    if entry.kind == "index" or entry.default.unit == "net":
        return r.unclear("no_count", metric=entry.title)
    if variant.unit in ("s", "money"):
        return r.unclear("no_number", metric=entry.title)
    words = [word.text for word in r.words[r.items[at].last :]]
    people = next((place for place, word in enumerate(words) if word not in settings["different"]), None)
    if people is not None and words[people] in settings["people"] and asked.id != "customer_retention":
        if people:
            return r.unclear("no_customers", word=" ".join(words[: people + 1]))
        r.note("read_customers", word=words[people])
    return None


def _new_clause(r: Reading, start: int, end: int) -> bool:
    return any(r.items[at].mark("which", "is_what") for at in range(start + 1, end))


def find_variants(r: Reading) -> Clarification | None:
    """Each variant word goes to the KPI beside it that has it."""
    for at in list(r.open("variant")):
        if r.items[at].mark("define") and purpose.asks_meaning(r):
            continue
        problem = _apply_variant(r, at)
        if problem is not None:
            return problem
    for asked in r.asked:
        entry = metric(asked.id)
        if asked.counted:
            asked.variants = _counted(entry, asked.variants)
        if not asked.variants:
            asked.variants = [entry.default.id]
    return None


def _counted(entry: Metric, variants: list[str]) -> list[str]:
    known = {variant.id for variant in entry.all_variants()}
    counts = [entry.count_of(variant) for variant in variants or [entry.default.id]]
    return [name for name in counts if name in known] or variants


def _apply_variant(r: Reading, at: int) -> Clarification | None:
    item = r.items[at]
    own = [m for m in item.meanings if m.kind == "variant"]
    for asked in sorted(r.asked, key=lambda asked: (abs(asked.at - at), asked.at < at)):
        known = {variant.id for variant in metric(asked.id).all_variants()}
        fitting = next((m.extra for m in own if m.value in ("_", asked.id) and m.extra in known), None)
        if fitting is None:
            continue
        if fitting == "mean" and item.text in r.lexicon.tables["settings"]["average"]:
            if metric(asked.id).default.id != "mean" and _touches(r, at, asked.at):
                r.note("read_average", word=item.raw, metric=metric(asked.id).title)
            elif not _touches(r, at, asked.at):
                continue
        if fitting not in asked.variants:
            asked.variants.append(fitting)
        r.take(at)
        return None
    return _without_variant(r, at, item)


def _add_default(asked: Asked) -> None:
    default = metric(asked.id).default.id
    if default not in asked.variants:
        asked.variants.append(default)


def _touches(r: Reading, at: int, other: int) -> bool:
    """Side by side, or with nothing but other variants between: "mean and median speed of answer"."""
    first, last = sorted((at, other))
    return all(r.is_mark(place, "conj") or r.is_(place, "variant") for place in range(first + 1, last))


def _without_variant(r: Reading, at: int, item: Item) -> Clarification | None:
    if item.text in r.lexicon.tables["settings"]["average"]:
        if r.asked and metric(r.asked[0].id).kind != "S":
            if any(r.is_mark(r.near(at, step), "conj") for step in (-1, 1)):
                _add_default(r.asked[0])  # "average and median AHT": the KPI itself is an average
            r.take(at)
            return None
        if r.asked:
            return r.unclear("average_count")
        return None
    if not r.asked:
        return None
    entry = metric(r.asked[0].id)
    names = ", ".join(variant.id for variant in entry.variants)
    return r.unclear("variant", metric=entry.title, word=item.raw, variants=names)
