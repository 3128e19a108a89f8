"""What stands behind "vs" and "than": a time, another value, or something that no figure is set against."""

from __future__ import annotations

from kpi_engine.language.lexicon import Meaning
from kpi_engine.language.reading import Item, Reading
from kpi_engine.values import Clarification

_AGAINST = ("versus",)
_LEADS = ("filler", "ours", "cease", "is_what", "intro")
_SOFT = ("intro", "ours", "cease", "filler", "by", "conj", "is_what", "which")
_WHOLE = ("all", "across_all", "total", "rest", "average_of", "neg")
_VALUES, _KPIS = ("value", "values", "noun_value"), ("metric", "event", "variant")
_DIMENSIONS = ("dimension", "dimensions")


def find_compared(r: Reading) -> Clarification | None:
    """ "Compare Billing with Sales", "compare AHT to last week": the word between sets them apart."""
    verb = next(iter(r.marks("compare")), None)
    if verb is None or r.marks(*_AGAINST):
        return None
    joints = r.lexicon.tables["settings"]["compared_with"]
    within = {at for item in r.items if item.last - item.first > 1 for at in range(item.first, item.last)}
    after = range(r.items[verb].last, len(r.words))
    joint = next((at for at in after if r.words[at].text in joints and at not in within), None)
    if joint is not None:
        word = r.words[joint]
        said = Item(joint, joint + 1, word.text, word.raw, (Meaning("mark", _AGAINST[0]),))
        others = [item for item in r.items if item.first != joint]
        r.items[:] = sorted([*others, said], key=lambda item: item.first)
    return None


def against_marks(r: Reading) -> list[int]:
    """Open words that set one thing against another."""
    return r.marks(*_AGAINST) + than(r)


def than(r: Reading) -> list[int]:
    """ "Higher than", "better than" before a time or a value; with a number they are thresholds."""
    return [at for at in r.open("comparator") if is_than(r, at)]


def is_than(r: Reading, at: int) -> bool:
    item = r.items[at]
    words = r.lexicon.tables["settings"]["than"]
    return item.get("comparator") is not None and item.text.split()[-1] in words


def after(r: Reading, mark: int) -> int:
    """The place of what a mark sets something against: "than in voice", "vs the average", "vs team Alpha"."""
    at = r.near(mark, 1, over=_LEADS)
    following = r.item(at + 1)
    named = following is not None and bool(following.kinds & set(_VALUES))
    return at + 1 if named and r.is_(at, *_DIMENSIONS) else at


def reaches(r: Reading, mark: int, at: int) -> bool:
    """Whether a mark stands right before a time: only soft words between ("against the numbers of last
    week"), or the KPI said again; never a value, whatever was made of it."""
    return all(_passes(r, place) for place in range(mark + 1, at))


def _passes(r: Reading, place: int) -> bool:
    item = r.items[place]
    if item.mark(*_WHOLE) or item.kinds & {*_VALUES, *_DIMENSIONS, "variant"}:
        return False
    noun = item.get("noun")
    return item.mark(*_SOFT) or (place in r.done and not (noun and noun.value))


def joins_values(r: Reading, at: int) -> bool:
    """Two values or two KPIs set against each other are no comparison of periods."""
    before, following = r.item(r.near(at, -1, over=_LEADS)), r.item(after(r, at))
    if before is None or following is None:
        return False
    return any(before.kinds & set(kind) and following.kinds & set(kind) for kind in (_VALUES, _KPIS))


def find_against(r: Reading) -> Clarification | None:
    """ "vs average", "vs her team", "with vs without chat": a figure has one slice: both are asked for."""
    for mark in against_marks(r):
        at = after(r, mark)
        values = [m for item in r.items[:mark] for m in item.meanings if m.kind in _VALUES]
        if not r.items[mark].mark("compare") and _is_whole(r, mark, at, values):
            last = _end(r, at)
            said = " ".join(item.raw for item in r.items[at : last + 1])
            return r.unclear("against_whole", _by_slice(r, values, said), said=said)
    return None


def _is_whole(r: Reading, mark: int, at: int, values: list[Meaning]) -> bool:
    """Everything, the others, their average, or the team of somebody who was named."""
    item, before = r.item(at), r.item(r.near(mark, -1))
    if item is None or before is None:
        return False
    if item.mark(*_WHOLE):
        return True
    if item.get("variant", "_"):
        joined = before.kinds & set(_KPIS) or r.is_(r.near(at, 1), *_KPIS)
        return not joined or bool(values)
    return bool(values) and bool(item.kinds & set(_DIMENSIONS))


def _end(r: Reading, at: int) -> int:
    """The last place of what was said: "all queues", "without chat"."""
    kinds = {*_VALUES, *_DIMENSIONS}
    return at + 1 if at + 1 < len(r.items) and r.items[at + 1].kinds & kinds else at


def _by_slice(r: Reading, values: list[Meaning], said: str) -> list[str]:
    """The question that shows every slice of the kind beside the others."""
    kinds = {*_VALUES, *_DIMENSIONS}
    about = [m.value for m in values] or [
        m.value for item in r.items for m in item.meanings if m.kind in kinds and item.raw in said
    ]
    kpis = [item.raw for item in r.items if item.get("metric")]
    times = [item.raw for item in r.items if item.time is not None]
    if not about or not kpis:
        return []
    by = f"{r.lexicon.tables['settings']['by']} {r.lexicon.shown(about[0])}"
    return [" ".join((*kpis[:1], by, *times[:1]))]
