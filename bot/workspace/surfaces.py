"""assistant.*, views.* and reactions.*: what an app shows beside messages."""

from __future__ import annotations

import time
from typing import cast

from bot.workspace.arguments import parsed
from bot.workspace.limits import check_blocks
from bot.workspace.team import Json, Refused, Team


def set_status(team: Team, args: Json) -> Json:
    if len(args.get("loading_messages") or []) > 10:
        raise Refused("invalid_arguments")
    channel = team.channel(str(args.get("channel_id", "")))
    team.statuses.append((channel.id, str(args.get("thread_ts", "")), str(args.get("status", ""))))
    return {}


def set_prompts(team: Team, args: Json) -> Json:
    channel = team.channel(str(args.get("channel_id", "")))
    prompts = cast(list[Json] | None, parsed(args.get("prompts")))
    if args.get("thread_ts"):
        return {}  # as Slack does for agent apps: ok, and nothing is shown
    if not prompts or len(prompts) > 4:
        raise Refused("invalid_arguments")
    team.prompts[channel.id] = prompts
    return {}


def publish_view(team: Team, args: Json) -> Json:
    view = _checked_view(args)
    team.homes[team.user(str(args.get("user_id", ""))).id] = view
    return {"view": {**view, "id": team.next_id("V")}}


def open_view(team: Team, args: Json) -> Json:
    until = team.triggers.pop(str(args.get("trigger_id", "")), None)
    if until is None:
        raise Refused("invalid_trigger_id")
    if time.monotonic() > until:
        raise Refused("expired_trigger_id")
    return _kept_view(team, team.next_id("V"), _checked_view(args))


def update_view(team: Team, args: Json) -> Json:
    view_id = str(args.get("view_id", ""))
    if view_id not in team.views:
        raise Refused("not_found")
    return _kept_view(team, view_id, _checked_view(args))


def _kept_view(team: Team, view_id: str, view: Json) -> Json:
    team.views[view_id] = {**view, "id": view_id}
    return {"view": team.views[view_id]}


def _checked_view(args: Json) -> Json:
    view = parsed(args.get("view"))
    if not isinstance(view, dict):
        raise Refused("invalid_arguments")
    typed = cast(Json, view)
    check_blocks(typed.get("blocks"), "view")
    title = cast(Json, typed.get("title") or {})
    if len(title.get("text", "")) > 24 or len(typed.get("private_metadata", "")) > 3000:
        raise Refused("invalid_arguments")
    return typed


def react(team: Team, args: Json) -> Json:
    message = team.message(team.channel(str(args.get("channel", ""))).id, str(args.get("timestamp", "")))
    reaction = (str(args.get("name", "")), team.bot.id)
    if reaction in message.reactions:
        raise Refused("already_reacted")
    message.reactions.append(reaction)
    return {}
