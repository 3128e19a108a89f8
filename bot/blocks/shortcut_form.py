"""The form of the message shortcut on a thread: what to read, and who of its authors is the customer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from bot.blocks.parts import Json, line, small
from bot.phrases import say

CALLBACK = "analyse_message"
WHAT, WHO = "what", "who"
THREAD, MESSAGE = "thread", "message"
OPTION_TEXT = 75


class Wanted(NamedTuple):
    """`customer` is an author's key."""

    whole_thread: bool
    customer: str


def form(
    metadata: str, count: int, authors: Sequence[tuple[str, str]], language: str = "en", note: str = ""
) -> Json:
    """The modal over a thread of `count` messages. `authors`: key and name, the likeliest customer first;
    `note` stands above all else."""
    what = [
        (THREAD, say(language, "shortcut_thread", count=count)),
        (MESSAGE, say(language, "shortcut_alone")),
    ]
    return {
        "type": "modal",
        "callback_id": CALLBACK,
        "private_metadata": metadata,
        "title": _plain(say(language, "shortcut_title")),
        "submit": _plain(say(language, "sentiment_submit")),
        "close": _plain(say(language, "form_close")),
        "blocks": [
            *([small([note])] if note else []),
            _input(WHAT, say(language, "shortcut_what"), "radio_buttons", what),
            _input(WHO, say(language, "shortcut_who"), "static_select", authors),
        ],
    }


def remark(text: str, language: str = "en") -> Json:
    """A modal that only says something."""
    section = {"type": "section", "text": _plain(line(text, 3000))}
    close = _plain(say(language, "shortcut_close"))
    return {
        "type": "modal",
        "title": _plain(say(language, "shortcut_title")),
        "close": close,
        "blocks": [section],
    }


def wanted(values: Mapping[str, Any]) -> Wanted:
    """What was filled in, from a submission's state."""
    what, who = (values[name][name]["selected_option"]["value"] for name in (WHAT, WHO))
    return Wanted(what == THREAD, str(who))


def _input(name: str, label: str, kind: str, options: Sequence[tuple[str, str]]) -> Json:
    offered = [{"text": _plain(line(text, OPTION_TEXT)), "value": value} for value, text in options]
    element = {"type": kind, "action_id": name, "options": offered, "initial_option": offered[0]}
    return {"type": "input", "block_id": name, "label": _plain(label), "element": element}


def _plain(text: str) -> Json:
    return {"type": "plain_text", "text": text, "emoji": False}
