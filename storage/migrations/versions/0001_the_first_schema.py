# pyright: reportUnknownArgumentType=false
"""The first schema."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    _absences()
    _agent_states()
    _agent_time()
    _contacts()
    _costs()
    _customers()
    _digital()
    _dimension_values()
    _emotion_mentions()
    _feedback()
    _holidays()
    _nev_contacts()
    _quality()
    _schedules()
    _seen_events()
    _settings()
    _staff()
    _surveys()
    _targets()
    _threads()


def _absences() -> None:
    op.create_table(
        "absences",
        sa.Column("absence_id", sa.String(), nullable=False),
        sa.Column("agent_id", sa.String(), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("hours", sa.Double(), nullable=False),
        sa.Column("approved", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("absence_id", name=op.f("pk_absences")),
    )
    op.create_index(op.f("ix_absences_date"), "absences", ["date"], unique=False)


def _agent_states() -> None:
    op.create_table(
        "agent_states",
        sa.Column("agent_id", sa.String(), nullable=False),
        sa.Column("started_at", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=False),
        sa.Column("paid", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("agent_id", "started_at", "state", name=op.f("pk_agent_states")),
    )
    op.create_index(op.f("ix_agent_states_ended_at"), "agent_states", ["ended_at"], unique=False)


def _agent_time() -> None:
    op.create_table(
        "agent_time",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("started_at", sa.BigInteger(), nullable=False),
        sa.Column("agent_id", sa.String(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "started_at", "agent_id", name=op.f("pk_agent_time")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_agent_time_agent_id_started_at"), "agent_time", ["agent_id", "started_at"], unique=False
    )


def _contacts() -> None:
    op.create_table(
        "contacts",
        sa.Column("contact_id", sa.String(), nullable=False),
        sa.Column("started_at", sa.BigInteger(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("direction", sa.String(), nullable=False),
        sa.Column("queue", sa.String(), nullable=True),
        sa.Column("team", sa.String(), nullable=True),
        sa.Column("site", sa.String(), nullable=True),
        sa.Column("agent_id", sa.String(), nullable=True),
        sa.Column("customer_id", sa.String(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("stage", sa.String(), nullable=True),
        sa.Column("language", sa.String(), nullable=True),
        sa.Column("segment", sa.String(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("wait_s", sa.Double(), nullable=True),
        sa.Column("talk_s", sa.Double(), nullable=True),
        sa.Column("hold_s", sa.Double(), nullable=True),
        sa.Column("acw_s", sa.Double(), nullable=True),
        sa.Column("first_response_s", sa.Double(), nullable=True),
        sa.Column("transfers", sa.Integer(), nullable=True),
        sa.Column("resolved", sa.Boolean(), nullable=True),
        sa.Column("cost", sa.BigInteger(), nullable=True),
        sa.Column("sale_amount", sa.BigInteger(), nullable=True),
        sa.Column("sales_contact", sa.Boolean(), nullable=True),
        sa.Column("prev_gap", sa.BigInteger(), nullable=True),
        sa.Column("next_gap", sa.BigInteger(), nullable=True),
        sa.Column("prev_gap_same", sa.BigInteger(), nullable=True),
        sa.Column("next_gap_same", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("contact_id", name=op.f("pk_contacts")),
    )
    op.create_index(
        op.f("ix_contacts_customer_id_reason_started_at"),
        "contacts",
        ["customer_id", "reason", "started_at"],
        unique=False,
    )
    op.create_index(
        "ix_contacts_stale_gaps",
        "contacts",
        ["customer_id"],
        unique=False,
        sqlite_where=sa.text("customer_id IS NULL AND (prev_gap IS NOT NULL OR next_gap IS NOT NULL)"),
        postgresql_where=sa.text("customer_id IS NULL AND (prev_gap IS NOT NULL OR next_gap IS NOT NULL)"),
    )
    op.create_index(op.f("ix_contacts_started_at"), "contacts", ["started_at"], unique=False)


def _costs() -> None:
    op.create_table(
        "costs",
        sa.Column("cost_id", sa.String(), nullable=False),
        sa.Column("from", sa.Date(), nullable=False),
        sa.Column("to", sa.Date(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(), nullable=True),
        sa.Column("queue", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("cost_id", name=op.f("pk_costs")),
    )


def _customers() -> None:
    op.create_table(
        "customers",
        sa.Column("customer_id", sa.String(), nullable=False),
        sa.Column("segment", sa.String(), nullable=True),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("lost_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("customer_id", name=op.f("pk_customers")),
    )


def _digital() -> None:
    op.create_table(
        "digital",
        sa.Column("session_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=True),
        sa.Column("started_at", sa.BigInteger(), nullable=False),
        sa.Column("completed", sa.Boolean(), nullable=True),
        sa.Column("failed", sa.Boolean(), nullable=True),
        sa.PrimaryKeyConstraint("session_id", name=op.f("pk_digital")),
    )
    op.create_index(op.f("ix_digital_started_at"), "digital", ["started_at"], unique=False)


def _dimension_values() -> None:
    op.create_table(
        "dimension_values",
        sa.Column("dimension", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("dimension", "value", name=op.f("pk_dimension_values")),
    )


def _emotion_mentions() -> None:
    op.create_table(
        "emotion_mentions",
        sa.Column("contact_id", sa.String(), nullable=False),
        sa.Column("model", sa.String(), nullable=False),
        sa.Column("emotion", sa.String(), nullable=False),
        sa.Column("mentions", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("contact_id", "model", "emotion", name=op.f("pk_emotion_mentions")),
    )


def _feedback() -> None:
    op.create_table(
        "feedback",
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("message_ts", sa.String(), nullable=False),
        sa.Column("user", sa.String(), nullable=False),
        sa.Column("good", sa.Boolean(), nullable=False),
        sa.Column("given_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("channel", "message_ts", "user", name=op.f("pk_feedback")),
    )


def _holidays() -> None:
    op.create_table(
        "holidays",
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("date", "name", name=op.f("pk_holidays")),
    )


def _nev_contacts() -> None:
    op.create_table(
        "nev_contacts",
        sa.Column("contact_id", sa.String(), nullable=False),
        sa.Column("model", sa.String(), nullable=False),
        sa.Column("balance", sa.Double(), nullable=True),
        sa.Column("shaw_mean", sa.Double(), nullable=True),
        sa.Column("net_sentiment", sa.Double(), nullable=True),
        sa.Column("end_weighted", sa.Double(), nullable=True),
        sa.Column("trend", sa.Double(), nullable=True),
        sa.Column("positive_mentions", sa.Integer(), nullable=False),
        sa.Column("negative_mentions", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("contact_id", "model", name=op.f("pk_nev_contacts")),
    )


def _quality() -> None:
    op.create_table(
        "quality",
        sa.Column("review_id", sa.String(), nullable=False),
        sa.Column("criterion", sa.String(), nullable=False),
        sa.Column("contact_id", sa.String(), nullable=True),
        sa.Column("agent_id", sa.String(), nullable=False),
        sa.Column("reviewed_at", sa.BigInteger(), nullable=False),
        sa.Column("criterion_kind", sa.String(), nullable=True),
        sa.Column("points", sa.Double(), nullable=False),
        sa.Column("possible", sa.Double(), nullable=False),
        sa.Column("critical_error", sa.Boolean(), nullable=True),
        sa.PrimaryKeyConstraint("review_id", "criterion", name=op.f("pk_quality")),
    )
    op.create_index(op.f("ix_quality_reviewed_at"), "quality", ["reviewed_at"], unique=False)


def _schedules() -> None:
    op.create_table(
        "schedules",
        sa.Column("agent_id", sa.String(), nullable=False),
        sa.Column("started_at", sa.BigInteger(), nullable=False),
        sa.Column("activity", sa.String(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("agent_id", "started_at", "activity", name=op.f("pk_schedules")),
    )
    op.create_index(op.f("ix_schedules_ended_at"), "schedules", ["ended_at"], unique=False)


def _seen_events() -> None:
    op.create_table(
        "seen_events",
        sa.Column("event_id", sa.String(), nullable=False),
        sa.Column("seen_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_seen_events")),
    )
    op.create_index(op.f("ix_seen_events_seen_at"), "seen_events", ["seen_at"], unique=False)


def _settings() -> None:
    op.create_table(
        "settings",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_settings")),
    )


def _staff() -> None:
    op.create_table(
        "staff",
        sa.Column("agent_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=True),
        sa.Column("team", sa.String(), nullable=True),
        sa.Column("site", sa.String(), nullable=True),
        sa.Column("hired_on", sa.Date(), nullable=False),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.Column("leave_reason", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("agent_id", name=op.f("pk_staff")),
    )


def _surveys() -> None:
    op.create_table(
        "surveys",
        sa.Column("survey_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("contact_id", sa.String(), nullable=True),
        sa.Column("customer_id", sa.String(), nullable=True),
        sa.Column("agent_id", sa.String(), nullable=True),
        sa.Column("sent_at", sa.BigInteger(), nullable=True),
        sa.Column("answered_at", sa.BigInteger(), nullable=True),
        sa.Column("score", sa.Double(), nullable=True),
        sa.Column("scale_min", sa.Double(), nullable=True),
        sa.Column("scale_max", sa.Double(), nullable=True),
        sa.PrimaryKeyConstraint("survey_id", name=op.f("pk_surveys")),
    )
    op.create_index(op.f("ix_surveys_contact_id"), "surveys", ["contact_id"], unique=False)
    op.create_index(op.f("ix_surveys_kind_answered_at"), "surveys", ["kind", "answered_at"], unique=False)


def _targets() -> None:
    op.create_table(
        "targets",
        sa.Column("metric", sa.String(), nullable=False),
        sa.Column("variant", sa.String(), nullable=False),
        sa.Column("queue", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("weekday", sa.String(), nullable=False),
        sa.Column("from", sa.Date(), nullable=False),
        sa.Column("to", sa.Date(), nullable=True),
        sa.Column("value", sa.Numeric(asdecimal=False), nullable=True),
        sa.Column("low", sa.Numeric(asdecimal=False), nullable=True),
        sa.Column("high", sa.Numeric(asdecimal=False), nullable=True),
        sa.PrimaryKeyConstraint(
            "metric", "variant", "queue", "channel", "weekday", "from", name=op.f("pk_targets")
        ),
    )


def _threads() -> None:
    op.create_table(
        "threads",
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("thread_ts", sa.String(), nullable=False),
        sa.Column("user", sa.String(), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("channel", "thread_ts", name=op.f("pk_threads")),
    )
