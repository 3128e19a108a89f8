"""Digests as text for the terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import islice
from zoneinfo import ZoneInfo

from bot.digests.due import coming_slot, zone_of
from bot.digests.reasons import plain_reason
from bot.digests.schedule import ScheduleError, read_schedule
from bot.digests.slots import Slot, next_slot
from storage.digests import DigestRow, Digests, SlotRow

LAST = 10
NONE = "–"


def overview(store: Digests, now: datetime) -> str:
    """Every digest that is not deleted, a line each."""
    kept = store.all("active", "paused")
    if not kept:
        return "There are no digests yet: heartline digest add --channel C012AB3CD makes one."
    head = ("id", "title", "channel", "when", "zone", "state", "next", "last")
    return table([head, *(_row(store, one, now) for one in kept)])


def one_digest(store: Digests, digest: DigestRow, now: datetime) -> str:
    """A digest and what became of its last slots."""
    facts = (
        ("id", digest.digest_id),
        ("title", digest.title),
        ("channel", digest.channel),
        ("creator", digest.creator),
        ("when", f"{digest.schedule} ({digest.zone})"),
        ("shows", digest.content),
        ("state", digest.state),
        ("next", _next(digest, now)),
    )
    slots = [
        (f"{one.local_date} {one.local_time}", _became(one)) for one in store.slots(digest.digest_id, LAST)
    ]
    return "\n".join(part for part in (table(facts), table(slots)) if part)


def coming(digest: DigestRow, now: datetime, count: int) -> str:
    """The next slots, one a line. Where clocks change, a note says what is done."""
    rows = [_coming(slot, zone_of(digest.zone)) for slot in islice(slots_from(digest, now), count)]
    return table([("slot", "by its clocks", "UTC", ""), *rows])


def slots_from(digest: DigestRow, now: datetime) -> Iterator[Slot]:
    """Its slots after a moment, without end unless the schedule has one."""
    schedule, zone, after = read_schedule(digest.schedule), zone_of(digest.zone), now
    while (slot := next_slot(schedule, zone, after)) is not None:
        yield slot
        after = slot.due_at


def table(rows: Sequence[Sequence[str]]) -> str:
    """Columns as wide as they need to be."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join("  ".join(map(str.ljust, row, widths)).rstrip() for row in rows)


def _row(store: Digests, digest: DigestRow, now: datetime) -> tuple[str, ...]:
    last = next(iter(store.slots(digest.digest_id, 1)), None)
    became = NONE if last is None else f"{last.local_date} {_became(last)}"
    about = (digest.digest_id, digest.title, digest.channel, digest.schedule, digest.zone, digest.state)
    return (*about, _next(digest, now), became)


def _next(digest: DigestRow, now: datetime) -> str:
    if digest.state != "active":
        return NONE
    try:
        slot = coming_slot(digest, now)
    except ScheduleError as error:
        return f"never: {error}"
    return NONE if slot is None else f"{slot.due_at.astimezone(zone_of(digest.zone)):%Y-%m-%d %H:%M}"


def _became(slot: SlotRow) -> str:
    return f"{slot.status}: {plain_reason(slot.reason)}" if slot.reason else slot.status


def _coming(slot: Slot, zone: ZoneInfo) -> tuple[str, ...]:
    shown = slot.due_at.astimezone(zone)
    local = f"{slot.day:%a} {slot.day} {slot.local_time}"
    return (
        local,
        f"{shown:%Y-%m-%d %H:%M %z}",
        f"{slot.due_at.astimezone(UTC):%Y-%m-%d %H:%M}",
        _note(slot, zone),
    )


def _note(slot: Slot, zone: ZoneInfo) -> str:
    wanted = datetime.combine(slot.day, slot.clock, zone)
    if slot.due_at.astimezone(zone).replace(tzinfo=None) != wanted.replace(tzinfo=None):
        return "clocks jump over it: when they have jumped"
    both = {wanted.replace(fold=fold).utcoffset() for fold in (0, 1)}
    return "clocks show it twice: the first" if len(both) > 1 else ""
