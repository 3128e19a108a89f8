"""Tells a digest's creator by direct message that it failed: once, and not again for the same reason."""

# slack_sdk is typed in part only.
# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false, reportUnknownVariableType=false

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.blocks.parts import Json, Said, fallback
from bot.digests.posting import BROKEN, Facts, Later, Never, Outcome, look, metadata, outcome_of, post
from bot.digests.reasons import plain_reason
from bot.phrases import say
from storage.digests import DigestRow, Digests, SlotRow

EVENT = "heartline_digest_failed"
# What failed longer ago is no news: App Home and `heartline doctor` have it.
NEWS = timedelta(days=2)

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Messenger:
    """`admins` are told where the creator cannot be. `client` must have no retry handlers."""

    client: WebClient
    admins: tuple[str, ...] = ()

    def tell(self, creator: str, said: Said, mark: Facts, since: datetime) -> Outcome:
        """The first who could be told has it in a direct message once; Later if nobody knows about one."""
        people = dict.fromkeys((creator, *self.admins))
        outcome: Outcome = Never("nobody_to_tell")
        for person in (one for one in people if re.fullmatch(r"[UW][A-Z0-9]+", one)):
            outcome = self._tell(person, said, mark, since)
            if not isinstance(outcome, Never):
                return outcome
        return outcome

    def _tell(self, person: str, said: Said, mark: Facts, since: datetime) -> Outcome:
        try:
            opened = self.client.conversations_open(users=person)
        except SlackApiError as error:
            return outcome_of(error)
        except BROKEN as error:
            return Later(type(error).__name__)
        channel = str(cast(Json, opened["channel"])["id"])
        return look(self.client, channel, mark, since) or post(self.client, channel, said, mark)


@dataclass(frozen=True, slots=True)
class Telling:
    """Tells of the failed slots of a store."""

    store: Digests
    messenger: Messenger
    clock: Callable[[], datetime]

    def tell_all(self) -> None:
        """Tells of every failure of which nobody has been told; what cannot be said now is said next time."""
        now = self.clock()
        for slot in self.store.untold(now - NEWS):
            digest = self.store.get(slot.digest_id)
            if digest is not None and self.store.tell_once(slot.key, now) and not self._told_before(slot):
                self._tell(digest, slot)

    def _told_before(self, slot: SlotRow) -> bool:
        """Whether the slot before this one failed for the same reason."""
        earlier = (one for one in self.store.slots(slot.digest_id, 20) if one.due_at < slot.due_at)
        before = next(earlier, None)
        return before is not None and (before.status, before.reason) == ("failed", slot.reason)

    def _tell(self, digest: DigestRow, slot: SlotRow) -> None:
        named = {"digest": slot.digest_id, "date": slot.local_date.isoformat(), "time": slot.local_time}
        mark = metadata(EVENT, named)
        outcome = self.messenger.tell(digest.creator, failure(digest, slot), mark, slot.claimed_at)
        log.warning("digest %s failed (%s); telling its creator: %s", slot.digest_id, slot.reason, outcome)
        if isinstance(outcome, Later):
            self.store.untell(slot.key)


def failure(digest: DigestRow, slot: SlotRow, language: str = "en") -> Said:
    """The words for a failed delivery, with a link to the channel."""
    facts = {"title": digest.title, "day": slot.local_date.isoformat(), "digest": digest.digest_id}
    words = say(language, "digest_failed", **facts)
    reason = plain_reason(slot.reason, language)
    again = say(language, "digest_run_it", **facts)
    link: Json = {"type": "channel", "channel_id": slot.channel}
    section = {
        "type": "rich_text_section",
        "elements": [_text(f"{words} "), link, _text(f"\n{reason}\n{again}")],
    }
    return Said(fallback([words, reason, again]), ({"type": "rich_text", "elements": [section]},))


def _text(words: str) -> Json:
    return {"type": "text", "text": words}
