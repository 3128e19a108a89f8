"""Alerts asked for in words: "tell me when abandonment in Billing is above 8%"."""

from __future__ import annotations

import re
from datetime import timedelta

from bot.alerts.condition import Against, Condition, Side, Window
from bot.blocks.headline import title_of
from bot.phrases import say
from bot.privacy import PRIVATE
from kpi_engine.catalogue import metric
from kpi_engine.formula import formula
from kpi_engine.settings import KpiSettings
from kpi_engine.values import (
    Clarification,
    MetricRef,
    Period,
    Query,
    Refusal,
    Understanding,
    Unit,
)

_DAY = timedelta(days=1)


def wish_of(text: str, language: str = "en") -> str | None:
    """What is to be watched, where the words ask for an alert; None where they ask for anything else."""
    openers = "|".join(
        re.escape(one).replace(r"\ ", r"\s+") for one in say(language, "alert_words").split("|")
    )
    polite = "|".join(re.escape(one) for one in say(language, "alert_polite").split("|"))
    pattern = rf"\s*(?:<@\w+>[\s,:]*)*(?:(?:{polite})[\s,]+)*(?:{openers})\s+(.+)"
    found = re.fullmatch(pattern, text, re.IGNORECASE | re.DOTALL)
    return found[1].strip().rstrip("?.! ") if found else None


def condition_of(understood: Understanding, settings: KpiSettings, language: str = "en") -> Condition | str:
    """The condition that was understood; else one line that says what is missing."""
    if isinstance(understood, Clarification | Refusal):
        return understood.message
    query = understood.query
    if len(query.metrics) != 1 or query.group_by or query.grain or query.period is None:
        return say(language, "alert_one_kpi")
    ref, line = query.metrics[0], _line(query)
    if line is None:
        return say(language, "alert_no_line", kpi=title_of(ref))
    window = "today" if query.period.said is None else window_of(query.period)
    if window is None:
        return say(language, "alert_no_window")
    against, side, value = line
    kpi = ref.id if ref.variant == metric(ref.id).default.id else f"{ref.id}.{ref.variant}"
    condition = Condition(kpi, against, side, window, value, query.filters)
    return problem_of(condition, settings, language) or condition


def problem_of(condition: Condition, settings: KpiSettings, language: str = "en") -> str | None:
    """Why that cannot be watched: a KPI that matures late, hours of whole days, single agents."""
    ref = condition.ref
    entry = metric(ref.id)
    if any(one.dimension == PRIVATE for one in condition.filters):
        return say(language, "alert_no_agents")
    if entry.kind in ("P", "index") or formula(ref, settings).window is not None:
        return say(language, "alert_matures", kpi=title_of(ref))
    if condition.window == "hour" and entry.finest_grain is not Unit.HOUR:
        return say(language, "alert_no_hours", kpi=title_of(ref))
    return None


def _line(query: Query) -> tuple[Against, Side, float | None] | None:
    if query.having:
        side = _SIDES.get(query.having[0].op)
        return None if side is None else ("threshold", side, query.having[0].value)
    kind = None if query.compare is None else query.compare.kind
    if kind == "target":
        return "target", worse(query.metrics[0]), None
    return ("expected", "either", None) if kind == "expected" else None


_SIDES: dict[str, Side] = {">": "above", ">=": "above", "<": "below", "<=": "below"}


def worse(ref: MetricRef) -> Side:
    """On which side of its target a KPI is worse."""
    direction = metric(ref.id).variant(ref.variant).direction
    sides: dict[str, Side] = {"up": "below", "down": "above"}
    return sides.get(direction, "either")


def window_of(period: Period) -> Window | None:
    length = period.end - period.start
    if period.unit is Unit.HOUR:
        return "hour"
    if period.running and period.unit is Unit.DAY and period.count == 1:
        return "today"
    if period.unit is Unit.DAY and period.count == 1 and length <= _DAY:
        return "yesterday"
    return "week" if period.unit in (Unit.WEEK, Unit.DAY) and length <= 7 * _DAY else None
