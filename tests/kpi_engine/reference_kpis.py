"""Every KPI again, in plain Python over plain rows, written from the catalogue's definitions alone.

Nothing here is shared with the engine or the store: no sums, no measures, no SQL. A KPI is a list of
observations (when, where, numerator, denominator), or of values for a percentile; a slice filters them.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from centre import Record, World

T, S, W = 20.0, 5.0, 7


@dataclass
class Seen:
    """One row's part of a KPI."""

    at: datetime
    where: dict[str, Any]
    top: float = 0.0
    bottom: float = 0.0
    people: str | None = None
    known: bool = True  # whether it says anything about the numerator


@dataclass
class Asked:
    """The stretch that counts, and the clock."""

    world: World
    start: datetime
    end: datetime  # exclusive
    zone: ZoneInfo
    clock: datetime
    issues: dict[tuple[Any, Any], list[Record]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for row in self.world.contacts:
            if followed(row):
                self.issues.setdefault(issue(row), []).append(row)

    def staff(self, agent: str | None, column: str) -> Any:
        return next((row[column] for row in self.world.staff if row["agent_id"] == agent), None)


def where_of(asked: Asked, row: Record | None) -> dict[str, Any]:
    """The dimensions of a contact; all empty where there is none."""
    if row is None:
        return {}
    return {
        **{name: row[name] for name in ("queue", "channel", "direction", "reason", "stage", "language")},
        "segment": row["segment"],
        "agent": row["agent_id"],
        "team": row["team"] or asked.staff(row["agent_id"], "team"),
        "site": row["site"] or asked.staff(row["agent_id"], "site"),
    }


Rows = Callable[[Record], bool]
Source = Callable[[Asked], Iterator[Seen]]
Part = Callable[[Record], tuple[float, float]]


def contacts(asked: Asked, rows: Rows, part: Part) -> Iterator[Seen]:
    for row in asked.world.contacts:
        if rows(row):
            yield Seen(row["started_at"], where_of(asked, row), *part(row))


def offered(row: Record) -> bool:
    return row["direction"] == "inbound"


def handled(row: Record) -> bool:
    return row["outcome"] == "handled"


def answered(row: Record) -> bool:
    return offered(row) and handled(row)


def abandoned(row: Record) -> bool:
    return offered(row) and row["outcome"] == "abandoned"


def waited_at_most(row: Record, seconds: float) -> bool:
    return row["wait_s"] is not None and row["wait_s"] <= seconds


def share(rows: Rows, hits: Rows) -> Source:
    return lambda asked: contacts(asked, rows, lambda row: (float(bool(hits(row))), 1.0))


def service_level(variant: str) -> Source:
    def unknown(row: Record, looks_at_abandoned: bool) -> bool:
        return row["wait_s"] is None and (answered(row) or (looks_at_abandoned and abandoned(row)))

    in_time = lambda row: answered(row) and waited_at_most(row, T)  # noqa: E731
    rows_and_hits = {
        "all_abandons_penalise": (lambda row: offered(row) and not unknown(row, False), in_time),
        "abandons_credited": (
            lambda row: offered(row) and not unknown(row, True),
            lambda row: waited_at_most(row, T) and (answered(row) or abandoned(row)),
        ),
        "answered_only": (lambda row: answered(row) and row["wait_s"] is not None, in_time),
        "late_abandons_penalise": (
            lambda row: (
                offered(row) and not unknown(row, True) and not (abandoned(row) and waited_at_most(row, T))
            ),
            in_time,
        ),
        "short_abandons_credited": (
            lambda row: offered(row) and not unknown(row, True),
            lambda row: in_time(row) or (abandoned(row) and waited_at_most(row, S)),
        ),
    }
    return share(*rows_and_hits[variant])


def without_short(asked: Asked) -> Iterator[Seen]:
    def rows(row: Record) -> bool:
        return offered(row) and not (abandoned(row) and (row["wait_s"] is None or row["wait_s"] <= S))

    return share(rows, abandoned)(asked)


def mean_of(rows: Rows, *parts: str) -> Source:
    def known(row: Record) -> bool:
        return rows(row) and all(row[part] is not None for part in parts)

    return lambda asked: contacts(asked, known, lambda row: (sum(row[part] for part in parts), 1.0))


def written(row: Record) -> bool:
    return row["channel"] in ("chat", "email", "social")


# --- first contacts ---------------------------------------------------------------------------------


def issue(row: Record) -> tuple[Any, Any]:
    return row["customer_id"], row["reason"]


def followed(row: Record) -> bool:
    return offered(row) and row["customer_id"] is not None


def neighbours(asked: Asked, row: Record, days: int, before: bool, same: bool = False) -> bool:
    """Whether an inbound contact of the same issue came within the days before (after) this one."""
    for other in asked.issues.get(issue(row), ()):
        if other is row:
            continue
        if same and other["channel"] != row["channel"]:
            continue
        order = (other["started_at"], other["contact_id"]) < (row["started_at"], row["contact_id"])
        if order == before and abs(other["started_at"] - row["started_at"]) <= timedelta(days=days):
            return True
    return False


def first(asked: Asked, row: Record, days: int, same: bool = False) -> bool:
    return answered(row) and followed(row) and not neighbours(asked, row, days, True, same)


def mature(asked: Asked, row: Record, days: int) -> bool:
    return row["started_at"] <= asked.clock - timedelta(days=days)


def repeat_window(days: int, same: bool = False) -> Source:
    def found(asked: Asked) -> Iterator[Seen]:
        return contacts(
            asked,
            lambda row: first(asked, row, days, same) and mature(asked, row, days),
            lambda row: (float(not neighbours(asked, row, days, False, same)), 1.0),
        )

    return found


def fcr_disposition(asked: Asked) -> Iterator[Seen]:
    rows = lambda row: first(asked, row, W) and row["resolved"] is not None  # noqa: E731
    return contacts(asked, rows, lambda row: (float(row["resolved"]), 1.0))


def repeats(days: int) -> Source:
    return lambda asked: contacts(
        asked, followed, lambda row: (float(neighbours(asked, row, days, True)), 1.0)
    )


# --- surveys ----------------------------------------------------------------------------------------

ENDS = {"csat": (1, 5), "nps": (0, 10), "ces": (1, 7), "fcr": (0, 1), "esat": (1, 5)}


def on_scale(row: Record) -> float | None:
    """The score brought to the KPI's own scale; None where it was not answered."""
    low, high = ENDS[row["kind"]]
    least = low if row["scale_min"] is None else row["scale_min"]
    most = high if row["scale_max"] is None else row["scale_max"]
    if row["answered_at"] is None or row["score"] is None or most <= least:
        return None
    return low + (row["score"] - least) * (high - low) / (most - least)


def surveys(asked: Asked, kind: str) -> Iterator[tuple[Record, Record | None, Seen]]:
    by_id = {row["contact_id"]: row for row in asked.world.contacts}
    for row in asked.world.surveys:
        if row["kind"] != kind:
            continue
        of = by_id.get(row["contact_id"])
        where = where_of(asked, of)
        if kind == "nps" and row["contact_id"] is None:
            customers = (c for c in asked.world.customers if c["customer_id"] == row["customer_id"])
            where = {"segment": next((c["segment"] for c in customers), None)}
        if kind == "esat":
            where = {name: asked.staff(row["agent_id"], name) for name in ("team", "site")}
        at = of["started_at"] if of is not None else row["answered_at"] or row["sent_at"]
        yield row, of, Seen(at, where, people=row["agent_id"])


def answers(kind: str, part: Callable[[float], float], only: Rows = lambda row: True) -> Source:
    def found(asked: Asked) -> Iterator[Seen]:
        for row, _, seen in surveys(asked, kind):
            score = on_scale(row)
            if score is not None and only(row):
                seen.top, seen.bottom = part(score), 1.0
                yield seen

    return found


def fcr_survey(asked: Asked) -> Iterator[Seen]:
    for row, of, seen in surveys(asked, "fcr"):
        score = on_scale(row)
        if score is not None and of is not None and first(asked, of, W):
            seen.top, seen.bottom = float(score >= 1), 1.0
            yield seen


def responses(kind: str) -> Source:
    def found(asked: Asked) -> Iterator[Seen]:
        for row, _, seen in surveys(asked, kind):
            seen.top, seen.bottom = float(row["answered_at"] is not None), 1.0
            yield seen

    return found


# Exact where a score sits on the edge of a box: fourths of the scale, compared without dividing.
def at_least(kind: str, fourths: int) -> Callable[[float], float]:
    low, high = ENDS[kind]
    return lambda score: float((score - low) * 4 >= (high - low) * fourths - 1e-9)


# --- emotions ---------------------------------------------------------------------------------------


def scored(asked: Asked, part: Callable[[Record, Record], tuple[float, float] | None]) -> Iterator[Seen]:
    by_id = {row["contact_id"]: row for row in asked.world.contacts}
    for row in asked.world.nev_contacts:
        of = by_id[row["contact_id"]]
        found = part(row, of)
        if found is not None:
            yield Seen(of["started_at"], where_of(asked, of), *found)


def nev(variant: str) -> Source:
    return lambda asked: scored(asked, lambda row, _: None if row[variant] is None else (row[variant], 1.0))


def mention_share(asked: Asked) -> Iterator[Seen]:
    def part(row: Record, _: Record) -> tuple[float, float] | None:
        good, bad = row["positive_mentions"], row["negative_mentions"]
        return (good - bad, good + bad) if good + bad else None

    return scored(asked, part)


def emotion(name: str, asked: Asked) -> Iterator[Seen]:
    mentioned = {
        row["contact_id"]
        for row in asked.world.emotion_mentions
        if row["emotion"] == name and row["mentions"] > 0
    }
    return scored(asked, lambda row, _: (float(row["contact_id"] in mentioned), 1.0))


def resolved_unhappy(asked: Asked) -> Iterator[Seen]:
    def part(row: Record, of: Record) -> tuple[float, float] | None:
        if not first(asked, of, W) or not mature(asked, of, W) or neighbours(asked, of, W, False):
            return None
        return float(row["balance"] < 0), 1.0

    return scored(asked, part)


# --- agents -----------------------------------------------------------------------------------------


def of_agent(asked: Asked, agent: str) -> dict[str, Any]:
    return {"agent": agent, "team": asked.staff(agent, "team"), "site": asked.staff(agent, "site")}


def overlap(asked: Asked, row: Record, other: Record | None = None) -> float:
    start = max(row["started_at"], asked.start, *([other["started_at"]] if other else []))
    end = min(row["ended_at"], asked.end, *([other["ended_at"]] if other else []))
    return max((end - start).total_seconds(), 0.0)


def states(top: Rows, bottom: Rows) -> Source:
    def found(asked: Asked) -> Iterator[Seen]:
        for row in asked.world.agent_states:
            seconds = overlap(asked, row)
            yield Seen(
                asked.start, of_agent(asked, row["agent_id"]), seconds * top(row), seconds * bottom(row)
            )

    return found


def in_state(*names: str) -> Callable[[Record], bool]:
    return lambda row: row["state"] in names


def activity(state: str) -> str:
    return "on queue" if state in ("available", "handling") else state


def adherence(asked: Asked) -> Iterator[Seen]:
    for plan in asked.world.schedules:
        kept = sum(
            overlap(asked, plan, row)
            for row in asked.world.agent_states
            if row["agent_id"] == plan["agent_id"] and activity(row["state"]) == activity(plan["activity"])
        )
        yield Seen(asked.start, of_agent(asked, plan["agent_id"]), kept, overlap(asked, plan))


def per_hour(asked: Asked) -> Iterator[Seen]:
    for row in asked.world.contacts:
        if handled(row):
            yield Seen(row["started_at"], where_of(asked, row), 1.0, 0.0)
    for row in asked.world.agent_states:
        if row["state"] != "offline":
            yield Seen(asked.start, of_agent(asked, row["agent_id"]), 0.0, overlap(asked, row) / 3600)


def points(rows: Rows) -> Source:
    return lambda asked: (
        Seen(row["reviewed_at"], of_agent(asked, row["agent_id"]), row["points"], row["possible"])
        for row in asked.world.quality
        if rows(row)
    )


def critical(asked: Asked) -> Iterator[Seen]:
    for row in asked.world.quality:
        if row["critical_error"] is not None:
            yield Seen(
                row["reviewed_at"], of_agent(asked, row["agent_id"]), float(not row["critical_error"]), 1.0
            )


def local_noon(asked: Asked, day: date) -> datetime:
    """A date counts in the local day it names."""
    return datetime(day.year, day.month, day.day, 12, tzinfo=asked.zone)


def absence(rows: Rows) -> Source:
    def found(asked: Asked) -> Iterator[Seen]:
        for row in asked.world.absences:
            if rows(row):
                yield Seen(local_noon(asked, row["date"]), of_agent(asked, row["agent_id"]), row["hours"])
        for row in asked.world.schedules:
            yield Seen(asked.start, of_agent(asked, row["agent_id"]), 0.0, overlap(asked, row) / 3600)

    return found


# --- money and digital ------------------------------------------------------------------------------


def cost(rows: Rows) -> Source:
    def found(asked: Asked) -> Iterator[Seen]:
        for row in asked.world.contacts:
            yield Seen(
                row["started_at"],
                where_of(asked, row),
                float(row["cost"] or 0),
                float(handled(row)),
                known=row["cost"] is not None,
            )
        for row in asked.world.costs:
            days = (row["to"] - row["from"]).days + 1
            for n in range(days if rows(row) else 0):
                at = local_noon(asked, row["from"] + timedelta(days=n))
                yield Seen(at, {"queue": row["queue"]}, float(row["amount"]) / days)

    return found


def digital(kind: str, flag: str, bad: bool) -> Source:
    return lambda asked: (
        Seen(row["started_at"], {"channel": row["channel"]}, float(row[flag] is bad), 1.0)
        for row in asked.world.digital
        if row["kind"] == kind and row[flag] is not None
    )


def sales_contact(row: Record) -> bool:
    return handled(row) and row["sales_contact"] is True


def everything(row: Record) -> bool:
    return True


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
    if variant == "count":
        return float(kept)
    if not begin:
        return None
    return 100 * (kept if variant == "period" else len(begin) - kept) / len(begin)


def observed(asked: Asked, found: Iterator[Seen], where: dict[str, Any]) -> list[Seen]:
    """Those of the stretch and the slice; an empty value is one of its own."""
    return [
        seen
        for seen in found
        if asked.start <= seen.at < asked.end
        and all(_place(asked, seen, name) == value for name, value in where.items())
    ]


def _place(asked: Asked, seen: Seen, name: str) -> Any:
    local = seen.at.astimezone(asked.zone)
    times = {"weekday": local.strftime("%A"), "hour_of_day": local.hour}
    return times[name] if name in times else seen.where.get(name)


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
        values = [seen.top for seen in observed(asked, source(asked), where)]
        return Figure(percentile(values, part), len(values))
    counts = variant.endswith("count") and (metric, variant) not in OBSERVED
    name = (default if variant == "count" else variant.removesuffix("_count")) if counts else variant
    if counts and metric == "average_hold_time":
        name = "all"  # the same seconds; a hold of 0 is known to be none
    scale, source = OBSERVED[metric, name]
    rows = observed(asked, source(asked), where)
    if metric == "employee_satisfaction" and len({seen.people for seen in rows}) < 5:
        return Figure(None, len(rows))
    top, bottom = sum(seen.top for seen in rows), sum(seen.bottom for seen in rows)
    n = (
        None
        if metric in CLUSTERED or (counts and name == "all") or name == "mention_share"
        else round(bottom)
    )
    # Nothing known adds up to nothing known; only rows are counted as 0 where there are none.
    added_up = scale == 1 or metric in ("sales_total", "quality_score", "script_adherence")
    added_up = added_up and metric != "contacts_per_agent_hour" and variant != "no_critical_error"
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
