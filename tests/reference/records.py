"""The records of one store, and a question to them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

Record = dict[str, Any]

SCALES = {"csat": (1, 5), "nps": (0, 10), "ces": (1, 7), "fcr": (0, 1), "esat": (1, 5)}
ON_QUEUE = ("handling", "available")
NEVER = datetime.max.replace(tzinfo=UTC)
TIME = ("hour", "day", "weekday", "hour_of_day")


@dataclass
class Records:
    """All records of a store by kind, and the emotion model that is active."""

    contacts: list[Record] = field(default_factory=list)
    surveys: list[Record] = field(default_factory=list)
    agent_states: list[Record] = field(default_factory=list)
    schedules: list[Record] = field(default_factory=list)
    quality: list[Record] = field(default_factory=list)
    costs: list[Record] = field(default_factory=list)
    staff: list[Record] = field(default_factory=list)
    absences: list[Record] = field(default_factory=list)
    customers: list[Record] = field(default_factory=list)
    digital: list[Record] = field(default_factory=list)
    nev_contacts: list[Record] = field(default_factory=list)
    emotion_mentions: list[Record] = field(default_factory=list)
    model: str | None = None

    @cached_property
    def agents(self) -> dict[str, Record]:
        return {person["agent_id"]: person for person in self.staff}

    @cached_property
    def by_contact(self) -> dict[str, Record]:
        return {contact["contact_id"]: contact for contact in self.contacts}

    @cached_property
    def segments(self) -> dict[str, str | None]:
        return {customer["customer_id"]: customer["segment"] for customer in self.customers}

    @cached_property
    def issues(self) -> dict[tuple[str, str | None], list[Record]]:
        """Inbound contacts by issue, in order of time and id."""
        found: dict[tuple[str, str | None], list[Record]] = defaultdict(list)
        for contact in self.contacts:
            if contact["direction"] == "inbound" and contact["customer_id"] is not None:
                found[contact["customer_id"], contact["reason"]].append(contact)
        for contacts in found.values():
            contacts.sort(key=lambda contact: (contact["started_at"], contact["contact_id"]))
        return found

    @cached_property
    def scores(self) -> dict[str, Record]:
        return {score["contact_id"]: score for score in self.nev_contacts if score["model"] == self.model}

    @cached_property
    def emotions(self) -> set[tuple[str, str]]:
        mentions = (m for m in self.emotion_mentions if m["model"] == self.model and m["mentions"] > 0)
        return {(mention["contact_id"], mention["emotion"]) for mention in mentions}


@dataclass
class Asked:
    """One question: the records, the span as UTC instants, its zone and the clock."""

    records: Records
    start: datetime
    end: datetime
    zone: ZoneInfo
    clock: datetime
