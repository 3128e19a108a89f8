"""A file that somebody gives the bot: in a direct message, or with a mention in a channel."""

# slack_sdk is typed in part only.
# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import Any, cast

from slack_sdk import WebClient

from bot.admission import admit, direct
from bot.analysing import analyse
from bot.answering import Asked, alone, answer, asked_in, polite
from bot.blocks.answer import plain
from bot.fetching import fetch
from bot.file_kinds import hopeless, name_of
from bot.phrases import say
from bot.reception import Reception
from bot.voices import OneMessage
from kpi_engine.values import Refusal

# Each file is a message of its own; a crowd of them would bury the conversation.
MOST_FILES = 5


@dataclass(frozen=True, slots=True)
class Dropped:
    """Files with one message, and what was said with them, where and by whom."""

    files: tuple[dict[str, Any], ...]
    asked: Asked


def dropped(event: dict[str, Any], bot_user: str) -> Dropped | None:
    """The files that a message gives to the bot. A question with nothing but a picture beside it is still a
    question; and a file in a channel is the bot's only where it is mentioned."""
    files = cast(list[dict[str, Any]], event.get("files") or [])
    text = str(event.get("text") or "")
    mine = direct(event.get("channel", "")) or f"<@{bot_user}" in text
    if not files or not mine or not event.get("user") or event.get("bot_id"):
        return None
    if _words(text, bot_user) and all(map(hopeless, files)):
        return None
    return Dropped(tuple(files), replace(asked_in(event), beside=True))


def hear_files(reception: Reception, client: WebClient, given: Dropped) -> None:
    """Each file's analysis in the thread of the message that brought it; a question beside it is answered
    first, for that is quick."""
    asked = given.asked
    if asked.text.strip():
        answer(reception, client, asked)

    def tell(line: str) -> None:
        alone(client, asked, plain(line))

    with polite(tell):
        viewer = admit(client, reception.team_id, asked.user, asked.channel)
        if isinstance(viewer, Refusal):
            tell(viewer.message)
            return
        for file in given.files[:MOST_FILES]:
            voice = OneMessage(client, asked.user, asked.channel, asked.thread_ts)
            analyse(reception, voice, name_of(file), partial(fetch, client, str(file["id"])))
        if len(given.files) > MOST_FILES:
            tell(say("en", "hear_most_files", most=MOST_FILES))


def _words(text: str, bot_user: str) -> str:
    return text.replace(f"<@{bot_user}>", "").strip()
