"""Nothing is dropped: words without a reading, and what a query still lacks, are asked for."""

from __future__ import annotations

from dataclasses import replace
from difflib import get_close_matches
from itertools import pairwise

from kpi_engine.language.reading import SOFT_MARKS, Reading
from kpi_engine.values import Clarification

_NAMES_SHOWN = 12
_CUTS = ("queue", "agent", "team", "channel")
_CLOSE = 0.7
_SOFT_KINDS = ("noun", "event", "who")


def find_left(r: Reading) -> Clarification | None:
    """Words that carry meaning and were not understood are named, with the nearest known names."""
    _take_joints(r)
    lost = _lost_after_by(r)
    if lost:
        choices = [r.text.replace(lost, r.lexicon.shown(dimension), 1) for dimension in _CUTS]
        return r.unclear("unknown", choices, words=lost, known="")
    left = [at for at in range(len(r.items)) if at not in r.done and not _soft(r, at)]
    if not left:
        return None
    if _mostly_unknown(r, left):
        return r.unclear("not_language", _examples(r)[:3])
    negations = [at for at in left if r.items[at].mark("neg")]
    if len(left) == len(negations):
        return r.unclear("negated", word=r.items[left[0]].raw)
    words = ", ".join(r.items[at].raw for at in left)
    unknown = [at for at in left if r.items[at].kinds == {"unknown"}]
    at = (unknown or left)[0]
    known, choices = _nearest(r, at)
    if not r.asked and not unknown:
        return None
    if not r.asked:
        return r.unclear("unknown_kpi", choices, words=words, kpis=_kpis(r))
    return r.unclear("unknown" if unknown else "left", choices, words=words, known=known)


def find_missing(r: Reading) -> Clarification | None:
    """No KPI, or an order without anything to put in order."""
    if r.intent == "capability" and not r.filters:
        return None
    if not r.asked:
        choices = [f"{kpi} {r.text}" for kpi in r.lexicon.tables["clarify"]["kpi_names"][:3]]
        if not r.items:
            return r.unclear("empty", _examples(r), kpis=_kpis(r))
        asked_for = r.unclear("no_kpi", choices, kpis=_kpis(r))
        listed = " ".join(_known(r, dimension) for dimension in r.groups if r.names.shown.get(dimension))
        return replace(asked_for, message=f"{asked_for.message} {listed}".strip())
    if r.order is not None and r.limit is not None and len(r.groups) + (r.grain is not None) > 1:
        return r.unclear("rank_in_each")
    if r.order is not None and not r.groups and r.grain is None:
        by = r.lexicon.tables["settings"]["by"]
        choices = [f"{r.text.rstrip('?!. ')} {by} {r.lexicon.shown(d)}" for d in _CUTS]
        return r.unclear(
            "which_slice", choices, word=r.lexicon.say("highest" if r.order.direction == "desc" else "lowest")
        )
    return None


def _soft(r: Reading, at: int) -> bool:
    item = r.items[at]
    return any(m.kind == "mark" and m.value in SOFT_MARKS for m in item.meanings) or bool(
        item.meanings and item.kinds <= set(_SOFT_KINDS)
    )


def _take_joints(r: Reading) -> None:
    """ "AHT vs FCR" are two KPIs; their joint has no other meaning."""
    places = sorted(asked.at for asked in r.asked)
    for first, second in pairwise(places):
        r.take(*(at for at in r.marks("versus") if first < at < second))


def _lost_after_by(r: Reading) -> str:
    """ "By customer": a word without meaning of its own may not be what figures are cut by."""
    articles = r.lexicon.tables["settings"]["articles"]
    for at in r.marks("by"):
        begin = r.items[at].last
        end = next((item.first for item in r.items[at + 1 :]), len(r.words))
        between = [word for word in r.words[begin:end] if word.text not in articles]
        if between:
            return between[0].raw
    return ""


def _mostly_unknown(r: Reading, left: list[int]) -> bool:
    unknown = [at for at in left if r.items[at].kinds == {"unknown"}]
    return len(unknown) >= 3 and len(unknown) * 2 > len(r.words) and not r.asked


def _nearest(r: Reading, at: int) -> tuple[str, list[str]]:
    """The known names of the dimension beside the word, else of queues; the nearest as questions."""
    item = r.items[at]
    beside = [r.item(r.near(at, step)) for step in (1, -1)]
    dimensions = [m.value for b in beside if b for m in b.meanings if m.kind in ("dimension", "dimensions")]
    every = {name: dimension for dimension, names in r.names.shown.items() for name in names}
    if dimensions:
        every = {name: dimension for name, dimension in every.items() if dimension == dimensions[0]}
    lower = {name.casefold(): name for name in every}
    close = [lower[name] for name in get_close_matches(item.text, list(lower), n=3, cutoff=_CLOSE)]
    choices = [r.swapped(at, at, name) for name in close]
    dimension = every[close[0]] if close else next(iter(dimensions), "queue")
    names = list(r.names.shown.get(dimension, ()))
    names.sort(key=lambda name: name not in close)
    if not names:
        return "", choices
    shown = ", ".join(names[:_NAMES_SHOWN]) + (" …" if len(names) > _NAMES_SHOWN else "")
    if not choices and _introduced(r, at) and not item.get("number"):
        choices = [r.swapped(at, at, name) for name in names[:3]]
    return r.lexicon.say("known", dimension=r.lexicon.shown(dimension, many=True), names=shown), choices


def _known(r: Reading, dimension: str) -> str:
    names = r.names.shown.get(dimension, ())
    shown = ", ".join(names[:_NAMES_SHOWN]) + (" …" if len(names) > _NAMES_SHOWN else "")
    return r.lexicon.say("known", dimension=r.lexicon.shown(dimension, many=True), names=shown)


def _introduced(r: Reading, at: int) -> bool:
    return r.is_mark(r.near(at, -1), "intro", "neg", "by", "versus")


def _kpis(r: Reading) -> str:
    return ", ".join(r.lexicon.tables["clarify"]["kpi_names"])


def _examples(r: Reading) -> list[str]:
    return list(r.lexicon.tables["clarify"]["examples"])
