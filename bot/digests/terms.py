"""What is typed of a digest in the terminal, checked and made the row that is kept."""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.blocks.parts import line
from bot.digests.due import zone_of
from bot.digests.schedule import read_schedule
from bot.digests.values import Content, known, read_content, ref_of, write_content
from bot.errors import BotError
from kpi_engine.values import Filter, Names
from storage.digests import DigestRow

TITLE = 100
SCORECARD, NONE = "scorecard", "none"


class TermsError(BotError):
    """Words that make no digest. The message is one line: what, and how to mend it."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What is said; None where nothing is. `only` holds texts such as `queue=Billing,Sales`."""

    channel: str | None = None
    title: str | None = None
    when: str | None = None
    zone: str | None = None
    kpis: Sequence[str] | None = None
    only: Sequence[str] | None = None
    by: str | None = None


def made(terms: Terms, creator: str, now: datetime) -> DigestRow:
    """A new digest. TermsError, ScheduleError or ContentError for what cannot be."""
    empty = DigestRow(
        secrets.token_hex(5), "", creator, "", "", "", write_content(Content()), "active", now, now
    )
    row = changed(empty, replace(terms, when=terms.when or "daily 08:00", channel=terms.channel or ""), now)
    return row if row.title else replace(row, title="Scorecard")


def changed(row: DigestRow, terms: Terms, now: datetime) -> DigestRow:
    """The digest with what is said; another time begins now: what was due before it is not made up for."""
    channel = row.channel if terms.channel is None else _channel(terms.channel)
    schedule = row.schedule if terms.when is None else read_schedule(terms.when).text
    zone = row.zone if terms.zone is None else zone_of(terms.zone).key
    same = (schedule, zone) == (row.schedule, row.zone)
    return replace(
        row,
        channel=channel,
        title=row.title if terms.title is None else line(terms.title, TITLE),
        schedule=schedule,
        zone=zone,
        content=_content(row.content, terms),
        changed_at=row.changed_at if same else now,
    )


def _channel(said: str) -> str:
    if not re.fullmatch(r"[CGD][A-Z0-9]{4,}", said):
        raise TermsError(
            f'"{said}" is no channel id: in Slack, the channel\'s details end with it (C012AB3CD)'
        )
    return said


def _content(text: str, terms: Terms) -> str:
    if terms.kpis is None and terms.only is None and terms.by is None:
        return text
    content = read_content(text)
    if terms.kpis is not None:
        content = replace(content, kpis=_kpis(terms.kpis))
    if terms.only is not None:
        content = replace(content, filters=tuple(_filter(one) for one in terms.only if one != NONE))
    if terms.by is not None:
        content = replace(content, group_by=None if terms.by == NONE else terms.by)
    if problems := known(content, Names({})).problems:
        raise TermsError(" ".join(problems))
    return write_content(read_content(write_content(content)))


def _kpis(said: Sequence[str]) -> tuple[str, ...]:
    for name in said:
        if name != SCORECARD and ref_of(name) is None:
            raise TermsError(f'no KPI is called "{name}"; heartline kpis lists them')
    return tuple(name for name in said if name != SCORECARD)


def _filter(said: str) -> Filter:
    dimension, _, values = said.partition("=")
    named = tuple(value.strip() for value in values.split(",") if value.strip())
    if not dimension.strip() or not named:
        raise TermsError(f'"{said}" is no filter: write it as queue=Billing,Sales')
    return Filter(dimension.strip(), "in", named)
