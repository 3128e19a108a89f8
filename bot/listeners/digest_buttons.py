"""What the buttons of digests do: in the list, on App Home, and under each posted digest."""

# slack_sdk is typed in part only.
# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient

from bot import saying
from bot.blocks import digest_list as buttons
from bot.digests.changes import in_state
from bot.digests.delivery import NotAtAllError
from bot.digests.office import Office
from bot.digests.reasons import plain_reason
from bot.digests.rights import may_change
from bot.digests.why import reasons
from bot.listeners.digest_form import next_text, not_yours, open_form
from bot.listeners.digest_reply import Asker, asker_of
from bot.phrases import say
from bot.reception import Reception
from storage.digests import DigestRow

Deed = Callable[[Asker, Office, DigestRow, str], None]


def register(app: App, reception: Reception) -> None:
    office = reception.office
    if office is None:
        return

    def pressed(ack: Ack, body: dict[str, Any], action: dict[str, Any], client: WebClient) -> None:
        ack()
        asker = asker_of(reception, client, body)
        with asker.admitted() as welcome:
            if welcome:
                do(asker, office, DEEDS[action["action_id"]], str(action["value"]), body["trigger_id"])

    def added(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        ack()
        asker = asker_of(reception, client, body)
        with asker.admitted() as welcome:
            if welcome:
                open_form(asker, office, body["trigger_id"], None)

    def asked_why(ack: Ack, body: dict[str, Any], action: dict[str, Any], client: WebClient) -> None:
        ack()
        asker = asker_of(reception, client, body)
        with asker.admitted() as welcome:
            if welcome:
                _why(asker, office, str(action["value"]), str(body["container"]["message_ts"]))

    for action_id in DEEDS:
        app.action(action_id)(pressed)
    app.action(buttons.ADD)(added)
    app.action(buttons.WHY)(asked_why)


def do(asker: Asker, office: Office, deed: Deed, digest_id: str, trigger: str) -> None:
    """Does it, for those who may."""
    digest = office.digests.get(digest_id)
    if digest is None or digest.state == "deleted":
        asker.say(say("en", "digest_missing"))
    elif not may_change(digest, asker.user, office.admins):
        asker.say(not_yours(digest))
    else:
        deed(asker, office, digest, trigger)


def edit(asker: Asker, office: Office, digest: DigestRow, trigger: str) -> None:
    open_form(asker, office, trigger, digest)


def pause(asker: Asker, office: Office, digest: DigestRow, _trigger: str) -> None:
    office.digests.put(in_state(digest, "paused", asker.reception.clock()))
    asker.say(say("en", "digest_paused", title=digest.title))


def resume(asker: Asker, office: Office, digest: DigestRow, _trigger: str) -> None:
    again = in_state(digest, "active", asker.reception.clock())
    office.digests.put(again)
    coming = next_text(office, again, asker)
    asker.say(say("en", "digest_resumed", title=digest.title, next=coming))


def delete(asker: Asker, office: Office, digest: DigestRow, _trigger: str) -> None:
    office.digests.put(in_state(digest, "deleted", asker.reception.clock()))
    asker.say(say("en", "digest_deleted", title=digest.title))


def run(asker: Asker, office: Office, digest: DigestRow, _trigger: str) -> None:
    slot = office.run_now(digest, asker.reception.clock())
    if slot is None or slot.status == "posted":
        asker.say(say("en", "digest_ran", title=digest.title))
        return
    key = "digest_run_failed" if slot.status == "failed" else "digest_run_later"
    asker.say(say("en", key, title=digest.title, reason=plain_reason(slot.reason)))


def _why(asker: Asker, office: Office, digest_id: str, message_ts: str) -> None:
    """In the post's thread, where the channel sees it as it saw the digest."""
    digest, slot = office.digests.get(digest_id), office.slot_of(digest_id, message_ts)
    if digest is None or slot is None:
        asker.say(say("en", "digest_no_slot"))
        return
    try:
        composed = office.composed(digest, slot)
    except NotAtAllError as error:
        asker.say(str(error))
        return
    for message in reasons(composed, slot, office.desk):
        saying.openly(asker.client, asker.channel, message_ts, asker.user, message)


DEEDS: dict[str, Deed] = {
    buttons.EDIT: edit,
    buttons.PAUSE: pause,
    buttons.RESUME: resume,
    buttons.RUN: run,
    buttons.DELETE: delete,
}
