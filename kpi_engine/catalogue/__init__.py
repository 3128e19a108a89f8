"""The KPI catalogue: every KPI with its variants, as data.

To add a KPI, add one entry to the tuple of its subject; its names in every language stand in the lexicons.
"""

from __future__ import annotations

from functools import cache
from types import MappingProxyType

from kpi_engine.catalogue.access import ACCESS
from kpi_engine.catalogue.business import BUSINESS
from kpi_engine.catalogue.emotion import EMOTION, EMOTIONS
from kpi_engine.catalogue.handling import HANDLING
from kpi_engine.catalogue.resolution import RESOLUTION
from kpi_engine.catalogue.satisfaction import SATISFACTION
from kpi_engine.catalogue.shape import Interval, Metric, Term, Variant
from kpi_engine.catalogue.workforce import WORKFORCE
from kpi_engine.errors import EngineError

__all__ = ["EMOTIONS", "METRICS", "SCORECARD", "Interval", "Metric", "Term", "Variant", "metric", "variant"]

METRICS: tuple[Metric, ...] = (
    *ACCESS,
    *HANDLING,
    *RESOLUTION,
    *SATISFACTION,
    *EMOTION,
    *WORKFORCE,
    *BUSINESS,
)
# What "how are we doing" and a digest without KPIs are about: satisfaction, loyalty and first contacts lead;
# what the centre does follows.
SCORECARD = (
    *("csat", "customer_retention", "fcr", "nev"),
    *("service_level", "abandonment_rate", "average_handle_time"),
)
_BY_ID = MappingProxyType({entry.id: entry for entry in METRICS})


def metric(metric_id: str) -> Metric:
    """The KPI of that id; EngineError where there is none."""
    found = _BY_ID.get(metric_id)
    if found is None:
        raise EngineError(f"no KPI {metric_id} in the catalogue")
    return found


# Asked for many times in one question, and completed from its KPI each time.
@cache
def variant(metric_id: str, variant_id: str) -> Variant:
    """A KPI's variant, `count` included; EngineError where there is none."""
    return metric(metric_id).variant(variant_id)
