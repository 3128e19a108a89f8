"""A claimed slot on its way into its channel: exactly once, whoever dies on the way.

fresh claim ─────────────► renew the lease ─► post ─► posted | failed | tried again later
taken over ─► look into the channel ─► there: posted
                        └► not there ─► as a fresh one
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from slack_sdk import WebClient

from bot.blocks.parts import Said
from bot.digests.posting import Facts, Later, Never, Outcome, Posted, look, metadata, post
from bot.errors import BotError
from storage.digests import Digests, SlotRow

EVENT = "heartline_digest"
ATTEMPTS = 8
# Longer than a client waits for its answer, so that no post of a former holder is still on its way.
LEASE = timedelta(seconds=120)

log = logging.getLogger(__name__)


class NotNowError(BotError):
    """A digest that cannot be made at the moment; the message is the reason."""


class NotAtAllError(BotError):
    """A digest that cannot be made until somebody changes it; the message is the reason."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """`client` must have no retry handlers, and a time-out well under `lease`; `tell` informs the creator."""

    store: Digests
    client: WebClient
    worker: str
    clock: Callable[[], datetime]
    compose: Callable[[SlotRow], Said]
    tell: Callable[[SlotRow, str], None]
    lease: timedelta = LEASE
    attempts: int = ATTEMPTS

    def deliver(self, slot: SlotRow, *, fresh: bool) -> Outcome:
        """Takes a slot that the worker holds as far as it gets now, and notes how far that was."""
        found = None if fresh else look(self.client, slot.channel, mark(slot), slot.claimed_at)
        outcome = found if found is not None else self._post(slot)
        self._note(slot, outcome)
        return outcome

    def _post(self, slot: SlotRow) -> Outcome:
        try:
            said = self.compose(slot)
        except NotAtAllError as error:
            return Never(str(error))
        except Exception as error:
            log.exception("digest %s of %s could not be made", slot.digest_id, slot.local_date)
            return Later(str(error) if isinstance(error, NotNowError) else "fault")
        if not self.store.note(slot.key, self.worker, lease_until=self.clock() + self.lease):
            return Later("taken over")
        return post(self.client, slot.channel, said, mark(slot))

    def _note(self, slot: SlotRow, outcome: Outcome) -> None:
        now = self.clock()
        if isinstance(outcome, Later) and slot.attempts >= self.attempts:
            outcome = Never(outcome.reason)
        if isinstance(outcome, Posted):
            facts = {"status": "posted", "message_ts": outcome.ts, "posted_at": now, "reason": None}
        elif isinstance(outcome, Later):
            wait = timedelta(seconds=outcome.seconds * slot.attempts)
            facts = {"lease_until": now, "next_try_at": now + wait, "reason": outcome.reason}
        else:
            facts = {"status": "failed", "reason": outcome.reason}
        noted = self.store.note(slot.key, self.worker, **facts)
        if noted and isinstance(outcome, Never) and self.store.tell_once(slot.key, now):
            self.tell(slot, outcome.reason)


def mark(slot: SlotRow) -> Facts:
    """The slot's name, as its post carries it."""
    named = {"digest": slot.digest_id, "date": slot.local_date.isoformat(), "time": slot.local_time}
    return metadata(EVENT, named)
