"""One question on its way to rows: what was asked, by whom, and through which eyes the store is seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from kpi_engine import say
from kpi_engine.calendar import instant, shift, wall, zone_of
from kpi_engine.catalogue import Metric, metric, variant
from kpi_engine.errors import EngineError
from kpi_engine.ports import Sums
from kpi_engine.reading import Frame
from kpi_engine.settings import KpiSettings
from kpi_engine.sheet import Sheet
from kpi_engine.slices import Labels
from kpi_engine.values import Asking, MetricRef, Names, Period, Query, Unit, Viewer

PERIOD_KINDS = frozenset({"previous_period", "same_period", "explicit"})
_WEEK = timedelta(weeks=1)


@dataclass(frozen=True, slots=True)
class Case:
    query: Query
    period: Period
    asking: Asking
    viewer: Viewer
    settings: KpiSettings
    sheet: Sheet
    labels: Labels
    language: str

    @property
    def frame(self) -> Frame:
        return self.framed(self.query.group_by)

    def framed(self, dimensions: Sequence[str]) -> Frame:
        group = tuple(self.labels.stored(name) for name in dimensions)
        return Frame(group, self.query.grain, self.asking.week_start)

    @property
    def compares_periods(self) -> bool:
        return self.query.compare is not None and self.query.compare.kind in PERIOD_KINDS

    def periods(self) -> tuple[Period, ...]:
        """The asked period first, then what it is set against (eight weeks for what is normal)."""
        compare = self.query.compare
        if compare is None or compare.kind == "target":
            return (self.period,)
        if compare.kind == "expected":
            return (self.period, *earlier(self.period, self.settings, self.sheet.store))
        if compare.period is None:
            raise EngineError(f"a comparison {compare.kind} without a period")
        return (self.period, compare.period)

    def title(self, ref: MetricRef) -> str:
        return title(self.language, ref)


def asked_refs(query: Query) -> tuple[MetricRef, ...]:
    """Every KPI whose figures are needed: shown, ordered by, or compared with a threshold."""
    order = () if query.order is None else (query.order.metric,)
    return tuple(dict.fromkeys((*query.metrics, *(one.metric for one in query.having), *order)))


def used_dimensions(query: Query, viewer: Viewer) -> tuple[str, ...]:
    """Every dimension that the question touches, the viewer's own limits included."""
    filters = (*query.filters, *(viewer.allowed or ()))
    return tuple(dict.fromkeys((*query.group_by, *(one.dimension for one in filters))))


def has_dimensions(entry: Metric, ref: MetricRef, dimensions: Sequence[str], *, team: bool = False) -> bool:
    dims = variant(ref.id, ref.variant).dims
    also = ("team",) if team and entry.team_when_complete else ()
    return all(name in dims or name in also for name in dimensions)


def make_case(
    query: Query,
    store: Sums,
    asking: Asking,
    viewer: Viewer,
    settings: KpiSettings,
    names: Names,
    language: str,
) -> Case:
    """The question with its conditions fixed: its own filters and the viewer's, before any sum is made."""
    if query.period is None:
        raise EngineError("a question for figures without a period")
    labels = Labels.of(names, language, settings)
    filters = (*query.filters, *(viewer.allowed or ()))
    sheet = Sheet(store, asking.zone, asking.now, [labels.condition(one) for one in filters])
    return Case(query, query.period, asking, viewer, settings, sheet, labels, language)


def title(language: str, ref: MetricRef) -> str:
    """A KPI's name, with its variant where that is not the default."""
    entry = metric(ref.id)
    if ref.variant == entry.default.id:
        return entry.title
    return say.say(language, "with_variant", title=entry.title, variant=ref.variant.replace("_", " "))


def step_in_weeks(period: Period) -> int:
    """By how many whole weeks earlier stretches lie apart, so that none overlaps the next."""
    length = wall(period.full_end or period.end) - wall(period.start)
    return max(1, -(-length // _WEEK))


def earlier(period: Period, settings: KpiSettings, store: Sums) -> tuple[Period, ...]:
    """The same stretch (of a running one, its elapsed part) in the weeks before, while records go back."""
    first, step = store.earliest(), step_in_weeks(period)
    if first is None:
        return ()
    begins = first.astimezone(zone_of(period.start)).date()
    shifted = (_back(period, step * week) for week in range(1, settings.expected_weeks + 1))
    return tuple(one for one in shifted if one.start.date() >= begins)


def _back(period: Period, weeks: int) -> Period:
    start, end = (shift(moment, Unit.WEEK, -weeks) for moment in (period.start, period.end))
    if instant(end) < instant(start):
        end = start
    return replace(period, start=start, end=end, full_end=None)
