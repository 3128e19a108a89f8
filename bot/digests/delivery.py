"""A claimed slot on its way into its channel: exactly once, whoever dies on the way.

fresh claim ─────────────► renew the lease ─► post ─► posted | failed | tried again later
taken over ─► look into the channel ─► there: posted
                        ├► not there ─► as a fresh one
                        └► nobody can know ─► tried again later, never posted blindly
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from slack_sdk import WebClient

from bot.blocks.parts import Said
from bot.digests.due import RUN, USUAL, Grace
from bot.digests.posting import Facts, Later, Never, Outcome, Posted, look, metadata, post
from bot.errors import BotError
from storage.digests import DigestRow, Digests, SlotRow

EVENT = "heartline_digest"
# With the waits below: about three hours.
ATTEMPTS = 12
BACK_OFF = timedelta(seconds=30)
LONGEST_WAIT = timedelta(minutes=30)
# Slack names a time in seconds; nobody waits for longer than a day.
LONGEST_TOLD = 86_400
# Several times what a client waits for its answer, so that no post of a former holder is still on its way,
# even where the clocks of two machines are some seconds apart.
LEASE = timedelta(seconds=120)

log = logging.getLogger(__name__)

Compose = Callable[[DigestRow, SlotRow], Said]


class NotNowError(BotError):
    """A digest that cannot be made at the moment; the message is the reason."""


class NotAtAllError(BotError):
    """A digest that cannot be made until somebody changes it; the message is the reason."""


@dataclass(frozen=True, slots=True)
class Skipped:
    """It is not wanted any more."""

    reason: str


@dataclass(frozen=True, slots=True)
class Delivery:
    """`client` must have no retry handlers, and a time-out well under `lease`."""

    store: Digests
    client: WebClient
    clock: Callable[[], datetime]
    compose: Compose
    grace: Grace = USUAL
    lease: timedelta = LEASE
    attempts: int = ATTEMPTS
    back_off: timedelta = BACK_OFF

    def deliver(self, slot: SlotRow, *, fresh: bool) -> Outcome | Skipped:
        """Takes a claimed slot as far as it gets now, and notes how far that was."""
        found = None if fresh else look(self.client, slot.channel, mark(slot), slot.claimed_at)
        digest = self.store.get(slot.digest_id)
        outcome = found or self._unwanted(digest, slot) or self._post(digest, slot)
        if isinstance(outcome, Later):
            return self._again(slot, outcome, self._last_moment(digest, slot))
        self._note(slot, **_FACTS[type(outcome)](outcome, self.clock()))
        return outcome

    def _unwanted(self, digest: DigestRow | None, slot: SlotRow) -> Skipped | Never | None:
        state = "deleted" if digest is None else digest.state
        if state == "deleted" or (state != "active" and not by_hand(slot)):
            return Skipped(state)
        if slot.attempts > self.attempts:
            # Taken over again and again: its makers died of it.
            return Never("fault")
        return Never("too_late") if self.clock() > self._last_moment(digest, slot) else None

    def _post(self, digest: DigestRow | None, slot: SlotRow) -> Outcome:
        assert digest is not None
        try:
            said = self.compose(digest, slot)
        except NotAtAllError as error:
            return Never(str(error))
        except Exception as error:
            log.exception("digest %s of %s could not be made", slot.digest_id, slot.local_date)
            return Later(str(error) if isinstance(error, NotNowError) else "fault")
        if not self._note(slot, lease_until=self.clock() + self.lease):
            return Later("taken over")
        return post(self.client, slot.channel, said, mark(slot))

    def _again(self, slot: SlotRow, outcome: Later, last_moment: datetime) -> Later | Never:
        """Later if there is still a later, else Never for the same reason."""
        now = self.clock()
        wait = min(self.back_off * 2 ** (slot.attempts - 1), LONGEST_WAIT)
        if outcome.seconds is not None:
            wait = timedelta(seconds=min(outcome.seconds, LONGEST_TOLD))
        if slot.attempts < self.attempts and now + wait <= last_moment:
            self._note(slot, lease_until=now, next_try_at=now + wait, reason=outcome.reason)
            return outcome
        self._note(slot, status="failed", reason=outcome.reason)
        return Never(outcome.reason)

    def _last_moment(self, digest: DigestRow | None, slot: SlotRow) -> datetime:
        return slot.due_at + self.grace.of("" if digest is None or by_hand(slot) else digest.schedule)

    def _note(self, slot: SlotRow, **facts: Any) -> bool:
        return self.store.note(slot.key, slot.worker, **facts)


def by_hand(slot: SlotRow) -> bool:
    """Whether somebody asked for it at once; else it was due."""
    return slot.local_time.startswith(RUN)


def mark(slot: SlotRow) -> Facts:
    """The slot's name, as its post carries it."""
    named = {"digest": slot.digest_id, "date": slot.local_date.isoformat(), "time": slot.local_time}
    return metadata(EVENT, named)


_FACTS: dict[type, Callable[[Any, datetime], dict[str, Any]]] = {
    Posted: lambda it, now: {"status": "posted", "message_ts": it.ts, "posted_at": now, "reason": None},
    Never: lambda it, _now: {"status": "failed", "reason": it.reason},
    Skipped: lambda it, _now: {"status": "skipped", "reason": it.reason},
}
