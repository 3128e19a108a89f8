"""Contacts found by time and agent: of a part of a day, one agent is read without looking up the others."""

from __future__ import annotations

from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_index(
        op.f("ix_contacts_started_at_agent_id"), "contacts", ["started_at", "agent_id"], unique=False
    )
    op.drop_index(op.f("ix_contacts_started_at"), "contacts")
