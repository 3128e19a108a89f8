"""APScheduler's view of a schedule: when to wake for the next slot."""

# apscheduler is not typed.
# pyright: reportMissingTypeStubs=false, reportUntypedBaseClass=false, reportIncompatibleMethodOverride=false

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from apscheduler.triggers.base import BaseTrigger

from bot.digests.schedule import read_schedule
from bot.digests.slots import next_slot

_TICK = timedelta(microseconds=1)


class SlotTrigger(BaseTrigger):
    """Fires at each slot's instant. Kept in the job store as its two texts."""

    def __init__(self, schedule: str, zone: str) -> None:
        self.schedule = schedule
        self.zone = zone

    def get_next_fire_time(self, previous_fire_time: datetime | None, now: datetime) -> datetime | None:
        after = now - _TICK if previous_fire_time is None else max(previous_fire_time, now - _TICK)
        slot = next_slot(read_schedule(self.schedule), ZoneInfo(self.zone), after)
        return None if slot is None else slot.due_at.astimezone(ZoneInfo(self.zone))

    def __str__(self) -> str:
        return f"{self.schedule} ({self.zone})"
