# ruff: noqa: E501, S608 (the SQL is written by hand, of constants alone)
"""The twelve question types, each in words and as the SQL over rows that an analyst would write for it.

The clock is Wednesday 18 November 2026, 17:30 UTC. The SQL runs on SQLite and on PostgreSQL; its moments are
bound by name: microseconds since 1970 UTC. It gives the slice's columns first, then one figure a KPI, in the
KPI's own unit.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

NOW = datetime(2026, 11, 18, 17, 30, tzinfo=UTC)


def _day(month: int, day: int, year: int = 2026) -> datetime:
    return datetime(year, month, day, tzinfo=UTC)


DAYS = {"yesterday": (_day(11, 17), _day(11, 18)), "week": (_day(11, 9), _day(11, 16))}
TWELVE = [_day((10 + m) % 12 + 1, 1, 2025 + (10 + m) // 12) for m in range(13)]


@dataclass(frozen=True, slots=True)
class Counted:
    """The end of what the answer really counted of a running period, for a KPI by its place in the question.

    It ends with the newest record, and the other side with the same elapsed part: the SQL is given the same.
    """

    metric: int
    compared: bool = False


Bound = datetime | int | str | Counted


@dataclass(frozen=True, slots=True)
class Case:
    """A question in words, and its SQL with what is bound in it; `shape` says what the SQL's rows are."""

    name: str
    question: str
    shape: str
    sql: str
    bound: Mapping[str, Bound] = field(default_factory=dict[str, Bound])


AHT = """sum(c.talk_s + c.hold_s + c.acw_s) / count(c.talk_s + c.hold_s + c.acw_s)"""
HANDLED = "c.outcome = 'handled'"
SERVICE = """100.0 * sum(CASE WHEN c.outcome = 'handled' AND c.wait_s <= 20 THEN 1 ELSE 0 END)
  / nullif(sum(CASE WHEN c.outcome = 'handled' AND c.wait_s IS NULL THEN 0 ELSE 1 END), 0)"""
TOP2 = """100.0 * sum(CASE WHEN 4 * (s.score - s.scale_min) >= 3 * (s.scale_max - s.scale_min) THEN 1 ELSE 0 END)
  / count(s.score)"""
RATED = "surveys s JOIN contacts c ON c.contact_id = s.contact_id WHERE s.kind = 'csat' AND s.answered_at IS NOT NULL"
FIRST = """c.direction = 'inbound' AND c.outcome = 'handled' AND c.customer_id IS NOT NULL
  AND (c.prev_gap IS NULL OR c.prev_gap > :window)"""
SETTLED = "100.0 * sum(CASE WHEN c.next_gap IS NULL OR c.next_gap > :window THEN 1 ELSE 0 END) / count(*)"
WEEK = 7 * 86_400_000_000
MATURE = NOW - timedelta(days=7)
IN = "c.started_at >= :a AND c.started_at < :b"


SIDE = "CASE WHEN c.started_at >= :a1 THEN 1 ELSE 0 END"


def _sides(name: str) -> str:
    """The week and the one before, both as far as this KPI was counted."""
    within = [f"(c.started_at >= :a{side} AND c.started_at < :{name}{side})" for side in (0, 1)]
    return f"c.started_at >= :a0 AND ({' OR '.join(within)})"


