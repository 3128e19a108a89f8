"""Contacts found by agent, then time: of a part of a day, those of ten agents are ten short stretches."""

from __future__ import annotations

from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.create_index(op.f("ix_contacts_started_at"), "contacts", ["started_at"], unique=False)
    op.create_index(
        op.f("ix_contacts_agent_id_started_at"), "contacts", ["agent_id", "started_at"], unique=False
    )
    op.drop_index(op.f("ix_contacts_started_at_agent_id"), "contacts")
