"""A small centre with ten weeks of days that are easy to count, and digests over it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import insert
from sqlalchemy.engine import Engine

from bot.blocks.parts import Said
from bot.desk import Desk
from bot.digests.answers import Answers
from bot.digests.composed import Composed
from bot.digests.content import Composer
from bot.digests.slots import due
from bot.digests.values import Content, write_content
from bot.settings import read_settings
from bot.workspace.words import texts
from kpi_engine.values import Viewer
from storage import schema
from storage.database import writing
from storage.derive import refresh
from storage.digests import DigestRow, Digests, SlotKey, SlotRow, slot_claim
from storage.store import Store

Row = dict[str, Any]
FIRST = date(2026, 8, 31)  # a Monday
DAYS = 77
ZONE = "Europe/Sofia"
# Tuesday; its digest is about Monday 9 November.
DAY = date(2026, 11, 10)
PER_DAY = 40


def fill(engine: Engine, *, empty: frozenset[date] = frozenset(), few: frozenset[date] = frozenset()) -> None:
    """40 contacts a local day, 30 minutes apart from midnight on; 4 of them abandoned, 20 on 9 November.

    No contacts on `empty` days, and ten on `few` ones. Of 100 customers 2 are lost each month.
    """
    rows = [
        row
        for day in (FIRST + timedelta(days=n) for n in range(DAYS))
        if day not in empty
        for row in _contacts(day, 10 if day in few else PER_DAY)
    ]
    with writing(engine) as connection:
        connection.execute(insert(schema.contacts), rows)
        connection.execute(insert(schema.customers), [_customer(n) for n in range(100)])
        connection.execute(insert(schema.targets), [_target("abandonment_rate", 12.0)])
        names = [{"dimension": "queue", "value": value} for value in ("Billing", "Returns")]
        connection.execute(insert(schema.dimension_values), names)
        refresh(connection, issues={(row["customer_id"], row["reason"]) for row in rows})


def _contacts(day: date, count: int) -> list[Row]:
    midnight = datetime.combine(day, time(), ZoneInfo(ZONE)).astimezone(UTC)
    lost = 20 if day == date(2026, 11, 9) else 4
    return [
        _contact(f"{day}-{n}", midnight + timedelta(minutes=30 * n), abandoned=n < lost, number=n)
        for n in range(count)
    ]


def _contact(name: str, started_at: datetime, *, abandoned: bool, number: int) -> Row:
    names = (column.name for column in schema.contacts.columns)
    row: Row = {column: None for column in names if "_gap" not in column}
    return row | {
        "contact_id": name,
        "started_at": started_at,
        "channel": "voice",
        "direction": "inbound",
        "outcome": "abandoned" if abandoned else "handled",
        # The abandoned contacts of the bad day are mostly Billing's.
        "queue": "Billing" if number < 24 else "Returns",
        "customer_id": name,
        "reason": "bill",
        "wait_s": 10.0,
        "talk_s": None if abandoned else 100.0 + started_at.day,
        "hold_s": None if abandoned else 0.0,
        "acw_s": None if abandoned else 20.0,
    }


def _customer(number: int) -> Row:
    lost = date(2026, 9, 10) if number < 2 else date(2026, 10, 10) if number < 4 else None
    return {"customer_id": f"k{number}", "segment": None, "since": date(2026, 1, 1), "lost_on": lost}


def _target(name: str, value: float) -> Row:
    blanks = dict.fromkeys(("variant", "queue", "channel", "weekday"), "")
    return {"metric": name, **blanks, "from": date(2026, 1, 1), "to": None, "value": value} | dict.fromkeys(
        ("low", "high")
    )


def digest(content: Content | str | None = None, **facts: Any) -> DigestRow:
    made = DigestRow(
        digest_id="d1",
        channel="C1",
        creator="U1",
        title="Every morning",
        schedule="daily 08:00",
        zone=ZONE,
        content=content if isinstance(content, str) else write_content(content or Content()),
        state="active",
        created_at=datetime(2026, 9, 1, tzinfo=UTC),
        changed_at=datetime(2026, 9, 1, tzinfo=UTC),
    )
    return replace(made, **facts)


def slot_of(one: DigestRow, day: date = DAY) -> SlotRow:
    at = due(day, time(8), ZoneInfo(one.zone))
    return slot_claim(SlotKey(one.digest_id, day, "08:00"), at, one.channel, "w", at, at)


def composer(engine: Engine, clock: Callable[[], datetime] | None = None) -> Composer:
    desk = Desk(Store(engine), replace(read_settings({}), zone=ZONE))
    at = slot_of(digest()).due_at
    viewer = Viewer("U1", "channel")
    return Composer(Digests(engine), Answers(desk), clock or (lambda: at), lambda _digest: viewer)


def composed(engine: Engine, one: DigestRow, day: date = DAY, late: timedelta = timedelta()) -> Composed:
    slot = slot_of(one, day)
    return composer(engine, lambda: slot.due_at + late).of(one, slot)


def shown(message: Said) -> str:
    return "\n".join(texts(list(message.blocks)))
