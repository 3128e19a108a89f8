"""What the buttons of alerts do: under an incident, under an offer to watch something, and on App Home."""

# slack_sdk is typed in part only.
# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from threading import Lock
from typing import Any
from zoneinfo import ZoneInfo

from slack_bolt import Ack, App
from slack_sdk import WebClient

from bot import saying
from bot.alerts import message as buttons
from bot.alerts.condition import read_condition
from bot.alerts.evaluation import earlier, window
from bot.alerts.form import TITLE
from bot.alerts.offer import CREATE, EVERY_MINUTES
from bot.blocks.alert_list import ADD, DELETE, EDIT
from bot.blocks.headline import title_of
from bot.blocks.moments import moment_text
from bot.blocks.parts import line
from bot.digests.office import Office
from bot.digests.place import problem_with
from bot.digests.rights import may_change
from bot.digests.why import drivers, reasoned
from bot.listeners.alert_form import made, open_alert_form
from bot.listeners.digest_reply import Asker, asker_of
from bot.phrases import say
from bot.reception import Reception
from kpi_engine.calendar import day_start
from kpi_engine.values import Viewer
from storage.alerts import AlertRow

# Two presses of a button are two threads of one process, or follow each other.
_ONE_AT_A_TIME = Lock()

Deed = Callable[[Asker, Office, AlertRow, dict[str, Any]], None]
Pressed = Callable[[Asker, Office, dict[str, Any]], None]


def register(app: App, reception: Reception) -> None:
    office = reception.office
    if office is None:
        return

    def pressed(ack: Ack, body: dict[str, Any], action: dict[str, Any], client: WebClient) -> None:
        ack()
        asker = asker_of(reception, client, body)
        with asker.admitted() as welcome:
            if welcome:
                PRESSED.get(action["action_id"], _deed)(asker, office, body)

    for action_id in (*PRESSED, *DEEDS):
        app.action(action_id)(pressed)


def _deed(asker: Asker, office: Office, body: dict[str, Any]) -> None:
    """For those who may change the alert."""
    action = body["actions"][0]
    alert = office.alerts.get(str(action["value"]))
    if alert is None or alert.state == "deleted":
        asker.say(say("en", "alert_missing"))
    elif not may_change(alert, asker.user, office.admins):
        asker.say(say("en", "digest_not_yours", title=alert.title))
    else:
        DEEDS[action["action_id"]](asker, office, alert, body)


def _create(asker: Asker, office: Office, body: dict[str, Any]) -> None:
    """What was offered, where it was offered; once, however often the button is pressed."""
    condition = read_condition(str(body["actions"][0]["value"]))
    problem = None if asker.channel.startswith("D") else problem_with(asker.client, asker.channel)
    if problem is not None:
        asker.say(problem)
        return
    what = buttons.sentence(condition)
    place = (asker.channel, asker.user)
    now = asker.reception.clock()
    alert = made(condition, line(what, TITLE), place, office.zone, EVERY_MINUTES, now)
    with _ONE_AT_A_TIME:
        if not any(map(partial(_same, alert), office.alerts.all("active"))):
            office.alerts.put(alert)
    asker.say(say("en", "alert_created", what=what))


def _same(one: AlertRow, other: AlertRow) -> bool:
    return (one.channel, one.creator, one.condition) == (other.channel, other.creator, other.condition)


def _add(asker: Asker, office: Office, body: dict[str, Any]) -> None:
    open_alert_form(asker, office, body["trigger_id"], None)


def _edit(asker: Asker, office: Office, alert: AlertRow, body: dict[str, Any]) -> None:
    open_alert_form(asker, office, body["trigger_id"], alert)


def _hour(asker: Asker, office: Office, alert: AlertRow, _body: dict[str, Any]) -> None:
    _snooze(asker, office, alert, asker.reception.clock() + timedelta(hours=1))


def _tomorrow(asker: Asker, office: Office, alert: AlertRow, _body: dict[str, Any]) -> None:
    zone = ZoneInfo(alert.zone)
    today = asker.reception.clock().astimezone(zone).date()
    _snooze(asker, office, alert, day_start(today + timedelta(days=1), zone))


def _snooze(asker: Asker, office: Office, alert: AlertRow, until: datetime) -> None:
    office.alerts.change(alert.alert_id, snoozed_until=until)
    shown = moment_text(until.astimezone(ZoneInfo(alert.zone)))
    asker.say(say("en", "alert_snoozed_done", title=alert.title, until=shown))


def _in_state(state: str, key: str) -> Deed:
    def deed(asker: Asker, office: Office, alert: AlertRow, _body: dict[str, Any]) -> None:
        now = asker.reception.clock()
        office.alerts.change(alert.alert_id, state=state, changed_at=now, streak=0)
        asker.say(say("en", key, title=alert.title))

    return deed


def _why(asker: Asker, office: Office, body: dict[str, Any]) -> None:
    """In the incident's thread: what moved the figure since the same stretch a week before."""
    alert = office.alerts.get(str(body["actions"][0]["value"]))
    message_ts = str(body["container"]["message_ts"])
    incident = office.alerts.incident_of(message_ts)
    if alert is None or incident is None or incident.channel != asker.channel:
        asker.say(say("en", "alert_missing"))
        return
    condition = read_condition(alert.condition)
    period = window(condition, ZoneInfo(alert.zone), incident.opened_at)
    asked = drivers(condition.ref, period, earlier(period, 1), condition.filters)
    viewer = Viewer(asker.user, "channel")
    result = office.desk.answer(asked, incident.opened_at, viewer, alert.zone)
    title = say("en", "digest_why_title", kpi=title_of(condition.ref))
    saying.openly(asker.client, asker.channel, message_ts, asker.user, reasoned(result, title))


PRESSED: dict[str, Pressed] = {CREATE: _create, ADD: _add, buttons.WHY: _why}
DEEDS: dict[str, Deed] = {
    EDIT: _edit,
    buttons.HOUR: _hour,
    buttons.TOMORROW: _tomorrow,
    buttons.PAUSE: _in_state("paused", "alert_paused"),
    buttons.RESUME: _in_state("active", "alert_resumed"),
    DELETE: _in_state("deleted", "alert_deleted"),
}
