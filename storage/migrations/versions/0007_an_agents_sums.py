"""Sums per day found by agent, then day: of ten agents' month, three hundred rows of ten thousand.

As in 0004, the rollups' tables get the indexes that this code gives them; those that it has just made have
them.
"""

from __future__ import annotations

from alembic import op

from storage.rollups.tables import all_tables

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    for table in all_tables():
        for index in table.indexes:
            index.create(op.get_bind(), checkfirst=True)
