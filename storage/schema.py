"""The store's tables: one per kind of record, and the few that are derived from them.

Instants are integers of microseconds since 1970 UTC, money is an integer of 1/10000, dates are dates: the
same arithmetic then works, and is exact, on SQLite and on PostgreSQL.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import ROUND_HALF_EVEN, Decimal

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    Double,
    Index,
    Integer,
    MetaData,
    Numeric,
    String,
    Table,
    TypeDecorator,
    text,
)
from sqlalchemy.engine import Dialect

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
MONEY_SCALE = 10_000
MILLION = 1_000_000
# The twenty emotions of Net Emotional Value (Colin Shaw, 2007), positive ones first.
EMOTIONS = (
    *("happy", "pleased", "trusting", "valued", "cared_for", "focused", "safe"),
    *("interested", "energetic", "stimulated", "exploratory", "indulgent"),
    *("irritated", "hurried", "neglected", "unhappy"),
    *("unsatisfied", "stressed", "disappointed", "frustrated"),
)


class Instant(TypeDecorator[datetime]):
    """An aware datetime, kept as microseconds since 1970 UTC."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        return None if value is None else micros(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        return None if value is None else EPOCH + timedelta(microseconds=value)


class Probability(TypeDecorator[float]):
    """0 to 1, kept as an integer of millionths: half the room of a double, and the same on every database."""

    impl = Integer
    cache_ok = True

    def process_bind_param(self, value: float | None, dialect: Dialect) -> int | None:
        return None if value is None else round(value * MILLION)

    def process_result_value(self, value: int | None, dialect: Dialect) -> float | None:
        return None if value is None else value / MILLION


