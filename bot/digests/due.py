"""Which slot of a digest is due, and until when it may still come."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from bot.digests.schedule import Schedule, ScheduleError, read_schedule
from bot.digests.slots import Slot, latest_slot, next_slot
from bot.settings_digests import GRACE_HOURS
from storage.digests import DigestRow

# For a digest that somebody asked for at once, or one whose schedule cannot be read.
USUAL_HOURS = 12
# What the key of a slot has for a time where somebody asked for the digest at once.
RUN = "run"


@dataclass(frozen=True, slots=True)
class Grace:
    """How many hours late a digest may still come, by the schedule's first word."""

    hours: Mapping[str, int]

    def of(self, schedule: str) -> timedelta:
        kind, *_ = schedule.split() or [""]
        return timedelta(hours=self.hours.get(kind, USUAL_HOURS))


USUAL = Grace(GRACE_HOURS)


def due_slot(digest: DigestRow, now: datetime, grace: Grace) -> Slot | None:
    """The slot that should have been posted by now and still may be; none from before the digest was so.

    Earlier ones that were missed are not made up for. Raises ScheduleError for a schedule or zone that cannot
    be read.
    """
    slot = latest_slot(_schedule(digest.schedule), zone_of(digest.zone), now, grace.of(digest.schedule))
    return slot if slot is not None and slot.due_at >= digest.changed_at else None


def coming_slot(digest: DigestRow, now: datetime) -> Slot | None:
    """The slot that is due next, None where none ever is. Raises ScheduleError as `due_slot`."""
    return next_slot(_schedule(digest.schedule), zone_of(digest.zone), now)


def zone_of(name: str) -> ZoneInfo:
    """Raises ScheduleError where there is no such zone."""
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, LookupError):
        raise ScheduleError(f'"{name}" is no time zone; give an IANA name such as Europe/Berlin') from None


@lru_cache(maxsize=1024)
def _schedule(text: str) -> Schedule:
    return read_schedule(text)
