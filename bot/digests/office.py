"""What the Slack surfaces need of digests and alerts: where they are kept, and who makes and posts them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.alerts.rounds import AlertRounds
from bot.blocks.parts import Said
from bot.desk import Desk
from bot.digests.blocks import digest_message
from bot.digests.composed import Composed
from bot.digests.content import Composer
from bot.digests.due import coming_slot
from bot.digests.rounds import run_key
from bot.digests.schedule import ScheduleError
from storage.alerts import Alerts
from storage.digests import DigestRow, Digests, SlotKey, SlotRow, slot_claim

Run = Callable[[DigestRow, SlotKey], SlotRow | None]


@dataclass(frozen=True, slots=True)
class Office:
    """`run` posts a digest now under a key of its own and says what became of it; `watching` evaluates
    alerts."""

    digests: Digests
    alerts: Alerts
    desk: Desk
    composer: Composer
    run: Run
    watching: AlertRounds

    @property
    def admins(self) -> tuple[str, ...]:
        return self.desk.settings.admins

    @property
    def zone(self) -> str:
        return self.desk.settings.zone

    def run_now(self, digest: DigestRow, now: datetime) -> SlotRow | None:
        return self.run(digest, run_key(digest, now.astimezone(ZoneInfo(digest.zone))))

    def preview(self, digest: DigestRow, now: datetime) -> Said:
        """The digest as it would be posted now. NotAtAllError where it could not be."""
        key = run_key(digest, now.astimezone(ZoneInfo(digest.zone)))
        return digest_message(
            self.composed(digest, slot_claim(key, now, digest.channel, "preview", now, now))
        )

    def composed(self, digest: DigestRow, slot: SlotRow) -> Composed:
        return self.composer.of(digest, slot)

    def next_at(self, digest: DigestRow, now: datetime) -> datetime | None:
        """When an active digest comes next, in its own zone."""
        try:
            slot = coming_slot(digest, now) if digest.state == "active" else None
        except ScheduleError:
            return None
        return None if slot is None else slot.due_at.astimezone(ZoneInfo(digest.zone))

    def last(self, digest: DigestRow) -> SlotRow | None:
        """The last slot that was posted, or could not be."""
        slots = self.digests.slots(digest.digest_id, 20)
        done = (one for one in slots if one.status in ("posted", "failed") or one.reason)
        return next(done, None)

    def slot_of(self, digest_id: str, message_ts: str) -> SlotRow | None:
        """The slot whose post that message is."""
        slots = self.digests.slots(digest_id, 400)
        return next((one for one in slots if one.message_ts == message_ts), None)
