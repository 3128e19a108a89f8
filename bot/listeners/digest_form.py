"""The form of a digest: opened, changed while it is filled in, previewed, and saved."""

# slack_sdk is typed in part only.
# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.blocks.digest_forms import (
    CALLBACK,
    KIND,
    PREVIEW,
    Filled,
    digest_form,
    filled,
    problems,
    remark,
    waiting,
)
from bot.blocks.moments import moment_text
from bot.blocks.parts import Json, Said, escaped, small
from bot.digests.changes import begun_from, changed_by, made_from
from bot.digests.delivery import NotAtAllError
from bot.digests.office import Office
from bot.digests.place import direct_with, problem_with
from bot.digests.rights import may_change
from bot.listeners.digest_reply import Asker
from bot.phrases import say
from bot.reception import Reception
from bot.saying import publicly
from storage.digests import DigestRow


def register(app: App, reception: Reception) -> None:
    office = reception.office
    if office is None:
        return

    def another_kind(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        ack()
        _drawn_anew(office, client, body["view"])

    def previewed(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        ack()
        with _asker(reception, client, body).admitted() as welcome:
            if welcome:
                note = _preview(reception, office, client, body)
                _drawn_anew(office, client, body["view"], note)

    def submitted(ack: Ack, body: dict[str, Any], view: dict[str, Any], client: WebClient) -> None:
        form = _form(office, view)
        wrong = problems(form)
        if "channel" not in wrong and form.channel and (problem := problem_with(client, form.channel)):
            wrong["channel"] = problem
        if wrong:
            ack(response_action="errors", errors=wrong)
            return
        ack()
        asker = _asker(reception, client, body)
        with asker.admitted() as welcome:
            if welcome:
                _save(asker, office, form, _named(office, view))

    app.action({"block_id": KIND, "action_id": KIND})(another_kind)
    app.action(PREVIEW)(previewed)
    app.view(CALLBACK)(submitted)


def open_form(asker: Asker, office: Office, trigger: str, digest: DigestRow | None) -> None:
    """Opens the form of a digest, or of a new one. A loading modal first: a trigger lives three seconds."""
    try:
        opened = asker.client.views_open(trigger_id=trigger, view=waiting())
    except SlackApiError:
        asker.say(say("en", "digest_form_expired"))
        return
    view_id = str((opened["view"] or {})["id"])
    metadata = json.dumps(
        {
            "digest": digest.digest_id if digest else "",
            "url": asker.url,
            "channel": asker.channel,
            "thread": asker.thread_ts,
        }
    )
    try:
        begun = begun_from(digest) if digest else _new(asker, office)
        view = digest_form(begun, office.desk.names(), metadata, new=digest is None)
    except Exception:
        asker.client.views_update(view_id=view_id, view=remark(say("en", "digest_form_expired")))
        raise
    asker.client.views_update(view_id=view_id, view=view)


def _new(asker: Asker, office: Office) -> Filled:
    here = asker.channel if asker.channel[:1] in ("C", "G") else None
    return Filled(channel=here, title=say("en", "digest_form_default"), zone=office.zone)


def _metadata(view: Mapping[str, Any]) -> dict[str, Any]:
    return json.loads(view.get("private_metadata") or "{}")


def _named(office: Office, view: Mapping[str, Any]) -> DigestRow | None:
    """The digest that a form is about; None for a new one."""
    digest_id = _metadata(view).get("digest")
    return office.digests.get(digest_id) if digest_id else None


def _form(office: Office, view: Mapping[str, Any]) -> Filled:
    before = _named(office, view)
    return filled(view["state"]["values"], begun_from(before) if before else Filled(zone=office.zone))


def _asker(reception: Reception, client: WebClient, body: Mapping[str, Any]) -> Asker:
    place = _metadata(body["view"])
    url, channel = str(place.get("url") or ""), str(place.get("channel") or "")
    return Asker(reception, client, body["user"]["id"], channel, url, place.get("thread"))


def _drawn_anew(office: Office, client: WebClient, view: Mapping[str, Any], note: str = "") -> None:
    """The form with the inputs of the chosen kind; what was filled in stays, under the same ids."""
    form = _form(office, view)
    metadata = str(view["private_metadata"])
    made = digest_form(form, office.desk.names(), metadata, new=_named(office, view) is None, note=note)
    client.views_update(view_id=view["id"], view=made)


def _preview(reception: Reception, office: Office, client: WebClient, body: Mapping[str, Any]) -> str:
    """Posts the digest as it would be now to its maker alone; what to say of it in the form."""
    form, before, user = _form(office, body["view"]), _named(office, body["view"]), body["user"]["id"]
    wrong = problems(form)
    if wrong:
        return " ".join(wrong.values())
    now, channel = reception.clock(), form.channel or direct_with(client, user)
    form = form if form.title else replace(form, title=say("en", "digest_form_default"))
    digest = changed_by(form, before, channel, now) if before else made_from(form, user, channel, now)
    try:
        made = office.preview(digest, now)
    except NotAtAllError as error:
        return str(error)
    publicly(client, user, None, _as_preview(made))
    return say("en", "digest_form_previewed")


def _as_preview(made: Said) -> Said:
    """Without the buttons of a digest that is posted."""
    note = say("en", "digest_preview_note")
    kept: list[Json] = [one for one in made.blocks if one["type"] != "actions"]
    return Said(f"{escaped(note)}\n{made.text}", (small([note]), *kept))


def _save(asker: Asker, office: Office, form: Filled, before: DigestRow | None) -> None:
    if before is not None and not may_change(before, asker.user, office.admins):
        asker.say(not_yours(before))
        return
    now = asker.reception.clock()
    channel = form.channel or _direct(asker, before)
    digest = changed_by(form, before, channel, now) if before else made_from(form, asker.user, channel, now)
    office.digests.put(digest)
    asker.say(
        say(
            "en",
            "digest_saved",
            title=digest.title,
            schedule=digest.schedule,
            zone=digest.zone,
            next=next_text(office, digest, asker),
        )
    )


def _direct(asker: Asker, before: DigestRow | None) -> str:
    """An admin who edits somebody's own digest leaves it theirs."""
    if before is not None and before.channel.startswith("D"):
        return before.channel
    return direct_with(asker.client, asker.user)


def next_text(office: Office, digest: DigestRow, asker: Asker) -> str:
    coming = office.next_at(digest, asker.reception.clock())
    return say("en", "digest_never") if coming is None else moment_text(coming)


def not_yours(digest: DigestRow) -> str:
    return say("en", "digest_not_yours", title=digest.title)