class Money(TypeDecorator[Decimal]):
    """A decimal amount, kept as an integer of 1/10000 (rounded half to even beyond that)."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:
        return None if value is None else int((value * MONEY_SCALE).to_integral_value(ROUND_HALF_EVEN))

    def process_result_value(self, value: int | None, dialect: Dialect) -> Decimal | None:
        return None if value is None else Decimal(value) / MONEY_SCALE


def micros(moment: datetime) -> int:
    """Microseconds since 1970 UTC of an aware datetime, exactly."""
    return (moment - EPOCH) // MICROSECOND


metadata = MetaData(
    naming_convention={"ix": "ix_%(table_name)s_%(column_0_N_name)s", "pk": "pk_%(table_name)s"},
)


def _key(name: str) -> Column[str]:
    return Column(name, String, primary_key=True)


_STALE = text("customer_id IS NULL AND (prev_gap IS NOT NULL OR next_gap IS NOT NULL)")

contacts = Table(
    "contacts",
    metadata,
    _key("contact_id"),
    Column("started_at", Instant, nullable=False),
    Column("channel", String, nullable=False),
    Column("direction", String, nullable=False),
    *(
        Column(name, String)
        for name in (
            "queue",
            "team",
            "site",
            "agent_id",
            "customer_id",
            "reason",
            "stage",
            "language",
            "segment",
        )
    ),
    Column("outcome", String, nullable=False),
    *(Column(name, Double) for name in ("wait_s", "talk_s", "hold_s", "acw_s", "first_response_s")),
    Column("transfers", Integer),
    Column("resolved", Boolean),
    Column("cost", Money),
    Column("sale_amount", Money),
    Column("sales_contact", Boolean),
    # Derived: microseconds to the neighbouring inbound contact of the same customer and issue, any channel
    # and same channel; NULL where there is none, or where this contact cannot be followed.
    *(Column(name, BigInteger) for name in ("prev_gap", "next_gap", "prev_gap_same", "next_gap_same")),
    Index(None, "started_at"),
    # Parts of days are summed from rows: of a few agents', the others' are not looked at.
    Index(None, "agent_id", "started_at"),
    Index(None, "customer_id", "reason", "started_at"),
    # Empty but for an instant: a contact that lost its customer and still carries the gaps it had.
    Index("ix_contacts_stale_gaps", "customer_id", sqlite_where=_STALE, postgresql_where=_STALE),
)

surveys = Table(
    "surveys",
    metadata,
    _key("survey_id"),
    Column("kind", String, nullable=False),
    *(Column(name, String) for name in ("contact_id", "customer_id", "agent_id")),
    Column("sent_at", Instant),
    Column("answered_at", Instant),
    *(Column(name, Double) for name in ("score", "scale_min", "scale_max")),
    Index(None, "contact_id"),
    Index(None, "kind", "answered_at"),
    # A survey's own time is that of its answer, else that of its question.
    Index(None, "answered_at", "sent_at"),
)

agent_states = Table(
    "agent_states",
    metadata,
    _key("agent_id"),
    Column("started_at", Instant, primary_key=True),
    _key("state"),
    Column("ended_at", Instant, nullable=False),
    Column("paid", Boolean, nullable=False),
    Index(None, "ended_at"),
)

schedules = Table(
    "schedules",
    metadata,
    _key("agent_id"),
    Column("started_at", Instant, primary_key=True),
    _key("activity"),
    Column("ended_at", Instant, nullable=False),
    Index(None, "ended_at"),
)

# Derived from agent_states and schedules: each agent's time without overlaps, split at UTC midnights.
agent_time = Table(
    "agent_time",
    metadata,
    _key("kind"),
    Column("started_at", Instant, primary_key=True),
    _key("agent_id"),
    Column("ended_at", Instant, nullable=False),
    Index(None, "agent_id", "started_at"),
    # Kept in the order of its key: a sum reads a kind's stretch of time without looking anything up.
    sqlite_with_rowid=False,
)

quality = Table(
    "quality",
    metadata,
    _key("review_id"),
    Column("criterion", String, primary_key=True, default=""),
    Column("contact_id", String),
    Column("agent_id", String, nullable=False),
    Column("reviewed_at", Instant, nullable=False),
    Column("criterion_kind", String),
    Column("points", Double, nullable=False),
    Column("possible", Double, nullable=False),
    Column("critical_error", Boolean),
    Index(None, "reviewed_at"),
)

costs = Table(
    "costs",
    metadata,
    _key("cost_id"),
    Column("from", Date, nullable=False),
    Column("to", Date, nullable=False),
    Column("amount", Money, nullable=False),
    Column("kind", String),
    Column("queue", String),
)

staff = Table(
    "staff",
    metadata,
    _key("agent_id"),
    *(Column(name, String) for name in ("name", "team", "site")),
    Column("hired_on", Date, nullable=False),
    Column("left_on", Date),
    Column("leave_reason", String),
)

absences = Table(
    "absences",
    metadata,
    _key("absence_id"),
    Column("agent_id", String, nullable=False),
    Column("date", Date, nullable=False),
    Column("hours", Double, nullable=False),
    Column("approved", Boolean, nullable=False),
    Index(None, "date"),
)

customers = Table(
    "customers",
    metadata,
    _key("customer_id"),
    Column("segment", String),
    Column("since", Date, nullable=False),
    Column("lost_on", Date),
)

digital = Table(
    "digital",
    metadata,
    _key("session_id"),
    Column("kind", String, nullable=False),
    Column("channel", String),
    Column("started_at", Instant, nullable=False),
    Column("completed", Boolean),
    Column("failed", Boolean),
    Index(None, "started_at"),
)

targets = Table(
    "targets",
    metadata,
    _key("metric"),
    *(
        Column(name, String, primary_key=True, default="")
        for name in ("variant", "queue", "channel", "weekday")
    ),
    Column("from", Date, primary_key=True),
    Column("to", Date),
    *(Column(name, Numeric(asdecimal=False)) for name in ("value", "low", "high")),
)

holidays = Table("holidays", metadata, Column("date", Date, primary_key=True), _key("name"))

# What was said, masked. Turns and scores are by far the longest tables, so they carry a short number instead
# of the contact's id, and are kept in the order of their keys.
transcripts = Table(
    "transcripts",
    metadata,
    Column("transcript_id", Integer, primary_key=True),
    Column("contact_id", String, nullable=False),
    Column("source", String, nullable=False),
    Column("language", String),
    Column("roles", String, nullable=False),
    # Of the masked turns: a digest of the words as they were said would let a card's number be guessed.
    Column("digest", String, nullable=False),
    Column("turns", Integer, nullable=False),
    Column("customer_turns", Integer, nullable=False),
    Index(None, "contact_id", unique=True),
)

turns = Table(
    "turns",
    metadata,
    Column("transcript_id", Integer, primary_key=True, autoincrement=False),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("speaker", String, nullable=False),
    Column("start_s", Double),
    Column("end_s", Double),
    Column("text", String, nullable=False),
    sqlite_with_rowid=False,
)

# What each customer's turn with real words carries; NULL is an emotion that the model does not measure.
turn_scores = Table(
    "turn_scores",
    metadata,
    Column("model_id", Integer, primary_key=True, autoincrement=False),
    Column("transcript_id", Integer, primary_key=True, autoincrement=False),
    Column("position", Integer, primary_key=True, autoincrement=False),
    *(Column(name, Probability, nullable=False) for name in ("positive", "negative")),
    *(Column(name, Probability) for name in EMOTIONS),
    sqlite_with_rowid=False,
)

# The models that have scored anything. `languages`: their primary tags, NULL = any.
emotion_models = Table(
    "emotion_models",
    metadata,
    Column("model_id", Integer, primary_key=True),
    Column("name", String, nullable=False),
    Column("languages", String),
    *(Column(name, Double, nullable=False) for name in ("positive", "negative")),
    Index(None, "name", unique=True),
)

# The emotions that a model measures, and from where on one counts as mentioned.
measured_emotions = Table(
    "measured_emotions",
    metadata,
    Column("model_id", Integer, primary_key=True, autoincrement=False),
    _key("emotion"),
    Column("threshold", Double, nullable=False),
)

# What customers felt, per contact with a transcript and model; `not_scored` says why there are no figures.
nev_contacts = Table(
    "nev_contacts",
    metadata,
    _key("contact_id"),
    _key("model"),
    *(Column(name, Double) for name in ("balance", "shaw_mean", "net_sentiment", "end_weighted", "trend")),
    Column("positive_mentions", Integer, nullable=False),
    Column("negative_mentions", Integer, nullable=False),
    Column("not_scored", String),
)

emotion_mentions = Table(
    "emotion_mentions",
    metadata,
    _key("contact_id"),
    _key("model"),
    _key("emotion"),
    Column("mentions", Integer, nullable=False),
)

# The names that people may say, kept when records come in so that no question scans the rows for them.
dimension_values = Table("dimension_values", metadata, _key("dimension"), _key("value"))

# Settings that belong to the data: the active emotion model.
settings = Table("settings", metadata, _key("name"), Column("value", String, nullable=False))

# Slack events that somebody answers until then (a process may be killed over one), or has answered (null): a
# retried delivery is not answered twice.
seen_events = Table(
    "seen_events",
    metadata,
    _key("event_id"),
    Column("seen_at", Instant, nullable=False),
    Column("lease_until", Instant),
    Index(None, "seen_at"),
)

# Threads where the bot was asked, and the last question there: Slack's history is throttled, so a reply's
# context comes from here.
threads = Table(
    "threads",
    metadata,
    _key("channel"),
    _key("thread_ts"),
    Column("user", String, nullable=False),
    Column("question", String, nullable=False),
    Column("asked_at", Instant, nullable=False),
)

# What people thought of an answer: one opinion per person and message, the last one counts.
feedback = Table(
    "feedback",
    metadata,
    _key("channel"),
    _key("message_ts"),
    _key("user"),
    Column("good", Boolean, nullable=False),
    Column("given_at", Instant, nullable=False),
)
