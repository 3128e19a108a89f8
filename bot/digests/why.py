"""The answer to "why?" under a digest: what moved the KPIs that left their expected range."""

from __future__ import annotations

from collections.abc import Iterator

from bot.blocks import said
from bot.blocks.answer import quoted
from bot.blocks.headline import title_of
from bot.blocks.parts import Said
from bot.desk import Desk
from bot.digests.composed import Composed
from bot.digests.periods import before
from bot.phrases import say
from bot.privacy import PRIVATE, for_a_channel
from kpi_engine.catalogue import metric
from kpi_engine.result import Result
from kpi_engine.slices import DRIVING
from kpi_engine.values import Compare, Filter, MetricRef, Period, Query, Viewer
from storage.digests import SlotRow

MOST = 3
# They follow from the figure itself, so they are never what moved it.
_OUTCOMES = frozenset({"fcr_outcome", "nev_band"})


def reasons(composed: Composed, slot: SlotRow, desk: Desk, language: str = "en") -> Iterator[Said]:
    """A message for each KPI that left its range, three at most; where none did, for the first KPI."""
    shown = [one for one in composed.items if not one.empty]
    left = [one for one in shown if one.left]
    for one in left[:MOST] or shown[:1]:
        asked = drivers(one.ref, one.shown.period, before(one.shown), composed.filters)
        result = desk.answer(asked, slot.due_at, Viewer(slot.channel, "channel"), composed.digest.zone)
        key = "digest_why_title" if left else "digest_why_none"
        yield reasoned(result, say(language, key, kpi=title_of(one.ref)))


def reasoned(result: Result, title: str) -> Said:
    return quoted(said(for_a_channel(result), buttons=(), rate=False), title)


def drivers(ref: MetricRef, period: Period, against: Period, filters: tuple[Filter, ...]) -> Query:
    """What moved a KPI between two periods, along every dimension that may be shown in a channel."""
    dims = metric(ref.id).variant(ref.variant).dims
    fixed = {one.dimension for one in filters if one.op == "in" and len(one.values) == 1}
    along = tuple(name for name in DRIVING if name in dims and name not in {PRIVATE, *_OUTCOMES, *fixed})
    return Query("drivers", (ref,), period, Compare("explicit", against), None, along, filters)
