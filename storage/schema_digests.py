"""The tables of what is posted by itself: digests with their slots, alerts with their incidents.

A slot is one digest at one local date and time. Its row is put in before anything is posted, by one process
alone: that is what makes a digest come once, however many processes run.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Column, Date, Double, Index, Integer, String, Table

from storage.schema import Instant, metadata


def _key(name: str) -> Column[str]:
    return Column(name, String, primary_key=True)


def _texts(*names: str) -> tuple[Column[str], ...]:
    return tuple(Column(name, String, nullable=False) for name in names)


def _instants(*names: str) -> tuple[Column[datetime], ...]:
    return tuple(Column(name, Instant, nullable=False) for name in names)


# `schedule` and `content` are the texts of `bot.digests`; `state` is active, paused or deleted. `changed_at`
# is when schedule, zone or state last changed: what was due before it is not posted.
digests = Table(
    "digests",
    metadata,
    _key("digest_id"),
    *_texts("channel", "creator", "title", "schedule", "zone", "content", "state"),
    Column("created_at", Instant, nullable=False),
    Column("changed_at", Instant, nullable=False),
)

# `status` is claimed, posted, failed or skipped; a claim is good until `lease_until`, `claimed_at` is the
# first one's. `worker` is another name for every claim, so that the word of a former one counts no more.
digest_slots = Table(
    "digest_slots",
    metadata,
    _key("digest_id"),
    Column("local_date", Date, primary_key=True),
    _key("local_time"),
    *_instants("due_at", "claimed_at", "lease_until"),
    *_texts("status", "worker", "channel"),
    Column("attempts", Integer, nullable=False),
    Column("next_try_at", Instant),
    Column("posted_at", Instant),
    Column("message_ts", String),
    Column("reason", String),
    Column("told_at", Instant),
    Index(None, "status", "lease_until"),
)

# What each process's scheduler did last, for whoever looks whether one is at work.
digest_rounds = Table(
    "digest_rounds",
    metadata,
    _key("worker"),
    *_instants("started_at", "round_at"),
    Column("slots", Integer, nullable=False),
    Column("reason", String),
)

# `checked_at` is the last moment for which a process has taken the evaluation upon itself; `streak` counts
# the evaluations in a row that found the figure beyond its line (above 0) or well inside it (below 0).
alerts = Table(
    "alerts",
    metadata,
    _key("alert_id"),
    *_texts("channel", "creator", "title", "zone", "condition", "state"),
    Column("every_minutes", Integer, nullable=False),
    Column("streak", Integer, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("changed_at", Instant, nullable=False),
    Column("checked_at", Instant),
    Column("snoozed_until", Instant),
    Column("reason", String),
    Column("told_at", Instant),
)

# `status` is opening, open, resolving, resolved or failed: what is to be posted is claimed by a lease too.
incidents = Table(
    "incidents",
    metadata,
    _key("alert_id"),
    Column("opened_at", Instant, primary_key=True),
    *_texts("status", "worker", "channel"),
    *_instants("claimed_at", "lease_until"),
    Column("attempts", Integer, nullable=False),
    *(Column(name, Double) for name in ("opened_value", "last_value", "resolved_value")),
    Column("message_ts", String),
    Column("resolved_at", Instant),
    Column("reason", String),
    Index(None, "status", "lease_until"),
)
