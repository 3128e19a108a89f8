"""assistant.threads.* and reactions.*: what an app shows beside its messages."""

from __future__ import annotations

from typing import cast

from bot.workspace.arguments import parsed
from bot.workspace.facts import Json, Message, Refused, Status
from bot.workspace.team import STATUS_LIVES, Team

MAX_PROMPTS = 4
MAX_LOADING = 10


def set_status(team: Team, args: Json) -> Json:
    """Shows for two minutes, or until the app speaks in the thread; "" takes it away."""
    loading = cast(list[str], parsed(args.get("loading_messages")) or [])
    if len(loading) > MAX_LOADING:
        raise Refused("invalid_arguments")
    channel = team.channel(str(args.get("channel_id", "")))
    thread, text = str(args.get("thread_ts", "")), str(args.get("status", ""))
    team.statuses.append((channel.id, thread, text))
    team.status[channel.id, thread] = Status(
        text, team.clock() + STATUS_LIVES if text else 0.0, tuple(loading)
    )
    return {}


def set_prompts(team: Team, args: Json) -> Json:
    channel = team.channel(str(args.get("channel_id", "")))
    prompts = cast(list[Json] | None, parsed(args.get("prompts")))
    if args.get("thread_ts"):
        return {}  # as Slack does for agent apps: ok, and nothing is shown
    if not prompts or len(prompts) > MAX_PROMPTS or any(not one.get("message") for one in prompts):
        raise Refused("invalid_arguments")
    team.prompts[channel.id] = prompts
    return {}


def set_title(team: Team, args: Json) -> Json:
    channel = team.channel(str(args.get("channel_id", "")))
    if not args.get("title"):
        raise Refused("invalid_arguments")
    team.titles[channel.id, str(args.get("thread_ts", ""))] = str(args["title"])
    return {}


def _pointed_at(team: Team, args: Json) -> Message:
    if not args.get("timestamp"):
        raise Refused("no_item_specified")
    return team.message(team.channel(str(args.get("channel", ""))).id, str(args["timestamp"]))


def add_reaction(team: Team, args: Json) -> Json:
    message, reaction = _pointed_at(team, args), (str(args.get("name", "")), team.bot.id)
    if not reaction[0]:
        raise Refused("invalid_name")
    if reaction in message.reactions:
        raise Refused("already_reacted")
    message.reactions.append(reaction)
    return {}


def remove_reaction(team: Team, args: Json) -> Json:
    message, reaction = _pointed_at(team, args), (str(args.get("name", "")), team.bot.id)
    if reaction not in message.reactions:
        raise Refused("no_reaction")
    message.reactions.remove(reaction)
    return {}
