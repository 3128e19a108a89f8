"""The slots of a schedule: once on each local day that it names, whatever the clocks do.

A slot is a local date and time. Where clocks jump over that time the slot is due when they have jumped; where
they show it twice, at the first.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import takewhile
from zoneinfo import ZoneInfo

from bot.digests.schedule import DAY, HORIZON_DAYS, Schedule


@dataclass(frozen=True, slots=True, order=True)
class Slot:
    """A digest's local date and time, the key under which it is posted once, and the instant (UTC)."""

    day: date
    clock: time
    due_at: datetime

    @property
    def local_time(self) -> str:
        return f"{self.clock:%H:%M}"


def due(day: date, clock: time, zone: ZoneInfo) -> datetime:
    """The instant (UTC) at which the zone's clocks show that time first, or have jumped over it."""
    local = datetime.combine(day, clock, zone)
    instant = local.astimezone(UTC)
    if instant.astimezone(zone).replace(tzinfo=None) == local.replace(tzinfo=None):
        return instant
    return _after_jump(local)


def _after_jump(local: datetime) -> datetime:
    """The instant of the jump: with fold 1 the time is read by the offset after it, and lies before it."""
    before, after = (local.replace(fold=fold).utcoffset() or timedelta() for fold in (0, 1))
    late = (local.replace(tzinfo=UTC) - before).astimezone(UTC)
    early = (local.replace(tzinfo=UTC) - after).astimezone(UTC)
    zone = local.tzinfo
    while late - early > timedelta(seconds=1):
        middle = early + (late - early) / 2
        jumped = middle.astimezone(zone).utcoffset() == after
        early, late = (early, middle) if jumped else (middle, late)
    return late.replace(microsecond=0)


def next_slot(schedule: Schedule, zone: ZoneInfo, after: datetime) -> Slot | None:
    """The first slot that is due later than `after`; None where there is none within eight years."""
    return next((one for one in _from(schedule, zone, after) if one.due_at > after), None)


def latest_slot(schedule: Schedule, zone: ZoneInfo, until: datetime, reach: timedelta) -> Slot | None:
    """The last slot that was due at `until` or before, but not longer ago than `reach`."""
    return next(iter(slots_between(schedule, zone, until - reach, until)[::-1]), None)


def slots_between(schedule: Schedule, zone: ZoneInfo, after: datetime, until: datetime) -> list[Slot]:
    """The slots with after < due <= until, in order."""
    coming = takewhile(lambda one: one.due_at <= until, _from(schedule, zone, after))
    return [one for one in coming if one.due_at > after]


def _from(schedule: Schedule, zone: ZoneInfo, moment: datetime) -> Iterator[Slot]:
    """Slots in order, beginning early enough that none due after `moment` is missing."""
    first = moment.astimezone(zone).date() - DAY
    days = (first + DAY * step for step in range(HORIZON_DAYS))
    return (slot for day in days for slot in sorted(_on(schedule, day, zone), key=lambda one: one.due_at))


def _on(schedule: Schedule, day: date, zone: ZoneInfo) -> tuple[Slot, ...]:
    return tuple(Slot(day, clock, due(day, clock, zone)) for clock in schedule.times(day))
