"""Rollups, and surveys found by their own time.

The rollups' tables are made as this code has them: they hold nothing that the records do not, and whoever
changes them has them made anew (`heartline rollups rebuild`). They stay empty and unused here: to sum up
millions of records is no part of opening a store.

On PostgreSQL the index keeps writers of surveys waiting while it is made, 1.1 s over a million of them, and
readers never. CONCURRENTLY would not, but cannot be taken back with the rest when something fails.
"""

from __future__ import annotations

from alembic import op

from storage.rollups.tables import all_tables
from storage.schema import metadata

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_index(
        op.f("ix_surveys_answered_at_sent_at"), "surveys", ["answered_at", "sent_at"], unique=False
    )
    metadata.create_all(op.get_bind(), tables=all_tables())
