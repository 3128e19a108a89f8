"""Every KPI again, in plain Python over plain rows, written from the catalogue's definitions alone.

Nothing here is shared with the engine or the store: no sums, no measures, no SQL. A KPI is a list of
observations (when, where, numerator, denominator), or of values for a percentile; a slice filters them.
"""

from __future__ import annotations

import math
import statistics
from dataclasses import dataclass
from functools import partial
from typing import Any

from centre import Record
from reference_contacts import (
    Asked,
    Seen,
    Source,
    abandoned,
    answered,
    contacts,
    fcr_disposition,
    handled,
    mean_of,
    offered,
    repeat_window,
    repeats,
    service_level,
    share,
    without_short,
    written,
)
from reference_records import (
    absence,
    adherence,
    answers,
    at_least,
    cost,
    critical,
    digital,
    emotion,
    everything,
    fcr_survey,
    in_state,
    mention_share,
    nev,
    per_hour,
    points,
    resolved_unhappy,
    responses,
    sales_contact,
    states,
)

PERCENT = 100.0
OBSERVED: dict[tuple[str, str], tuple[float, Source]] = {
    ("contacts_offered", "count"): (0, share(offered, offered)),
    ("contacts_handled", "count"): (0, share(handled, handled)),
    **{
        ("service_level", name): (PERCENT, service_level(name))
        for name in (
            *("all_abandons_penalise", "abandons_credited", "answered_only"),
            *("late_abandons_penalise", "short_abandons_credited"),
        )
    },
    ("average_speed_of_answer", "mean"): (1, mean_of(answered, "wait_s")),
    ("abandonment_rate", "all"): (PERCENT, share(offered, abandoned)),
    ("abandonment_rate", "without_short"): (PERCENT, without_short),
    ("answer_rate", "inbound"): (PERCENT, share(offered, answered)),
    ("answer_rate", "outbound"): (PERCENT, share(lambda row: not offered(row), handled)),
    ("average_abandon_time", "mean"): (1, mean_of(abandoned, "wait_s")),
    ("average_handle_time", "talk_hold_acw"): (1, mean_of(handled, "talk_s", "hold_s", "acw_s")),
    ("average_handle_time", "talk_acw"): (1, mean_of(handled, "talk_s", "acw_s")),
    ("average_handle_time", "talk_hold"): (1, mean_of(handled, "talk_s", "hold_s")),
    ("average_talk_time", "mean"): (1, mean_of(handled, "talk_s")),
    ("average_hold_time", "held"): (1, mean_of(lambda r: handled(r) and (r["hold_s"] or 0) > 0, "hold_s")),
    ("average_hold_time", "all"): (1, mean_of(handled, "hold_s")),
    ("average_after_call_work", "mean"): (1, mean_of(handled, "acw_s")),
    ("transfer_rate", "any"): (
        PERCENT,
        share(lambda r: handled(r) and r["transfers"] is not None, lambda r: r["transfers"] >= 1),
    ),
    ("first_response_time", "mean"): (1, mean_of(written, "first_response_s")),
    ("fcr", "repeat_window"): (PERCENT, repeat_window(7)),
    ("fcr", "window_1"): (PERCENT, repeat_window(1)),
    ("fcr", "window_30"): (PERCENT, repeat_window(30)),
    ("fcr", "same_channel"): (PERCENT, repeat_window(7, same=True)),
    ("fcr", "disposition"): (PERCENT, fcr_disposition),
    ("fcr", "survey"): (PERCENT, fcr_survey),
    **{("repeat_rate", f"window_{days}"): (PERCENT, repeats(days)) for days in (1, 7, 30)},
    ("resolution_rate", "disposition"): (
        PERCENT,
        share(lambda r: handled(r) and r["resolved"] is not None, lambda r: r["resolved"]),
    ),
    ("resolution_rate", "one_call"): (
        PERCENT,
        share(
            lambda r: handled(r) and r["resolved"] is not None and r["transfers"] is not None,
            lambda r: r["resolved"] and r["transfers"] == 0,
        ),
    ),
    ("resolved_unhappy", "share"): (PERCENT, resolved_unhappy),
    ("csat", "top2box"): (PERCENT, answers("csat", at_least("csat", 3))),
    ("csat", "top_box"): (PERCENT, answers("csat", at_least("csat", 4))),
    ("csat", "bottom2"): (PERCENT, answers("csat", lambda score: float(score <= 2 + 1e-9))),
    ("csat", "mean"): (1, answers("csat", float)),
    ("ces", "mean"): (1, answers("ces", float)),
    **{
        ("nps", scope): (
            PERCENT,
            answers(
                "nps",
                lambda score: float(score >= 9 - 1e-9) - float(score <= 6 + 1e-9),
                lambda row, contact=scope == "transactional": (row["contact_id"] is not None) == contact,
            ),
        )
        for scope in ("transactional", "relational")
    },
    **{("survey_response_rate", kind): (PERCENT, responses(kind)) for kind in ("csat", "nps", "ces", "fcr")},
    **{
        ("nev", name): (1, nev(name))
        for name in ("balance", "shaw_mean", "net_sentiment", "end_weighted", "trend")
    },
    ("nev", "mention_share"): (PERCENT, mention_share),
    **{
        ("emotion_share", name): (PERCENT, partial(emotion, name))
        for name in (
            *("happy", "pleased", "trusting", "valued", "cared_for", "focused", "safe", "interested"),
            *("energetic", "stimulated", "exploratory", "indulgent", "irritated", "hurried", "neglected"),
            *("unhappy", "unsatisfied", "stressed", "disappointed", "frustrated"),
        )
    },
    ("occupancy", "states"): (PERCENT, states(in_state("handling"), in_state("handling", "available"))),
    ("utilization", "states"): (PERCENT, states(in_state("handling", "available"), lambda row: row["paid"])),
    ("schedule_adherence", "schedule"): (PERCENT, adherence),
    ("contacts_per_agent_hour", "logged_in"): (1, per_hour),
    ("script_adherence", "points"): (PERCENT, points(lambda row: row["criterion_kind"] == "script")),
    ("quality_score", "points"): (PERCENT, points(everything)),
    ("quality_score", "no_critical_error"): (PERCENT, critical),
    ("employee_satisfaction", "top2box"): (PERCENT, answers("esat", at_least("esat", 3))),
    ("employee_satisfaction", "mean"): (1, answers("esat", float)),
    ("absence_rate", "unapproved"): (PERCENT, absence(lambda row: not row["approved"])),
    ("absence_rate", "all"): (PERCENT, absence(everything)),
    ("cost_per_contact", "all_costs"): (1, cost(everything)),
    ("cost_per_contact", "variable"): (1, cost(lambda row: row["kind"] == "variable")),
    ("sales_total", "sum"): (
        0,
        lambda asked: contacts(
            asked, lambda r: r["sale_amount"] is not None, lambda r: (float(r["sale_amount"]), 1.0)
        ),
    ),
    ("conversion_rate", "contacts"): (PERCENT, share(sales_contact, lambda r: (r["sale_amount"] or 0) > 0)),
    ("checkout_abandonment", "sessions"): (PERCENT, digital("checkout", "completed", False)),
    ("digital_failure_rate", "sessions"): (PERCENT, digital("self_service", "failed", True)),
}

