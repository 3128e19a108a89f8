"""Alerts as a part of App Home."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.alerts.condition import read_condition
from bot.alerts.message import PAUSE, RESUME, sentence
from bot.blocks.digest_list import place
from bot.blocks.moments import moment_text
from bot.blocks.parts import Json, actions, button, line, small
from bot.digests.reasons import plain_reason
from bot.digests.values import ContentError
from bot.phrases import say
from storage.alerts import AlertRow

ADD, EDIT, DELETE = "alert_add", "alert_edit", "alert_delete"
IN_HOME = 10
TITLE, FACT = 100, 300


@dataclass(frozen=True, slots=True)
class Watched:
    """An alert, since when it is out of its line if it is, and whether the viewer may change it."""

    alert: AlertRow
    out_since: datetime | None
    mine: bool


def alert_section(watched: Sequence[Watched], now: datetime, language: str = "en") -> list[Json]:
    header: Json = {"type": "header", "text": _plain(say(language, "home_alerts"))}
    none = [small([say(language, "alert_none")])] if not watched else []
    rows = [block for one in watched[:IN_HOME] for block in _rows(one, now, language)]
    more = [small([say(language, "alert_more", count=len(watched) - IN_HOME)])]
    add = actions([button(say(language, "alert_add_button"), ADD, "add")])
    return [header, *none, *rows, *(more if len(watched) > IN_HOME else []), add]


def _rows(one: Watched, now: datetime, language: str) -> list[Json]:
    alert = one.alert
    elements: list[Json] = [
        {"type": "text", "text": line(alert.title, TITLE), "style": {"bold": True}},
        {"type": "text", "text": "  "},
        place(alert.channel, language),
        {"type": "text", "text": f"\n{watched_text(alert, language)}"},
        {"type": "text", "text": f"\n{line(_state(one, now, language), FACT)}"},
    ]
    section = {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": elements}]}
    return [section, *([actions(_buttons(alert, language))] if one.mine else [])]


def watched_text(alert: AlertRow, language: str) -> str:
    """What it watches; where that cannot be read any more, why."""
    try:
        return sentence(read_condition(alert.condition), language)
    except ContentError as error:
        return str(error)


def _state(one: Watched, now: datetime, language: str) -> str:
    alert = one.alert
    facts: list[str] = []
    if alert.state == "paused":
        facts.append(say(language, "digest_line_paused"))
    if alert.snoozed_until is not None and alert.snoozed_until > now:
        facts.append(say(language, "alert_snoozed", until=moment_text(alert.snoozed_until, language)))
    if one.out_since is not None:
        facts.append(say(language, "alert_out_since", since=moment_text(one.out_since, language)))
    if alert.reason:
        facts.append(say(language, "alert_line_failed", reason=plain_reason(alert.reason, language)))
    return " · ".join(facts) or say(language, "alert_quiet")


def _buttons(alert: AlertRow, language: str) -> list[Json]:
    change = RESUME if alert.state == "paused" else PAUSE
    delete = button(say(language, "digest_delete_button"), DELETE, alert.alert_id)
    confirm = {
        "title": _plain(say(language, "alert_delete_title")),
        "text": _plain(say(language, "alert_delete_text", title=line(alert.title, TITLE))),
        "confirm": _plain(say(language, "digest_delete_button")),
        "deny": _plain(say(language, "digest_keep")),
    }
    return [
        button(say(language, change), change, alert.alert_id),
        button(say(language, "digest_edit_button"), EDIT, alert.alert_id),
        {**delete, "style": "danger", "confirm": confirm},
    ]


def _plain(text: str) -> Json:
    return {"type": "plain_text", "text": text, "emoji": False}