ONE_YESTERDAY = Case(
    "one KPI yesterday",
    "AHT yesterday",
    "whole",
    f"SELECT {AHT} FROM contacts c WHERE {HANDLED} AND {IN}",
    {"a": DAYS["yesterday"][0], "b": DAYS["yesterday"][1]},
)
ONE_WEEK = Case(
    "one KPI last week",
    "service level last week",
    "whole",
    f"SELECT {SERVICE} FROM contacts c WHERE c.direction = 'inbound' AND {IN}",
    {"a": DAYS["week"][0], "b": DAYS["week"][1]},
)
THREE_BY_QUEUE = Case(
    "three KPIs by queue, this week against last",
    "AHT, CSAT and abandonment rate by queue this week vs last week",
    "sliced",
    f"""
WITH handled AS (SELECT {SIDE} AS side, c.queue, {AHT} AS figure FROM contacts c
  WHERE {HANDLED} AND {_sides("aht")} GROUP BY 1, 2),
rated AS (SELECT {SIDE} AS side, c.queue, {TOP2} AS figure FROM {RATED} AND {_sides("csat")} GROUP BY 1, 2),
lost AS (SELECT {SIDE} AS side, c.queue,
  100.0 * sum(CASE WHEN c.outcome = 'abandoned' THEN 1 ELSE 0 END) / count(*) AS figure
  FROM contacts c WHERE c.direction = 'inbound' AND {_sides("lost")} GROUP BY 1, 2)
SELECT handled.queue,
  max(CASE WHEN handled.side = 1 THEN handled.figure END), max(CASE WHEN handled.side = 0 THEN handled.figure END),
  max(CASE WHEN handled.side = 1 THEN rated.figure END), max(CASE WHEN handled.side = 0 THEN rated.figure END),
  max(CASE WHEN handled.side = 1 THEN lost.figure END), max(CASE WHEN handled.side = 0 THEN lost.figure END)
FROM handled JOIN rated ON rated.side = handled.side AND rated.queue = handled.queue
JOIN lost ON lost.side = handled.side AND lost.queue = handled.queue GROUP BY handled.queue""",
    {"a1": _day(11, 16), "a0": _day(11, 9)}
    | {f"{name}1": Counted(place) for place, name in enumerate(("aht", "csat", "lost"))}
    | {f"{name}0": Counted(place, compared=True) for place, name in enumerate(("aht", "csat", "lost"))},
)
PER_HOUR = Case(
    "service level per hour of one day",
    "service level by hour yesterday",
    "hours",
    f"""SELECT (c.started_at - :a) / 3600000000, {SERVICE} FROM contacts c
WHERE c.direction = 'inbound' AND {IN} GROUP BY 1""",
    {"a": DAYS["yesterday"][0], "b": DAYS["yesterday"][1]},
)
TEN_AGENTS = Case(
    "AHT, 10 agents, 30 days",
    "top 10 agents by AHT in the last 30 days",
    "ranked",
    f"""SELECT agent_id, figure FROM (SELECT c.agent_id, {AHT} AS figure FROM contacts c
WHERE {HANDLED} AND {IN} GROUP BY c.agent_id) ranked WHERE figure IS NOT NULL ORDER BY figure DESC LIMIT 10""",
    {"a": _day(10, 19), "b": _day(11, 18)},
)
PER_DAY = Case(
    "CSAT and NEV per day, 90 days, one queue",
    "CSAT and NEV per day in the last 90 days for Billing",
    "days",
    f"""
WITH rated AS (SELECT (c.started_at - :a) / 86400000000 AS day, {TOP2} AS figure FROM {RATED} AND {IN}
  AND c.queue = 'Billing' GROUP BY 1),
felt AS (SELECT (c.started_at - :a) / 86400000000 AS day, avg(v.balance) AS figure
  FROM nev_contacts v JOIN contacts c ON c.contact_id = v.contact_id
  WHERE v.model = :model AND {IN} AND c.queue = 'Billing' GROUP BY 1)
SELECT felt.day, rated.figure, felt.figure FROM felt LEFT JOIN rated ON rated.day = felt.day""",
    {"a": _day(8, 20), "b": _day(11, 18), "model": "generated"},
)
FCR_BY_QUEUE = Case(
    "FCR last week by queue",
    "FCR last week by queue",
    "sliced",
    f"SELECT c.queue, {SETTLED} FROM contacts c WHERE {FIRST} AND {IN} GROUP BY c.queue",
    {"a": DAYS["week"][0], "b": MATURE, "window": WEEK},
)
EXPECTED = Case(
    "the scorecard against 8 same weekdays",
    "are CSAT, NEV and AHT yesterday normal?",
    "expected",
    "\nUNION ALL\n".join(
        f"""SELECT {weeks}, (SELECT {TOP2} FROM {RATED} AND c.started_at >= :a{weeks} AND c.started_at < :b{weeks}),
(SELECT avg(v.balance) FROM nev_contacts v JOIN contacts c ON c.contact_id = v.contact_id
  WHERE v.model = :model AND c.started_at >= :a{weeks} AND c.started_at < :b{weeks}),
(SELECT {AHT} FROM contacts c WHERE {HANDLED} AND c.started_at >= :a{weeks} AND c.started_at < :b{weeks})"""
        for weeks in range(9)
    ),
    {"model": "generated"}
    | {f"a{weeks}": _day(11, 17) - timedelta(weeks=weeks) for weeks in range(9)}
    | {f"b{weeks}": _day(11, 18) - timedelta(weeks=weeks) for weeks in range(9)},
)
DIMENSIONS = ("queue", "channel", "reason", "segment", "language")
DRIVERS = Case(
    "drivers of NEV over 5 dimensions",
    "why did NEV change last week by queue, channel, reason, segment and language?",
    "drivers",
    "\nUNION ALL\n".join(
        f"""SELECT '{dimension}', c.{dimension}, sum(CASE WHEN c.started_at >= :b THEN v.balance END)
  / sum(CASE WHEN c.started_at >= :b THEN 1 END)
FROM nev_contacts v JOIN contacts c ON c.contact_id = v.contact_id
WHERE v.model = :model AND c.started_at >= :a AND c.started_at < :e GROUP BY c.{dimension}"""
        for dimension in DIMENSIONS
    ),
    {"a": _day(11, 2), "b": _day(11, 9), "e": _day(11, 16), "model": "generated"},
)
LOW_RATED = Case(
    "agents with CSAT mean under 4",
    "which agents had a CSAT mean below 4 last week",
    "sliced",
    f"""SELECT agent_id, figure FROM (
SELECT c.agent_id, avg(1 + 4 * (s.score - s.scale_min) / (s.scale_max - s.scale_min)) AS figure
FROM {RATED} AND {IN} GROUP BY c.agent_id) rated WHERE figure < 4""",
    {"a": DAYS["week"][0], "b": DAYS["week"][1]},
)
MONTH = f"CASE {' '.join(f'WHEN c.started_at < :a{m + 1} THEN {m}' for m in range(12))} END"
YEAR = "c.started_at >= :a0 AND c.started_at < :a12"
BY_MONTH = Case(
    "three KPIs by month over 12 months",
    "AHT, CSAT and service level by month over the last 12 months",
    "months",
    f"""
WITH handled AS (SELECT {MONTH} AS m, {AHT} AS figure FROM contacts c WHERE {HANDLED} AND {YEAR} GROUP BY 1),
rated AS (SELECT {MONTH} AS m, {TOP2} AS figure FROM {RATED} AND {YEAR} GROUP BY 1),
soon AS (SELECT {MONTH} AS m, {SERVICE} AS figure FROM contacts c
  WHERE c.direction = 'inbound' AND {YEAR} GROUP BY 1)
SELECT handled.m, handled.figure, rated.figure, soon.figure
FROM handled JOIN rated ON rated.m = handled.m JOIN soon ON soon.m = handled.m""",
    {f"a{m}": TWELVE[m] for m in range(13)},
)
MEDIAN = Case(
    "median ASA by channel last month",
    "median ASA by channel last month",
    "sliced",
    f"""
WITH ranked AS (SELECT c.channel, c.wait_s,
  row_number() OVER (PARTITION BY c.channel ORDER BY c.wait_s) AS place,
  count(*) OVER (PARTITION BY c.channel) AS many
  FROM contacts c WHERE {HANDLED} AND c.direction = 'inbound' AND c.wait_s IS NOT NULL AND {IN})
SELECT channel, avg(wait_s) FROM ranked WHERE place IN ((many + 1) / 2, (many + 2) / 2) GROUP BY channel""",
    {"a": _day(10, 1), "b": _day(11, 1)},
)

CASES: tuple[Case, ...] = (
    ONE_YESTERDAY, ONE_WEEK, THREE_BY_QUEUE, PER_HOUR, TEN_AGENTS, PER_DAY,
    FCR_BY_QUEUE, EXPECTED, DRIVERS, LOW_RATED, BY_MONTH, MEDIAN,
)  # fmt: skip