VALUES: dict[tuple[str, str], tuple[float, Source]] = {
    ("average_speed_of_answer", "median"): (0.5, mean_of(answered, "wait_s")),
    ("average_speed_of_answer", "p90"): (0.9, mean_of(answered, "wait_s")),
    ("average_abandon_time", "median"): (0.5, mean_of(abandoned, "wait_s")),
    ("average_handle_time", "median"): (0.5, mean_of(handled, "talk_s", "hold_s", "acw_s")),
    ("average_handle_time", "p90"): (0.9, mean_of(handled, "talk_s", "hold_s", "acw_s")),
    ("first_response_time", "median"): (0.5, mean_of(written, "first_response_s")),
}


def head_count(asked: Asked, rows: list[Record], since: str, until: str) -> tuple[list[Record], ...]:
    """Who is there at the start, who at the end, and who left in between (by local dates)."""
    first, last = asked.start.astimezone(asked.zone).date(), asked.end.astimezone(asked.zone).date()
    begin = [r for r in rows if r[since] <= first and (r[until] is None or r[until] >= first)]
    end = [r for r in rows if r[since] < last and (r[until] is None or r[until] >= last)]
    gone = [r for r in rows if r[until] is not None and first <= r[until] < last]
    return begin, end, gone


def attrition(asked: Asked, variant: str, where: dict[str, Any]) -> float | None:
    rows = [row for row in asked.world.staff if all(row[name] == value for name, value in where.items())]
    begin, end, gone = head_count(asked, rows, "hired_on", "left_on")
    average = (len(begin) + len(end)) / 2
    if variant == "count":
        return float(len(gone))
    if not average:
        return None
    first, last = asked.start.astimezone(asked.zone).date(), asked.end.astimezone(asked.zone).date()
    return 100 * len(gone) / average * (365 / (last - first).days if variant == "annualised" else 1)


