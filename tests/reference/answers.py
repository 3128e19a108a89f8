"""Slices and figures: what `Store.sums` and `Store.histogram` answer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

from reference.agent_time import slots
from reference.counting import (
    CONTACTS,
    DIGITAL,
    ESAT,
    NEV,
    QUALITY,
    SURVEYS,
    abandoned,
    answered,
    handled,
    money,
    total,
    written,
)
from reference.records import TIME, Asked, Record, Records
from reference.rows import (
    EVENTS,
    Row,
    person,
    row_dimension,
    time_key,
)

FAMILIES: dict[str, dict[str, Callable[..., Any]]] = {
    "contacts": CONTACTS,
    "surveys": SURVEYS,
    "esat": ESAT,
    "quality": QUALITY,
    "digital": DIGITAL,
    "nev": NEV,
}
AGENT_TIME = ("handling_s", "available_s", "logged_in_s", "paid_s", "scheduled_s", "adherent_s")
ABSENCES = ("absent_h", "absent_unapproved_h")
COSTS = ("ledger", "ledger_variable")
STAFF = ("headcount_start", "headcount_end", "leavers", "staff_people")
CUSTOMERS = ("customers_start", "customers_kept")


def source_of(name: str) -> str:
    lists = {
        "agent_time": AGENT_TIME,
        "absences": ABSENCES,
        "costs": COSTS,
        "staff": STAFF,
        "customers": CUSTOMERS,
    }
    every = {**FAMILIES, **lists}
    return next(source for source, names in every.items() if name in names)


def holds(value: Any, condition: Any) -> bool:
    dimension, negated, values = condition
    wanted = [int(v) for v in values] if dimension in ("weekday", "hour_of_day") else values
    return (value in wanted) != negated


def sums(records: Records, measures: Any, span: Any, by: Any, where: Any) -> dict[tuple[Any, ...], list[Any]]:
    """As `Store.sums`."""
    asked = asking(records, span)
    empty = [None if is_total(name) else 0 for name, _ in measures]
    found: dict[tuple[Any, ...], list[Any]] = {} if by else {(): list(empty)}
    for source in dict.fromkeys(source_of(name) for name, _ in measures):
        slices = SLICERS[source](asked, source, by, where)
        for key, rows in slices.items():
            if source == "agent_time" and not counted(measures, rows):
                continue
            figures = found.setdefault(key, list(empty))
            for place, (name, args) in enumerate(measures):
                if source_of(name) == source:
                    figures[place] = figure(asked, source, name, args, rows)
    return found


def counted(measures: Any, rows: Any) -> bool:
    """Whether any stretch is of a kind that is asked for: the others make no slice."""
    return any(f"{kind}_s" == name for _, active in rows for kind in active for name, _ in measures)


def asking(records: Records, span: Any) -> Asked:
    start, end, zone, clock = span
    return Asked(records, start.astimezone(UTC), end.astimezone(UTC), ZoneInfo(zone), clock.astimezone(UTC))


def is_total(name: str) -> bool:
    """Whether a measure without rows is unknown instead of 0."""
    ends = ("_s", "_sq", "_h", "points", "possible", "ledger", "_variable", "_amount", "_cost", "_total")
    return name.endswith(ends) or name in ("mentions_positive", "mentions_negative")


def figure(asked: Asked, source: str, name: str, args: Any, rows: Any) -> Any:
    if source in FAMILIES:
        return FAMILIES[source][name](asked, rows, *args)
    return OTHERS[source](asked, name, rows)


def event_slices(asked: Asked, source: str, by: Any, where: Any) -> dict[tuple[Any, ...], list[Row]]:
    slices: dict[tuple[Any, ...], list[Row]] = defaultdict(list)
    for row in EVENTS[source](asked.records):
        if asked.start <= row.at < asked.end and all(
            holds(row_dimension(asked, source, row, condition[0]), condition) for condition in where
        ):
            slices[tuple(row_dimension(asked, source, row, name) for name in by)].append(row)
    return slices


def time_slices(asked: Asked, source: str, by: Any, where: Any) -> dict[tuple[Any, ...], list[Any]]:
    def value(agent: str, at: datetime, name: str) -> Any:
        if name in TIME:
            return time_key(name, at, asked.zone)
        return agent if name == "agent" else person(asked.records, agent, name)

    slices: dict[tuple[Any, ...], list[Any]] = defaultdict(list)
    for agent, at, length, active in slots(asked):
        if all(holds(value(agent, at, condition[0]), condition) for condition in where):
            slices[tuple(value(agent, at, name) for name in by)].append((length, active))
    return slices


def time_figure(asked: Asked, name: str, rows: Any) -> float | None:
    kind = name.removesuffix("_s")
    lengths = [length for length, active in rows if kind in active]
    return sum(lengths, timedelta()).total_seconds() if lengths else None


def day_bounds(day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """The first instant of a local date and of the next: walking, since clocks may skip a midnight."""
    edges: list[datetime] = []
    for wanted in (day, day + timedelta(days=1)):
        at = datetime(wanted.year, wanted.month, wanted.day, tzinfo=UTC) - timedelta(hours=15)
        while at.astimezone(zone).date() < wanted:
            at += timedelta(minutes=15)
        edges.append(at)
    return edges[0], edges[1]


def local_days(asked: Asked) -> list[date]:
    first, last = asked.start.astimezone(asked.zone).date(), asked.end.astimezone(asked.zone).date()
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def dated(name: str, day: date) -> Any:
    return {"day": day, "weekday": day.weekday()}[name]


def absence_slices(asked: Asked, source: str, by: Any, where: Any) -> dict[tuple[Any, ...], list[Record]]:
    begun = {d for d in local_days(asked) if asked.start <= day_bounds(d, asked.zone)[0] < asked.end}

    def value(absence: Record, name: str) -> Any:
        if name in TIME:
            return dated(name, absence["date"])
        agent = absence["agent_id"]
        return agent if name == "agent" else person(asked.records, agent, name)

    slices: dict[tuple[Any, ...], list[Record]] = defaultdict(list)
    for absence in asked.records.absences:
        if absence["date"] in begun and all(holds(value(absence, c[0]), c) for c in where):
            slices[tuple(value(absence, name) for name in by)].append(absence)
    return slices


def absence_figure(asked: Asked, name: str, rows: Sequence[Record]) -> float | None:
    return total(row["hours"] for row in rows if name == "absent_h" or not row["approved"])


def cost_slices(asked: Asked, source: str, by: Any, where: Any) -> dict[tuple[Any, ...], list[Any]]:
    slices: dict[tuple[Any, ...], list[Any]] = defaultdict(list)
    for day in local_days(asked):
        begins, ends = day_bounds(day, asked.zone)
        inside = min(ends, asked.end) - max(begins, asked.start)
        if inside <= timedelta():
            continue
        for cost in asked.records.costs:

            def value(name: str, cost: Record = cost, day: date = day) -> Any:
                return dated(name, day) if name in TIME else cost[name]

            if cost["from"] <= day <= cost["to"] and all(holds(value(c[0]), c) for c in where):
                share = Fraction(
                    inside // timedelta(microseconds=1), (ends - begins) // timedelta(microseconds=1)
                )
                daily = Fraction(cost["amount"]) / ((cost["to"] - cost["from"]).days + 1)
                slices[tuple(value(name) for name in by)].append((cost, daily * share))
    return slices


def cost_figure(asked: Asked, name: str, rows: Any) -> float | None:
    return money(part for cost, part in rows if name == "ledger" or cost["kind"] == "variable")


def there(since: date, until: date | None, day: date, inclusive: bool) -> bool:
    began = since <= day if inclusive else since < day
    return began and (until is None or until >= day)


def stock_slices(asked: Asked, source: str, by: Any, where: Any) -> dict[tuple[Any, ...], list[Record]]:
    start, end = (moment.astimezone(asked.zone).date() for moment in (asked.start, asked.end))
    slices: dict[tuple[Any, ...], list[Record]] = defaultdict(list)
    for one in asked.records.staff if source == "staff" else asked.records.customers:
        if source == "staff":
            arrived = one["hired_on"] <= start or one["hired_on"] < end
            concerned = arrived and (one["left_on"] is None or one["left_on"] >= start)
        else:
            concerned = there(one["since"], one["lost_on"], start, True)
        if concerned and all(holds(one[c[0]], c) for c in where):
            slices[tuple(one[name] for name in by)].append(one)
    return slices


def stock_figure(asked: Asked, name: str, rows: Sequence[Record]) -> int:
    start, end = (moment.astimezone(asked.zone).date() for moment in (asked.start, asked.end))
    tests: dict[str, Callable[[Record], bool]] = {
        "headcount_start": lambda p: there(p["hired_on"], p["left_on"], start, True),
        "headcount_end": lambda p: there(p["hired_on"], p["left_on"], end, False),
        "leavers": lambda p: p["left_on"] is not None and start <= p["left_on"] < end,
        "staff_people": lambda p: True,
        "customers_start": lambda c: True,
        "customers_kept": lambda c: c["lost_on"] is None or c["lost_on"] >= end,
    }
    return sum(1 for row in rows if tests[name](row))


SLICERS: dict[str, Callable[[Asked, str, Any, Any], dict[tuple[Any, ...], Any]]] = {
    **dict.fromkeys(FAMILIES, event_slices),
    "agent_time": time_slices,
    "absences": absence_slices,
    "costs": cost_slices,
    "staff": stock_slices,
    "customers": stock_slices,
}
OTHERS: dict[str, Callable[[Asked, str, Any], Any]] = {
    "agent_time": time_figure,
    "absences": absence_figure,
    "costs": cost_figure,
    "staff": stock_figure,
    "customers": stock_figure,
}

HISTOGRAMS: dict[str, tuple[Callable[[Record], bool], tuple[str, ...]]] = {
    "wait": (answered, ("wait_s",)),
    "abandon_wait": (abandoned, ("wait_s",)),
    "handle": (handled, ("talk_s", "hold_s", "acw_s")),
    "first_response": (written, ("first_response_s",)),
}


def histogram(records: Records, name: str, span: Any, by: Any, where: Any) -> dict[Any, dict[float, int]]:
    """As `Store.histogram`."""
    test, columns = HISTOGRAMS[name]
    found: dict[Any, dict[float, int]] = {}
    for key, rows in event_slices(asking(records, span), "contacts", by, where).items():
        for row in rows:
            parts = [row.record[column] for column in columns]
            if test(row.record) and None not in parts:
                counts = found.setdefault(key, defaultdict(int))
                counts[sum(parts)] += 1
    return found
