"""The form of an alert: opened from App Home, and saved."""

# slack_sdk is typed in part only.
# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.alerts.condition import Condition, read_condition, write_condition
from bot.alerts.form import CALLBACK, AlertFilled, alert_form, begun_from, filled, problems
from bot.alerts.message import sentence
from bot.blocks.digest_forms import waiting
from bot.digests.office import Office
from bot.digests.place import direct_with, problem_with
from bot.digests.rights import may_change
from bot.digests.values import ContentError
from bot.listeners.digest_reply import Asker
from bot.phrases import say
from bot.reception import Reception
from storage.alerts import AlertRow


def register(app: App, reception: Reception) -> None:
    office = reception.office
    if office is None:
        return

    def submitted(ack: Ack, body: dict[str, Any], view: dict[str, Any], client: WebClient) -> None:
        before = _named(office, view)
        form = filled(view["state"]["values"], _begun(before))
        wrong = problems(form, office.desk.settings.kpi)
        if form.channel and (problem := problem_with(client, form.channel)):
            wrong["channel"] = problem
        if wrong:
            ack(response_action="errors", errors=wrong)
            return
        ack()
        asker = Asker(reception, client, body["user"]["id"])
        with asker.admitted() as welcome:
            if welcome:
                _save(asker, office, form, before)

    app.view(CALLBACK)(submitted)


def open_alert_form(asker: Asker, office: Office, trigger: str, alert: AlertRow | None) -> None:
    """A loading modal first: a trigger lives three seconds."""
    try:
        opened = asker.client.views_open(trigger_id=trigger, view=waiting())
    except SlackApiError:
        asker.say(say("en", "digest_form_expired"))
        return
    metadata = json.dumps({"alert": alert.alert_id if alert else ""})
    view = alert_form(_begun(alert), office.desk.names(), metadata, new=alert is None)
    asker.client.views_update(view_id=str((opened["view"] or {})["id"]), view=view)


def made(
    condition: Condition, title: str, place: tuple[str, str], zone: str, minutes: int, now: datetime
) -> AlertRow:
    """A new alert; `place` is its channel and who made it."""
    channel, creator = place
    text = write_condition(condition)
    return AlertRow(secrets.token_hex(5), channel, creator, title, zone, text, "active", minutes, now, now)


def _begun(alert: AlertRow | None) -> AlertFilled:
    if alert is None:
        return AlertFilled()
    try:
        condition = read_condition(alert.condition)
    except ContentError:
        return AlertFilled(title=alert.title)
    return begun_from(alert.title, alert.channel, condition, alert.every_minutes)


def _named(office: Office, view: Mapping[str, Any]) -> AlertRow | None:
    alert_id = json.loads(view.get("private_metadata") or "{}").get("alert")
    return office.alerts.get(alert_id) if alert_id else None


def _save(asker: Asker, office: Office, form: AlertFilled, before: AlertRow | None) -> None:
    if before is not None and not may_change(before, asker.user, office.admins):
        asker.say(say("en", "digest_not_yours", title=before.title))
        return
    now, condition = asker.reception.clock(), form.condition()
    channel = form.channel or _direct(asker, before)
    if before is None:
        alert = made(condition, form.title, (channel, asker.user), office.zone, form.minutes, now)
    else:
        alert = _changed(before, form, channel, now)
    office.alerts.put(alert)
    asker.say(say("en", "alert_saved", title=alert.title, what=sentence(condition)))


def _changed(before: AlertRow, form: AlertFilled, channel: str, now: datetime) -> AlertRow:
    """Another condition begins to count anew."""
    text = write_condition(form.condition())
    same = text == before.condition
    return replace(
        before,
        channel=channel,
        title=form.title,
        condition=text,
        every_minutes=form.minutes,
        changed_at=now,
        streak=before.streak if same else 0,
        reason=None,
        told_at=None,
    )


def _direct(asker: Asker, before: AlertRow | None) -> str:
    if before is not None and before.channel.startswith("D"):
        return before.channel
    return direct_with(asker.client, asker.user)
