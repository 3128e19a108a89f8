"""Slices that a contact may have from its agent alone: those that nobody took then carry none.

Rates over offered contacts by such a slice would leave out the very contacts that were lost, and look fine.
"""

from __future__ import annotations

from dataclasses import replace

from kpi_engine.case import Case, asked_refs, used_dimensions
from kpi_engine.catalogue import metric
from kpi_engine.ports import Measure
from kpi_engine.used import Used
from kpi_engine.values import MetricRef

WITHOUT_TEAM = Measure("contacts_without_team")
_OFFERED, _ANSWERED = Measure("offered"), Measure("answered")
# Of the contacts that nobody took, the share that may lack a site before a rate by site says nothing.
_TOLERATED = 0.05


def over_offered(case: Case) -> list[MetricRef]:
    """The asked KPIs that count contacts which nobody took, too."""
    return [ref for ref in asked_refs(case.query) if metric(ref.id).team_when_complete]


def looks_at(case: Case, dimension: str) -> bool:
    """Whether the figures are of such a slice; drivers along several leave one out that is not known."""
    query = case.query
    if query.intent == "drivers" and len(query.group_by) > 1:
        query = replace(query, group_by=())
    return dimension in used_dimensions(query, case.viewer)


def contacts_without_team(case: Case) -> int:
    """How many contacts offered in any of the periods carry no team, whatever team was asked for."""
    cuts = [Used(period, period).cut(()) for period in case.periods()]
    sheet = case.sheet.without("team")
    for cut in cuts:
        sheet.want(cut, (WITHOUT_TEAM,))
    return round(sum(sheet.table(cut).get((), {}).get(WITHOUT_TEAM) or 0 for cut in cuts))


def untaken_without_site(case: Case) -> tuple[int, int]:
    """Of the contacts offered that nobody took: how many carry no site, and how many there are."""
    cuts = [Used(period, period).cut(("site",)) for period in case.periods()]
    sheet = case.sheet.without("site")
    for cut in cuts:
        sheet.want(cut, (_OFFERED, _ANSWERED))
    untaken = [
        (key, (row.get(_OFFERED) or 0) - (row.get(_ANSWERED) or 0))
        for cut in cuts
        for key, row in sheet.table(cut).items()
    ]
    return round(sum(n for key, n in untaken if key == (None,))), round(sum(n for _, n in untaken))


def site_unknown(case: Case) -> bool:
    """Whether too many contacts that nobody took lack a site for a rate over offered contacts by site."""
    without, every = untaken_without_site(case)
    return without > _TOLERATED * every
