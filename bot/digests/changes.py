"""What people change of a digest, as the row that is kept afterwards."""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import datetime

from bot.blocks.digest_forms import Filled, unfolded
from bot.digests.values import Content, ContentError, read_content, write_content
from storage.digests import DigestRow


def begun_from(digest: DigestRow) -> Filled:
    """A digest as its form begins; what cannot be read any more begins empty."""
    try:
        content = read_content(digest.content)
    except ContentError:
        content = Content()
    return Filled(
        channel=None if digest.channel.startswith("D") else digest.channel,
        title=digest.title,
        zone=digest.zone,
        kpis=content.kpis,
        by=content.group_by,
        filters=content.filters,
        **unfolded(digest.schedule),
    )


def made_from(form: Filled, user: str, channel: str, now: datetime) -> DigestRow:
    """A new digest of the user's."""
    return DigestRow(
        secrets.token_hex(5),
        channel,
        user,
        form.title,
        form.schedule,
        form.zone,
        write_content(form.content),
        "active",
        now,
        now,
    )


def changed_by(form: Filled, digest: DigestRow, channel: str, now: datetime) -> DigestRow:
    """The digest as the form has it. Another time begins now: what was due before it is not made up for."""
    same = (form.schedule, form.zone) == (digest.schedule, digest.zone)
    return replace(
        digest,
        channel=channel,
        title=form.title,
        schedule=form.schedule,
        zone=form.zone,
        content=write_content(form.content),
        changed_at=digest.changed_at if same else now,
    )


def in_state(digest: DigestRow, state: str, now: datetime) -> DigestRow:
    return digest if digest.state == state else replace(digest, state=state, changed_at=now)