def retention(asked: Asked, variant: str, where: dict[str, Any]) -> float | None:
    rows = [row for row in asked.world.customers if all(row[name] == value for name, value in where.items())]
    begin, _, _ = head_count(asked, rows, "since", "lost_on")
    last = asked.end.astimezone(asked.zone).date()
    kept = sum(row["lost_on"] is None or row["lost_on"] >= last for row in begin)
    if variant.endswith("count"):
        return float(kept if variant == "count" else len(begin) - kept)
    if not begin:
        return None
    return 100 * (kept if variant == "period" else len(begin) - kept) / len(begin)


def observed(asked: Asked, source: Source, where: dict[str, Any]) -> list[Seen]:
    """Those of the stretch and the slice; an empty value is one of its own."""
    names = tuple(where)
    if (source, names) not in asked.sliced:
        slices = asked.sliced[source, names] = {}
        for seen in asked.seen(source):
            slices.setdefault(tuple(place(asked, seen, name) for name in names), []).append(seen)
    return asked.sliced[source, names].get(tuple(where.values()), [])


def place(asked: Asked, seen: Seen, name: str) -> Any:
    """The slice of a dimension into which an observation falls."""
    if name not in ("weekday", "hour_of_day", "day"):
        return seen.where.get(name)
    local = seen.at.astimezone(asked.zone)
    return {"weekday": local.strftime("%A"), "hour_of_day": local.hour, "day": local.date()}[name]


def percentile(values: list[float], part: float) -> float | None:
    if not values:
        return None
    ordered, place = sorted(values), part * (len(values) - 1)
    low, high = ordered[math.floor(place)], ordered[math.ceil(place)]
    return low + (high - low) * (place - math.floor(place))


@dataclass
class Figure:
    """A value with its interval and the rows it rests on, as far as plain arithmetic says them."""

    value: float | None
    n: int | None = None
    low: float | None = None
    high: float | None = None


# Their n is not their denominator: seconds, points and mentions are no rows.
CLUSTERED = frozenset(
    (
        *("occupancy", "utilization", "schedule_adherence", "contacts_per_agent_hour"),
        *("script_adherence", "quality_score", "absence_rate"),
    )
)


def kpi(asked: Asked, metric: str, variant: str, where: dict[str, Any], default: str) -> Figure:
    """The figure of a KPI over a stretch and a slice; None where nothing is known."""
    if metric in ("attrition", "customer_retention"):
        return Figure((attrition if metric == "attrition" else retention)(asked, variant, where))
    if (metric, variant) in VALUES:
        part, source = VALUES[metric, variant]
        values = [seen.top for seen in observed(asked, source, where)]
        return Figure(percentile(values, part), len(values))
    counts = variant.endswith("count") and (metric, variant) not in OBSERVED
    name = (default if variant == "count" else variant.removesuffix("_count")) if counts else variant
    if counts and metric == "average_hold_time":
        name = "all"  # the same seconds; a hold of 0 is known to be none
    scale, source = OBSERVED[metric, name]
    rows = observed(asked, source, where)
    top, bottom = sum(seen.top for seen in rows), sum(seen.bottom for seen in rows)
    n = (
        None
        if metric in CLUSTERED or (counts and name == "all") or name == "mention_share"
        else round(bottom)
    )
    # Nothing known adds up to nothing known; only rows are counted as 0 where there are none.
    added_up = scale == 1 or metric in ("sales_total", "quality_score", "script_adherence")
    added_up = added_up and metric != "contacts_per_agent_hour" and name != "no_critical_error"
    unknown = added_up and not any(seen.known for seen in rows)
    if counts and metric == "absence_rate":
        top *= 3600  # durations are seconds
    if counts or scale == 0:
        return Figure(None if unknown else top, n)
    if bottom <= 0 or unknown:
        return Figure(None, n)
    rated = n == len(rows) and metric != "cost_per_contact"
    low, high = interval([seen.top for seen in rows], scale, metric == "nps") if rated else (None, None)
    return Figure(scale * top / bottom, n, low, high)


def interval(tops: list[float], scale: float, net: bool) -> tuple[float | None, float | None]:
    """95% of a proportion (the roots of (p̂ − p)² = z² p (1 − p) ÷ n), a net score, or a mean."""
    n, mean, z = len(tops), statistics.fmean(tops), 1.959963984540054
    if scale == PERCENT and not net:
        a, b, c = 1 + z * z / n, -(2 * mean + z * z / n), mean * mean
        root = math.sqrt(max(b * b - 4 * a * c, 0))
        return scale * (-b - root) / (2 * a), scale * (-b + root) / (2 * a)
    if n < 2 and scale == 1:
        return None, None
    spread = statistics.pstdev(tops) if net else statistics.stdev(tops)
    half = z * scale * spread / math.sqrt(n)
    return scale * mean - half, scale * mean + half
