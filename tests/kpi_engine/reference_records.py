"""Surveys, emotions, agents, money and digital sessions again in plain Python."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

from centre import Record
from reference_contacts import (
    Asked,
    Rows,
    Seen,
    Source,
    W,
    first,
    handled,
    mature,
    neighbours,
    where_of,
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
    return {
        "agent": asked.called(agent),
        "team": asked.staff(agent, "team"),
        "site": asked.staff(agent, "site"),
    }


def pieces(asked: Asked, row: Record, other: Record | None = None) -> Iterator[tuple[datetime, float]]:
    """The part of an interval in the stretch (and in another one), cut at full hours: (start, seconds)."""
    start = max(row["started_at"], asked.start, *([other["started_at"]] if other else []))
    end = min(row["ended_at"], asked.end, *([other["ended_at"]] if other else []))
    while start < end:
        cut = start.astimezone(UTC).replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
        yield start, (min(cut, end) - start).total_seconds()
        start = cut


def states(top: Rows, bottom: Rows) -> Source:
    def found(asked: Asked) -> Iterator[Seen]:
        for row in asked.world.agent_states:
            where = of_agent(asked, row["agent_id"])
            for at, seconds in pieces(asked, row):
                yield Seen(at, where, seconds * top(row), seconds * bottom(row))

    return found


def in_state(*names: str) -> Callable[[Record], bool]:
    return lambda row: row["state"] in names


def activity(state: str) -> str:
    return "on queue" if state in ("available", "handling") else state


def adherence(asked: Asked) -> Iterator[Seen]:
    for plan in asked.world.schedules:
        where = of_agent(asked, plan["agent_id"])
        for at, seconds in pieces(asked, plan):
            yield Seen(at, where, 0.0, seconds)
        for row in asked.world.agent_states:
            if row["agent_id"] == plan["agent_id"] and activity(row["state"]) == activity(plan["activity"]):
                for at, seconds in pieces(asked, plan, row):
                    yield Seen(at, where, seconds)


def per_hour(asked: Asked) -> Iterator[Seen]:
    for row in asked.world.contacts:
        if handled(row):
            yield Seen(row["started_at"], where_of(asked, row), 1.0, 0.0)
    for row in asked.world.agent_states:
        if row["state"] != "offline":
            where = of_agent(asked, row["agent_id"])
            for at, seconds in pieces(asked, row):
                yield Seen(at, where, 0.0, seconds / 3600)


def points(rows: Rows) -> Source:
    return lambda asked: (
        Seen(row["reviewed_at"], of_agent(asked, row["agent_id"]), row["points"], row["possible"])
        for row in asked.world.quality
        if rows(row)
    )


def critical(asked: Asked) -> Iterator[Seen]:
    """A review has a row a criterion; one with a critical error spoils it."""
    reviews: dict[str, list[Record]] = {}
    for row in asked.world.quality:
        if row["critical_error"] is not None:
            reviews.setdefault(row["review_id"], []).append(row)
    for rows in reviews.values():
        clean = not any(row["critical_error"] for row in rows)
        yield Seen(rows[0]["reviewed_at"], of_agent(asked, rows[0]["agent_id"]), float(clean), 1.0)


def local_noon(asked: Asked, day: date) -> datetime:
    """A date counts in the local day it names."""
    return datetime(day.year, day.month, day.day, 12, tzinfo=asked.zone)


def absence(rows: Rows) -> Source:
    def found(asked: Asked) -> Iterator[Seen]:
        for row in asked.world.absences:
            if rows(row):
                yield Seen(local_noon(asked, row["date"]), of_agent(asked, row["agent_id"]), row["hours"])
        for row in asked.world.schedules:
            where = of_agent(asked, row["agent_id"])
            for at, seconds in pieces(asked, row):
                yield Seen(at, where, 0.0, seconds / 3600)

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
