"""Questions that set one thing against another without naming a slice: "do customers who call again feel
worse?" is NEV by what became of the first contact. Two phrases together say so, whatever stands between."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from kpi_engine.catalogue import metric
from kpi_engine.language.lexicon import Meaning, lexicon
from kpi_engine.language.reading import Item, Reading
from kpi_engine.language.stretches import stretch
from kpi_engine.values import Clarification


@dataclass(frozen=True, slots=True)
class Join:
    """Who is set apart, what is asked of them, and the KPI and the slice that answer it."""

    metric: str
    by: str
    who: tuple[str, ...]
    what: tuple[str, ...]


@lru_cache(maxsize=8)
def _joins(code: str) -> tuple[Join, ...]:
    tables = lexicon(code).tables.get("joined", ())
    return tuple(Join(one["metric"], one["by"], tuple(one["who"]), tuple(one["what"])) for one in tables)


def find_joins(r: Reading) -> Clarification | None:
    """Takes the two phrases, asks for the KPI and groups by the slice; a note says how it was read.

    Where a KPI is named besides, the question is about that one and is left as it is.
    """
    texts = [word.text for word in r.words]
    for join in _joins(r.lexicon.code):
        what = stretch(texts, join.what)
        who = None if what is None else stretch(texts, join.who)
        if who is None or what is None or (who[0] < what[1] and what[0] < who[1]):
            continue
        inside = [item for item in r.items if _within(item, who) or _within(item, what)]
        others = [item for item in r.items if item not in inside and item.kinds & {"metric"}]
        if others:
            continue
        said = Item(what[0], what[1], *_said(r, what), (Meaning("metric", join.metric),))
        r.items[:] = sorted([*(one for one in r.items if one not in inside), said], key=lambda one: one.first)
        r.groups.append(join.by)
        by = r.lexicon.shown(join.by)
        r.note("read_join", word=_said(r, who)[1], metric=metric(join.metric).title, dimension=by)
        return None
    return None


def _within(item: Item, span: tuple[int, int]) -> bool:
    return item.first < span[1] and item.last > span[0]


def _said(r: Reading, span: tuple[int, int]) -> tuple[str, str]:
    part = r.words[span[0] : span[1]]
    return " ".join(word.text for word in part), " ".join(word.raw for word in part)
