"""App Home: what can be asked, how fresh the figures are, and the zones that count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.blocks.moments import moment_text
from bot.blocks.parts import Json, actions, button, small
from bot.phrases import say
from bot.prompts import PROMPTS
from kpi_engine.catalogue import METRICS

ASK, FORM = "home_ask", "home_form"


@dataclass(frozen=True, slots=True)
class About:
    """What a Home tells of the store: the zone in which days are cut, the oldest and the newest contact."""

    zone: str
    week_start: int
    oldest: datetime | None
    newest: datetime | None


def home(
    about: About, viewer_zone: str, note: str = "", language: str = "en", kept: Sequence[Json] = ()
) -> Json:
    """The view of one viewer. `note` says what has just happened; `kept` lists their digests and alerts."""
    form = {**button(say(language, "form_title"), FORM, "form"), "style": "primary"}
    prompts = [button(one.title, f"{ASK}_{n}", one.message) for n, one in enumerate(PROMPTS)]
    blocks = [
        {"type": "header", "text": _plain(say(language, "home_title"))},
        {"type": "section", "text": _plain(say(language, "home_greeting", count=len(METRICS)))},
        actions([form, *prompts]),
        *([small([note])] if note else []),
        small([say(language, "home_alone")]),
        {"type": "section", "text": _plain(say(language, "home_hear"))},
        *([{"type": "divider"}, *kept] if kept else []),
        {"type": "divider"},
        {"type": "header", "text": _plain(say(language, "home_figures"))},
        {"type": "section", "fields": [_field(*fact) for fact in _facts(about, viewer_zone, language)]},
        small([say(language, "home_sure")]),
    ]
    return {"type": "home", "blocks": blocks}


def closed(message: str) -> Json:
    """The Home of somebody who may not ask."""
    return {"type": "home", "blocks": [{"type": "section", "text": _plain(message)}]}


def _facts(about: About, viewer_zone: str, language: str) -> list[tuple[str, str]]:
    days = say(language, "weekday_names").split()
    return [
        (say(language, "home_newest"), _moment(about.newest, about.zone, language)),
        (say(language, "home_oldest"), _moment(about.oldest, about.zone, language)),
        (say(language, "home_zone"), about.zone),
        (say(language, "home_week"), days[about.week_start]),
        (say(language, "home_your_zone"), viewer_zone),
    ]


def _moment(moment: datetime | None, zone: str, language: str) -> str:
    if moment is None:
        return say(language, "no_data")
    return moment_text(moment.astimezone(ZoneInfo(zone)), language)


def _field(name: str, value: str) -> Json:
    return {"type": "mrkdwn", "text": f"*{name}*\n{value}"}


def _plain(text: str) -> Json:
    return {"type": "plain_text", "text": text, "emoji": True}
