"""Whether digests come: which fail and why, and whether a scheduler is at work at all."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bot.doctor.finding import Finding, broken, good, missing, odd
from bot.settings import Settings
from storage.errors import StorageError

if TYPE_CHECKING:
    from storage.digests import DigestRow, Digests

# Ten sweeps that did not happen are no chance.
SILENT = timedelta(minutes=5)


def digests(settings: Settings, now: datetime) -> Iterator[Finding]:
    """Nothing where there are none, or no store: that is another examination's finding."""
    from storage.database import open_store
    from storage.digests import Digests

    try:
        store = Digests(open_store(settings.db_url, create=False))
    except StorageError:
        return
    active = store.all("active")
    if not active:
        return
    failing = [found for digest in active if (found := _failing(store, digest, now))]
    yield from failing
    if not failing:
        yield good(f"digests: {len(active)} active, none failing")
    yield _scheduler(store, now)


def _failing(store: Digests, digest: DigestRow, now: datetime) -> Finding | None:
    from bot.digests.due import coming_slot
    from bot.digests.reasons import plain_reason
    from bot.digests.schedule import ScheduleError

    name = f'digest {digest.digest_id} "{digest.title}"'
    try:
        coming_slot(digest, now)
    except ScheduleError as error:
        return broken(f"{name} never comes: {error}", f"heartline digest edit {digest.digest_id}")
    last = next((one for one in store.slots(digest.digest_id, 5) if one.status != "skipped"), None)
    if last is None or last.status == "posted" or last.reason is None:
        return None
    when, reason = f"{last.local_date} {last.local_time}", plain_reason(last.reason)
    if last.status == "failed":
        return broken(f"{name} of {when} failed ({last.reason})", reason)
    return odd(f"{name} of {when} is late: attempt {last.attempts} ({last.reason})", f"tried again; {reason}")


def _scheduler(store: Digests, now: datetime) -> Finding:
    from storage.digest_rounds import last_rounds

    rounds = last_rounds(store.engine)
    if not rounds:
        return missing(
            "digests: no scheduler has ever run here", "heartline serve posts them: keep it running"
        )
    last = rounds[0]
    said = f"digests: the scheduler's last round was at {last.round_at:%Y-%m-%d %H:%M:%S} UTC"
    if now - last.round_at > SILENT:
        return broken(said, "heartline serve posts them: start it, and keep it running")
    alive = sum(now - one.round_at <= SILENT for one in rounds)
    if last.reason:
        return odd(f"{said}, with a fault: {last.reason}", "the log of heartline serve has it")
    return good(f"{said}, {alive} at work")
