"""An event's claim holds for a while, until it is answered: what a killed process was answering, another may.

What was claimed before, or by older code beside this, counts as answered.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.add_column("seen_events", sa.Column("lease_until", sa.BigInteger(), nullable=True))
