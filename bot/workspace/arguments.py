"""Reading a call's arguments, and a message as Slack gives it to apps."""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import groupby
from typing import Any, TypeVar, cast

from bot.workspace.elements import with_ids
from bot.workspace.facts import Json, Message, Refused
from bot.workspace.team import Team

T = TypeVar("T")
MAX_PAGE = 1000


def parsed(value: Any) -> Any:
    """A form's field may hold JSON as text; anything that is none stays as it is."""
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value


def true(value: Any) -> bool:
    """A flag as clients send it: JSON, a form's `true`, or the SDK's 1."""
    return str(value).lower() in ("true", "1")


def listed(value: Any) -> list[str]:
    """`a,b` or a JSON list, as ids."""
    items = cast(list[Any], value) if isinstance(value, list) else str(value or "").split(",")
    return [str(one).strip() for one in items if str(one).strip()]


def page(items: Sequence[T], args: Json, usual: int = 100) -> tuple[list[T], str]:
    """The part that `limit` and `cursor` ask for, and the next cursor: "" at the end."""
    limit, cursor = str(args.get("limit") or usual), str(args.get("cursor") or "0")
    if not limit.isdigit() or not 1 <= int(limit) <= MAX_PAGE:
        raise Refused("invalid_limit")
    if not cursor.isdigit() or int(cursor) > len(items):
        raise Refused("invalid_cursor")
    first, last = int(cursor), int(cursor) + int(limit)
    return list(items[first:last]), str(last) if last < len(items) else ""


def shown(team: Team, message: Message, metadata: bool = False) -> Json:
    """A message as Slack gives it to apps; its metadata only where it is asked for."""
    body: Json = {
        "type": "message",
        "ts": message.ts,
        "user": message.user,
        "text": message.text,
        "team": team.id,
    }
    has: Json = {
        "blocks": with_ids(message.blocks),
        "attachments": message.attachments,
        "thread_ts": message.thread_ts,
        "subtype": message.subtype,
        "metadata": message.metadata if metadata else None,
        "edited": {"user": message.user, "ts": message.edited} if message.edited else None,
        "reactions": _reactions(message),
    }
    body |= {name: value for name, value in has.items() if value}
    if message.user == team.bot.id:
        body |= {"bot_id": "B0BOT", "app_id": "A0HEART"}
    return body


def _reactions(message: Message) -> list[Json]:
    grouped = groupby(sorted(message.reactions), key=lambda one: one[0])
    users = {name: [user for _, user in those] for name, those in grouped}
    return [{"name": name, "users": those, "count": len(those)} for name, those in users.items()]
