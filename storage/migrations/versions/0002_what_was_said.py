# pyright: reportUnknownArgumentType=false
"""What was said: transcripts, their turns and scores, and the models that heard them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_EMOTIONS = (
    *("happy", "pleased", "trusting", "valued", "cared_for", "focused", "safe"),
    *("interested", "energetic", "stimulated", "exploratory", "indulgent"),
    *("irritated", "hurried", "neglected", "unhappy"),
    *("unsatisfied", "stressed", "disappointed", "frustrated"),
)


def upgrade() -> None:
    _transcripts()
    _turns()
    _turn_scores()
    _emotion_models()
    _measured_emotions()
    op.add_column("nev_contacts", sa.Column("not_scored", sa.String(), nullable=True))


def _transcripts() -> None:
    op.create_table(
        "transcripts",
        sa.Column("transcript_id", sa.Integer(), nullable=False),
        sa.Column("contact_id", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=True),
        sa.Column("roles", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("turns", sa.Integer(), nullable=False),
        sa.Column("customer_turns", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("transcript_id", name=op.f("pk_transcripts")),
    )
    op.create_index(op.f("ix_transcripts_contact_id"), "transcripts", ["contact_id"], unique=True)


def _turns() -> None:
    op.create_table(
        "turns",
        sa.Column("transcript_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("speaker", sa.String(), nullable=False),
        sa.Column("start_s", sa.Double(), nullable=True),
        sa.Column("end_s", sa.Double(), nullable=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("transcript_id", "position", name=op.f("pk_turns")),
        sqlite_with_rowid=False,
    )


def _turn_scores() -> None:
    op.create_table(
        "turn_scores",
        sa.Column("model_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("transcript_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("positive", sa.Integer(), nullable=False),
        sa.Column("negative", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=True) for name in _EMOTIONS),
        sa.PrimaryKeyConstraint("model_id", "transcript_id", "position", name=op.f("pk_turn_scores")),
        sqlite_with_rowid=False,
    )


def _emotion_models() -> None:
    op.create_table(
        "emotion_models",
        sa.Column("model_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("languages", sa.String(), nullable=True),
        sa.Column("positive", sa.Double(), nullable=False),
        sa.Column("negative", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("model_id", name=op.f("pk_emotion_models")),
    )
    op.create_index(op.f("ix_emotion_models_name"), "emotion_models", ["name"], unique=True)


def _measured_emotions() -> None:
    op.create_table(
        "measured_emotions",
        sa.Column("model_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("emotion", sa.String(), nullable=False),
        sa.Column("threshold", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("model_id", "emotion", name=op.f("pk_measured_emotions")),
    )
