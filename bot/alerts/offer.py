"""What was understood of an alert asked for in words, with a button that makes it: never made silently."""

from __future__ import annotations

from datetime import datetime

from bot.alerts.condition import Condition, write_condition
from bot.alerts.message import sentence
from bot.alerts.words import condition_of, wish_of
from bot.blocks.answer import plain
from bot.blocks.parts import BUTTON_VALUE, Said, Span, actions, button, fallback, paragraph, small
from bot.desk import Desk
from bot.phrases import say

CREATE = "alert_create"
EVERY_MINUTES = 15


def offer(text: str, desk: Desk, now: datetime, language: str = "en") -> Said | None:
    """The question whether to make that alert; None where the words do not ask for one."""
    wish = wish_of(text, language)
    if wish is None:
        return None
    understood = condition_of(desk.understand(wish, now), desk.settings.kpi, language)
    if isinstance(understood, str):
        return plain(f"{say(language, 'alert_not_understood')} {understood}")
    return offered(understood, language)


def offered(condition: Condition, language: str = "en") -> Said:
    value = write_condition(condition)
    if len(value) > BUTTON_VALUE:
        return plain(say(language, "alert_too_long"))
    question, words = say(language, "alert_offer"), sentence(condition, language)
    create = {**button(say(language, CREATE), CREATE, value), "style": "primary"}
    every = say(language, "alert_every", minutes=EVERY_MINUTES, times=condition.times)
    blocks = (paragraph([[Span(question)], [Span(words, bold=True)]]), small([every]), actions([create]))
    return Said(fallback([question, words]), blocks)
