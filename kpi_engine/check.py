"""Whether a query can be answered honestly for this person: slices that a KPI lacks, hours of whole days."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

from kpi_engine import say
from kpi_engine.carried import (
    contacts_without_team,
    looks_at,
    over_offered,
    site_unknown,
    untaken_without_site,
)
from kpi_engine.case import Case, asked_refs, has_dimensions, title, used_dimensions
from kpi_engine.catalogue import metric
from kpi_engine.settings import KpiSettings
from kpi_engine.slices import WINDOWED
from kpi_engine.values import Clarification, MetricRef, Names, Query, Refusal, Unit, Viewer

_CHOICES = 5
MOST_BUCKETS = 2_000
_LENGTHS = {
    unit: timedelta(hours=hours)
    for unit, hours in zip(Unit, (1, 24, 7 * 24, 30 * 24, 91 * 24, 365 * 24), strict=True)
}


def check(
    query: Query, viewer: Viewer, settings: KpiSettings, names: Names, language: str = "en"
) -> Clarification | Refusal | None:
    """What stands in the way of an answer, to be said to the asker; None where nothing does."""
    if viewer.allowed is None:
        return Refusal(say.say(language, "not_allowed"), language)
    for ref in asked_refs(query):
        for one in viewer.allowed:
            if not has_dimensions(metric(ref.id), ref, (one.dimension,), team=True):
                fields = {
                    "kpi": title(language, ref),
                    "dimension": say.dimension_word(language, one.dimension),
                }
                return Refusal(say.say(language, "not_allowed_slice", **fields), language)
    return next((problem for ref in asked_refs(query) for problem in _problems(query, ref, language)), None)


def _problems(query: Query, ref: MetricRef, language: str) -> Iterator[Clarification]:
    entry = metric(ref.id)
    for dimension in used_dimensions(query, Viewer("", allowed=())):
        if not has_dimensions(entry, ref, (dimension,), team=True):
            yield _lacking(query, ref, dimension, language)
    if _buckets(query) > MOST_BUCKETS:
        yield Clarification(say.say(language, "too_fine", most=f"{MOST_BUCKETS:,}"), (), language)
    by_hours = query.grain is Unit.HOUR or (query.period is not None and query.period.unit is Unit.HOUR)
    if by_hours and entry.finest_grain is not Unit.HOUR:
        example = say.say(language, "example_grain", kpi=title(language, ref), period=_said(query, language))
        yield Clarification(say.say(language, "no_hours", kpi=title(language, ref)), (example,), language)


def _buckets(query: Query) -> float:
    """About how many points the timeline would have."""
    if query.grain is None or query.period is None:
        return 0
    return (query.period.end - query.period.start) / _LENGTHS[query.grain]


def _lacking(query: Query, ref: MetricRef, dimension: str, language: str) -> Clarification:
    entry = metric(ref.id)
    has = known_by(ref)
    fields = {
        "kpi": title(language, ref),
        "dimension": say.dimension_word(language, dimension),
        "dimensions": say.listed(language, (say.dimension_word(language, name) for name in has)),
    }
    over_offered = entry.team_when_complete and dimension == "agent"
    key = "no_dimension_over_offered" if over_offered else "no_dimension" if has else "no_slices_at_all"
    return Clarification(say.say(language, key, **fields), _choices(query, ref, has, language), language)


def known_by(ref: MetricRef) -> list[str]:
    """The dimensions that a KPI has, in the order in which people think of them."""
    usual = (
        *("queue", "channel", "team", "agent", "reason", "direction", "segment", "language", "site", "stage"),
        *("weekday", "hour_of_day", *sorted(WINDOWED), "nev_band"),
    )
    dims = metric(ref.id).variant(ref.variant).dims
    return [name for name in usual if name in dims]


def _choices(query: Query, ref: MetricRef, has: Sequence[str], language: str) -> tuple[str, ...]:
    """Whole questions that can be answered: by each of the first few dimensions."""
    return tuple(
        say.say(
            language,
            "example",
            kpi=title(language, MetricRef(ref.id, metric(ref.id).default.id)),
            dimension=say.dimension_word(language, name),
            period=_said(query, language),
        )
        for name in has[:_CHOICES]
    )


def _said(query: Query, language: str) -> str:
    said = None if query.period is None else query.period.said
    return said or say.say(language, "last_week")


def carried_problem(case: Case) -> Clarification | None:
    """By team and by site only where the contacts that nobody took carry one too."""
    refs = over_offered(case)
    if not refs:
        return None
    if looks_at(case, "team") and (without := contacts_without_team(case)):
        return _incomplete(case, refs[0], "team", count=without)
    if looks_at(case, "site") and site_unknown(case):
        without, every = untaken_without_site(case)
        return _incomplete(case, refs[0], "site", count=without, every=every)
    return None


def _incomplete(case: Case, ref: MetricRef, dimension: str, **counts: int) -> Clarification:
    lacking = {dimension, "site"} if site_unknown(case) else {dimension}
    has = [name for name in known_by(ref) if name not in lacking]
    dimensions = say.listed(case.language, (say.dimension_word(case.language, name) for name in has))
    key, kpi = f"{dimension}_incomplete", case.title(ref)
    message = say.say(case.language, key, kpi=kpi, dimensions=dimensions, **counts)
    return Clarification(message, _choices(case.query, ref, has, case.language), case.language)
