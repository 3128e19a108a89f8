"""Rows that count, their time and their dimensions; first contacts, from the list of an issue's contacts."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from reference.records import TIME, Asked, Record, Records


def neighbours(records: Records, contact: Record, same_channel: bool) -> tuple[list[Record], list[Record]]:
    """The inbound contacts of the same issue before and after this one."""
    issue = records.issues.get((contact["customer_id"], contact["reason"]), [])
    if same_channel:
        issue = [other for other in issue if other["channel"] == contact["channel"]]
    place = (contact["started_at"], contact["contact_id"])
    before = [other for other in issue if (other["started_at"], other["contact_id"]) < place]
    after = [other for other in issue if (other["started_at"], other["contact_id"]) > place]
    return before, after


def within(contact: Record, others: Iterable[Record], days: int) -> bool:
    window = timedelta(days=days)
    return any(abs(other["started_at"] - contact["started_at"]) <= window for other in others)


def followable(contact: Record) -> bool:
    return contact["direction"] == "inbound" and contact["customer_id"] is not None


def is_first(records: Records, contact: Record | None, days: int, same_channel: bool = False) -> bool:
    if contact is None or not followable(contact) or contact["outcome"] != "handled":
        return False
    return not within(contact, neighbours(records, contact, same_channel)[0], days)


def is_resolved(records: Records, contact: Record | None, days: int, same_channel: bool = False) -> bool:
    if contact is None or not is_first(records, contact, days, same_channel):
        return False
    return not within(contact, neighbours(records, contact, same_channel)[1], days)


@dataclass
class Row:
    """A record with the instant at which it counts; `contact` gives it dimensions where it has one."""

    record: Record
    at: datetime
    contact: Record | None = None
    agent: str | None = None


def contact_rows(records: Records) -> list[Row]:
    return [Row(contact, contact["started_at"], contact, contact["agent_id"]) for contact in records.contacts]


def survey_rows(records: Records) -> list[Row]:
    rows: list[Row] = []
    for survey in records.surveys:
        contact = records.by_contact.get(survey["contact_id"])
        at = contact["started_at"] if contact else survey["answered_at"] or survey["sent_at"]
        if at is not None:
            rows.append(Row(survey, at, contact, contact["agent_id"] if contact else None))
    return rows


def esat_rows(records: Records) -> list[Row]:
    surveys = [survey for survey in records.surveys if survey["kind"] == "esat"]
    timed = [(survey, survey["answered_at"] or survey["sent_at"]) for survey in surveys]
    return [Row(survey, at, None, survey["agent_id"]) for survey, at in timed if at is not None]


def nev_rows(records: Records) -> list[Row]:
    pairs = [(score, records.by_contact.get(contact)) for contact, score in records.scores.items()]
    return [Row(score, c["started_at"], c, c["agent_id"]) for score, c in pairs if c is not None]


def quality_rows(records: Records) -> list[Row]:
    return [Row(review, review["reviewed_at"], None, review["agent_id"]) for review in records.quality]


def digital_rows(records: Records) -> list[Row]:
    return [Row(session, session["started_at"]) for session in records.digital]


EVENTS: dict[str, Callable[[Records], list[Row]]] = {
    "contacts": contact_rows,
    "surveys": survey_rows,
    "esat": esat_rows,
    "nev": nev_rows,
    "quality": quality_rows,
    "digital": digital_rows,
}


def hour_start(at: datetime, zone: ZoneInfo) -> datetime:
    """The first instant of the local hour of `at`, walking back; a change of clocks begins a new one."""
    local = at.astimezone(zone)
    same = (local.utcoffset(), local.date(), local.hour)
    start = at.astimezone(UTC).replace(second=0, microsecond=0)
    while True:
        earlier = (start - timedelta(minutes=1)).astimezone(zone)
        if (earlier.utcoffset(), earlier.date(), earlier.hour) != same:
            return start
        start -= timedelta(minutes=1)


def time_key(name: str, at: datetime, zone: ZoneInfo) -> Any:
    local = at.astimezone(zone)
    if name == "hour":
        return hour_start(at, zone)
    return {"day": local.date(), "weekday": local.weekday(), "hour_of_day": local.hour}[name]


def person(records: Records, agent: str | None, column: str) -> Any:
    found = records.agents.get(agent) if agent is not None else None
    return found[column] if found else None


def fcr_outcome(asked: Asked, contact: Record | None, days: int) -> str | None:
    if contact is None or not is_first(asked.records, contact, days):
        return None
    if contact["started_at"] > asked.clock - timedelta(days=days):
        return "immature"
    return "resolved" if is_resolved(asked.records, contact, days) else "repeated"


def nev_band(asked: Asked, contact: Record | None) -> str | None:
    score = asked.records.scores.get(contact["contact_id"]) if contact else None
    if score is None or score["balance"] is None:
        return None
    if score["balance"] < -20:
        return "under -20"
    return "-20 to 20" if score["balance"] <= 20 else "over 20"


def row_dimension(asked: Asked, source: str, row: Row, name: str) -> Any:
    """The value of a dimension for a row of an event source."""
    if name in TIME:
        return time_key(name, row.at, asked.zone)
    if name.startswith("fcr_outcome:"):
        return fcr_outcome(asked, row.contact, int(name.split(":")[1]))
    if name == "nev_band":
        return nev_band(asked, row.contact)
    if name == "agent":
        return row.agent
    if name in ("team", "site"):
        own = row.contact[name] if row.contact else None
        return own if own is not None else person(asked.records, row.agent, name)
    if source == "digital":
        return row.record[name]
    if name == "segment" and source == "surveys" and row.contact is None:
        relational = row.record["kind"] == "nps" and row.record["contact_id"] is None
        return asked.records.segments.get(row.record["customer_id"]) if relational else None
    return row.contact[name] if row.contact else None
