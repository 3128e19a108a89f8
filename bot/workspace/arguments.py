"""Reading a call's arguments, and a message as Slack gives it to apps."""

from __future__ import annotations

import json
from typing import Any

from bot.workspace.team import Json, Message, Team


def parsed(value: Any) -> Any:
    """A form's field may hold JSON as text; anything that is none stays as it is."""
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value


def shown(team: Team, message: Message) -> Json:
    """A message as Slack gives it to apps."""
    body: Json = {
        "type": "message",
        "ts": message.ts,
        "user": message.user,
        "text": message.text,
        "team": team.id,
    }
    if message.blocks:
        body["blocks"] = message.blocks
    if message.thread_ts:
        body["thread_ts"] = message.thread_ts
    if message.subtype:
        body["subtype"] = message.subtype
    if message.metadata:
        body["metadata"] = message.metadata
    if message.user == team.bot.id:
        body |= {"bot_id": "B0BOT", "app_id": "A0HEART"}
    return body
