""" "How are we doing?", "yesterday's numbers", "how was Billing?": without a KPI the scorecard is meant."""

from __future__ import annotations

from datetime import timedelta

from kpi_engine.calendar import wall
from kpi_engine.case import has_dimensions
from kpi_engine.catalogue import SCORECARD, metric
from kpi_engine.language.periods import against_previous
from kpi_engine.language.reading import Asked, Reading
from kpi_engine.language.stretches import stretch
from kpi_engine.values import Clarification, Compare, MetricRef, Period, Unit

# What is normal is known for days and weeks; a month has too few like it.
_NORMAL_UP_TO = timedelta(weeks=1)
_COUNTS = ("how_many", "how_much", "how_long")
_SLICED = {"value", "values", "dimension", "dimensions"}


def find_scorecard(r: Reading) -> Clarification | None:
    """The scorecard's KPIs that the filters have, beside what is normal; a note names the others.

    Cut by slices or over time so many KPIs fill no table that people can read: then the KPI is asked for.
    """
    if r.asked or r.intent or r.order or r.having or r.groups or r.grain or not _asks(r):
        return None
    refs = [MetricRef(name, metric(name).default.id) for name in SCORECARD]
    known = [ref for ref in refs if _known(r, ref)]
    if not known:
        return None
    r.asked.extend(Asked(-1, ref.id, [ref.variant]) for ref in known)
    r.note("read_scorecard")
    if left := [metric(ref.id).title for ref in refs if ref not in known]:
        r.note("scorecard_without", kpis=", ".join(left))
    if r.compare is None and r.period is not None:
        _against_usual(r, r.period)
    return None


def _known(r: Reading, ref: MetricRef) -> bool:
    """Whether the KPI has the slices, and the hours, that are asked for."""
    entry = metric(ref.id)
    by_hours = r.period is not None and r.period.unit is Unit.HOUR
    return has_dimensions(entry, ref, [one.dimension for one in r.filters]) and not (
        by_hours and entry.finest_grain is not Unit.HOUR
    )


def _against_usual(r: Reading, period: Period) -> None:
    if wall(period.end) - wall(period.start) <= _NORMAL_UP_TO:
        r.compare = Compare("expected", None, r.lexicon.say("normal"))
    else:
        against_previous(r)


def _asks(r: Reading) -> bool:
    return not any(item.mark(*_COUNTS) for item in r.items) and (named(r) or _asks_how(r))


def named(r: Reading) -> bool:
    """Whether the question says "numbers", "overview", "how are we"."""
    texts = [word.text for word in r.words]
    return stretch(texts, tuple(r.lexicon.tables["scorecard"]["whole"])) is not None


def _asks_how(r: Reading) -> bool:
    """ "How is Billing doing", "how was yesterday": right after it a name or a time."""
    texts, articles = [word.text for word in r.words], r.lexicon.tables["settings"]["articles"]
    how = stretch(texts, tuple(r.lexicon.tables["scorecard"]["how"]))
    if how is None:
        return False
    begins = {item.first for item in r.items if item.time is not None or item.kinds & _SLICED}
    after = range(how[1], len(texts))
    return next((at in begins for at in after if at in begins or texts[at] not in articles), False)
