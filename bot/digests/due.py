"""Which slot of a digest is due, and until when it may still come."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import lru_cache
from types import MappingProxyType
from zoneinfo import ZoneInfo

from bot.digests.schedule import Schedule, ScheduleError, read_schedule
from bot.digests.slots import Slot, latest_slot, next_slot
from storage.digests import DigestRow

# How many hours late a digest may still come, by the schedule's first word.
GRACE: Mapping[str, int] = MappingProxyType(
    {"daily": 12, "weekdays": 12, "weekly": 24, "monthly": 24, "cron": 12}
)
USUAL_GRACE = 12
# What the key of a slot has for a time where somebody asked for the digest at once.
RUN = "run"


def due_slot(digest: DigestRow, now: datetime) -> Slot | None:
    """The slot that should have been posted by now and still may be; none from before the digest was so.

    Earlier ones that were missed are not made up for. Raises ScheduleError for a schedule or zone that cannot
    be read.
    """
    slot = latest_slot(_schedule(digest.schedule), zone_of(digest.zone), now, grace(digest.schedule))
    return slot if slot is not None and slot.due_at >= digest.changed_at else None


def coming_slot(digest: DigestRow, now: datetime) -> Slot | None:
    """The slot that is due next, None where none ever is. Raises ScheduleError as `due_slot`."""
    return next_slot(_schedule(digest.schedule), zone_of(digest.zone), now)


def grace(schedule: str) -> timedelta:
    """How late a slot of this schedule may still be posted."""
    kind, *_ = schedule.split() or [""]
    return timedelta(hours=GRACE.get(kind, USUAL_GRACE))


def zone_of(name: str) -> ZoneInfo:
    """Raises ScheduleError where there is no such zone."""
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, LookupError):
        raise ScheduleError(f'"{name}" is no time zone; give an IANA name such as Europe/Berlin') from None


@lru_cache(maxsize=1024)
def _schedule(text: str) -> Schedule:
    return read_schedule(text)
