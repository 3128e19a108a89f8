"""The form of `/sentiment`: one field to paste a conversation or a customer's words into."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.blocks.parts import Json
from bot.phrases import say

CALLBACK = "sentiment"
# A modal's text field takes no more, whatever `max_length` says; a longer text is dropped as a file.
MOST = 3000


def form(metadata: str, language: str = "en") -> Json:
    """The modal; `metadata` comes back with its submission."""
    field = {"type": "plain_text_input", "action_id": CALLBACK, "multiline": True, "max_length": MOST}
    return {
        "type": "modal",
        "callback_id": CALLBACK,
        "private_metadata": metadata,
        "title": _plain(say(language, "sentiment_title")),
        "submit": _plain(say(language, "sentiment_submit")),
        "close": _plain(say(language, "form_close")),
        "blocks": [
            {
                "type": "input",
                "block_id": CALLBACK,
                "label": _plain(say(language, "sentiment_label")),
                "hint": _plain(say(language, "sentiment_hint", most=f"{MOST:,}")),
                "element": field | {"placeholder": _plain(say(language, "sentiment_placeholder"))},
            }
        ],
    }


def pasted(values: Mapping[str, Any]) -> str:
    """What was put in, from a submission's state."""
    return str(values[CALLBACK][CALLBACK].get("value") or "").strip()


def _plain(text: str) -> Json:
    return {"type": "plain_text", "text": text, "emoji": False}
