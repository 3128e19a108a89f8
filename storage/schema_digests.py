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


# `schedule` and `content` are the texts of `bot.digests`; `state` is active, paused or deleted.
digests = Table(
    "digests",
    metadata,
    _key("digest_id"),
    *_texts("channel", "creator", "title", "schedule", "zone", "content", "state"),
    Column("created_at", Instant, nullable=False),
    Column("changed_at", Instant, nullable=False),
)

# `status` is claimed, posted or failed; a claim is good until `lease_until`, `claimed_at` is the first one's.
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

# `checked_at` is the last moment for which a process has taken the evaluation upon itself.
alerts = Table(
    "alerts",
    metadata,
    _key("alert_id"),
    *_texts("channel", "creator", "title", "zone", "condition", "state"),
    Column("every_minutes", Integer, nullable=False),
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
