"""Small random stores around the moments where sums go wrong: changes of clocks, ties, blanks, overlaps."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from reference import Record, Records
from sqlalchemy import Engine, Table, delete, insert

from storage import schema
from storage.database import writing
from storage.derive import refresh

# A zone and an instant near which its clocks change (or, in Kathmandu, never do).
MOMENTS = (
    ("Europe/Berlin", datetime(2026, 10, 25, 1, tzinfo=UTC)),
    ("Europe/Berlin", datetime(2026, 3, 29, 1, tzinfo=UTC)),
    ("Asia/Kathmandu", datetime(2026, 5, 5, 18, 15, tzinfo=UTC)),
    ("Australia/Lord_Howe", datetime(2026, 4, 4, 15, tzinfo=UTC)),
    ("Australia/Lord_Howe", datetime(2026, 10, 3, 15, 30, tzinfo=UTC)),
    ("America/St_Johns", datetime(2026, 11, 1, 4, 30, tzinfo=UTC)),
    ("Africa/Cairo", datetime(2026, 4, 23, 22, tzinfo=UTC)),
    ("America/Havana", datetime(2026, 11, 1, 5, tzinfo=UTC)),
    ("UTC", datetime(2026, 1, 1, tzinfo=UTC)),
    ("Asia/Tokyo", datetime(1969, 12, 31, 15, tzinfo=UTC)),
)

EMOTIONS = ("happy", "frustrated", "neglected")
AGENTS = ("a1", "a2", "a3", "gone")
CONTACTS = tuple(f"c{n:02d}" for n in range(60))


class Maker:
    """Random records within five days of a moment."""

    def __init__(self, random: Random, around: datetime) -> None:
        self.random = random
        self.around = around

    def pick(self, *choices: Any) -> Any:
        return self.random.choice(choices)

    def maybe(self, value: Any, odds: float = 0.25) -> Any:
        return None if self.random.random() < odds else value

    def moment(self) -> datetime:
        """Often a whole hour, a tie or whole days apart, sometimes a microsecond beside that."""
        minutes = self.pick(1440, 1440, 60, 30, 15, 1)
        steps = self.random.randint(-5 * 1440 // minutes, 5 * 1440 // minutes)
        nudge = self.pick(0, 0, 0, -1, 1)
        return self.around + timedelta(minutes=minutes * steps, microseconds=nudge)

    def day(self) -> date:
        return (self.around + timedelta(days=self.random.randint(-6, 6))).date()

    def seconds(self) -> float | None:
        return self.maybe(float(self.pick(0, 5, 20, 20, 60, 61, 3600, 12.5)))

    def money(self) -> Decimal | None:
        return self.maybe(
            self.pick(
                Decimal("0.1"), Decimal("0.2"), Decimal("-3.3333"), Decimal(0), Decimal("900000000000000")
            )
        )

    def flag(self) -> bool | None:
        return self.pick(True, False, None)

    def contact(self, name: str) -> Record:
        return {
            "contact_id": name,
            "started_at": self.moment(),
            "channel": self.pick("voice", "voice", "chat", "email", "social", "digital"),
            "direction": self.pick("inbound", "inbound", "inbound", "outbound"),
            "queue": self.pick("Billing", "Returns", "Żółw's", None),
            "team": self.pick("red", "blue", None),
            "site": self.pick("Sofia", None),
            "agent_id": self.maybe(self.pick(*AGENTS)),
            "customer_id": self.pick("u1", "u2", "u3", None),
            "reason": self.pick("bill", "tech", None),
            "stage": self.pick("buy", None),
            "language": self.pick("en", "bg", None),
            "segment": self.pick("gold", None),
            "outcome": self.pick(
                "handled", "handled", "handled", "abandoned", "missed", "callback", "voicemail"
            ),
            "wait_s": self.seconds(),
            "talk_s": self.seconds(),
            "hold_s": self.seconds(),
            "acw_s": self.seconds(),
            "first_response_s": self.seconds(),
            "transfers": self.pick(0, 0, 1, 3, None),
            "resolved": self.flag(),
            "cost": self.money(),
            "sale_amount": self.money(),
            "sales_contact": self.flag(),
        }

    def survey(self, name: str) -> Record:
        kind = self.pick("csat", "csat", "nps", "nps", "ces", "fcr", "esat")
        low, high = self.pick((None, None), (0, 10), (1, 10), (1, 7), (3, 3), (None, 9))
        about = self.pick("contact_id", "contact_id", "customer_id", "agent_id")
        values = {"contact_id": (*CONTACTS, "unknown"), "customer_id": ("u1", "u2", "u9"), "agent_id": AGENTS}
        named = {
            column: self.pick(*choices) if column == about else None for column, choices in values.items()
        }
        return {
            "survey_id": name,
            "kind": kind,
            **named,
            "sent_at": self.maybe(self.moment()),
            "answered_at": self.maybe(self.moment()),
            "score": self.maybe(float(self.pick(0, 1, 2, 3, 4, 5, 6, 7, 9, 10))),
            "scale_min": low,
            "scale_max": high,
        }

    def interval(self, label: str, **more: Any) -> Record:
        start = self.moment()
        length = timedelta(minutes=self.pick(0, 5, 30, 60, 480, 2000), seconds=self.pick(0, 0, 7))
        name = self.pick("available", "handling", "break", "training", "offline")
        return {
            "agent_id": self.pick(*AGENTS),
            label: name,
            "started_at": start,
            "ended_at": start + length,
            **more,
        }

    def review(self, number: int) -> Record:
        return {
            "review_id": f"r{number // 2}",
            "criterion": self.pick("greeting", "closing") + str(number),
            "contact_id": None,
            "agent_id": AGENTS[number // 2 % len(AGENTS)],
            "reviewed_at": self.around + timedelta(hours=(number // 2) * 7 - 60),
            "criterion_kind": self.pick("script", "other", None),
            "points": float(self.pick(0, 1, 2.5)),
            "possible": float(self.pick(3, 5)),
            "critical_error": self.flag(),
        }

    def cost(self, name: str) -> Record:
        first = self.day()
        return {
            "cost_id": name,
            "from": first,
            "to": first + timedelta(days=self.pick(0, 0, 2, 30)),
            "amount": self.pick(Decimal(100), Decimal("0.0007"), Decimal(900_000_000_000_000), Decimal(-7)),
            "kind": self.pick("fixed", "variable", None),
            "queue": self.pick("Billing", None),
        }

    def absence(self, name: str) -> Record:
        hours, approved = float(self.pick(4, 8, 7.5)), self.pick(True, False)
        return {
            "absence_id": name,
            "agent_id": self.pick(*AGENTS),
            "date": self.day(),
            "hours": hours,
            "approved": approved,
        }

    def person(self, name: str) -> Record:
        hired = self.day() - timedelta(days=self.pick(0, 3, 400))
        left = self.maybe(self.day(), 0.5)
        place = {"team": self.pick("red", "green", None), "site": self.pick("Sofia", "Oslo", None)}
        return {
            "agent_id": name,
            "name": name.upper(),
            **place,
            "hired_on": hired,
            "left_on": left,
            "leave_reason": None,
        }

    def customer(self, name: str) -> Record:
        since = self.day() - timedelta(days=self.pick(0, 5))
        return {
            "customer_id": name,
            "segment": self.pick("gold", "new", None),
            "since": since,
            "lost_on": self.maybe(self.day(), 0.5),
        }

    def session(self, name: str) -> Record:
        kind, channel = self.pick("checkout", "self_service"), self.pick("digital", None)
        return {
            "session_id": name,
            "kind": kind,
            "channel": channel,
            "started_at": self.moment(),
            "completed": self.flag(),
            "failed": self.flag(),
        }

    def score(self, contact: str, model: str) -> Record:
        variants = ("balance", "shaw_mean", "net_sentiment", "end_weighted", "trend")
        values = {name: self.maybe(float(self.pick(-60, -20, -20.5, 0, 20, 35.25))) for name in variants}
        felt = {"positive_mentions": self.pick(0, 1, 4), "negative_mentions": self.pick(0, 2, 3)}
        reason = self.pick(None, None, "language", "words", "roles")
        return {"contact_id": contact, "model": model, **values, **felt, "not_scored": reason}

    def feeling(self, score: Record) -> Record:
        emotion = self.pick(*EMOTIONS)
        return {
            "contact_id": score["contact_id"],
            "model": score["model"],
            "emotion": emotion,
            "mentions": self.pick(0, 1, 2),
        }


def some(make: Callable[[str], Record], prefix: str, count: int) -> list[Record]:
    return [make(f"{prefix}{number}") for number in range(count)]


def unique(records: Sequence[Record], *columns: str) -> list[Record]:
    """The last record of each key, as ingest keeps them."""
    return list({tuple(record[column] for column in columns): record for record in records}.values())


def random_records(random: Random, around: datetime) -> Records:
    make = Maker(random, around)
    ids = random.sample(CONTACTS, random.choice((0, 3, 30, 60)))
    scores = [make.score(name, model) for name in (*ids[::2], "unknown") for model in ("m1", "m2")]
    states = [make.interval("state", paid=make.pick(True, True, False)) for _ in range(25)]
    return Records(
        contacts=[make.contact(name) for name in ids],
        surveys=some(make.survey, "s", 40),
        agent_states=unique(states, "agent_id", "started_at", "state"),
        schedules=unique(
            [make.interval("activity") for _ in range(10)], "agent_id", "started_at", "activity"
        ),
        quality=[make.review(number) for number in range(24)],
        costs=some(make.cost, "k", 6),
        staff=[make.person(name) for name in AGENTS[:3]] + some(make.person, "p", 6),
        absences=some(make.absence, "b", 8),
        customers=some(make.customer, "u", 8),
        digital=some(make.session, "d", 12),
        nev_contacts=scores,
        emotion_mentions=unique([make.feeling(score) for score in scores], "contact_id", "model", "emotion"),
        model=make.pick("m1", "m2"),
    )


TABLES: tuple[Table, ...] = (
    schema.contacts,
    schema.surveys,
    schema.agent_states,
    schema.schedules,
    schema.quality,
    schema.costs,
    schema.staff,
    schema.absences,
    schema.customers,
    schema.digital,
    schema.nev_contacts,
    schema.emotion_mentions,
)


def put(engine: Engine, records: Records) -> None:
    """Make these the store's only records, derived ones included."""
    with writing(engine) as connection:
        for table in (*TABLES, schema.agent_time, schema.settings):
            connection.execute(delete(table))
        for table in TABLES:
            rows = getattr(records, table.name)
            if rows:
                connection.execute(insert(table), rows)
        if records.model:
            connection.execute(insert(schema.settings), {"name": "emotion_model", "value": records.model})
        intervals = (*records.agent_states, *records.schedules)
        refresh(
            connection,
            issues=[(contact["customer_id"], contact["reason"]) for contact in records.contacts],
            agent_spans=[(one["agent_id"], one["started_at"], one["ended_at"]) for one in intervals],
        )
