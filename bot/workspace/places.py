"""conversations.* and users.*: where messages are, and who is there."""

from __future__ import annotations

from bot.workspace.arguments import shown
from bot.workspace.team import Channel, Json, Message, Refused, Team


def _needs(team: Team, channel: Channel, right: str) -> None:
    prefix = {"channel": "channels", "group": "groups", "im": "im", "mpim": "mpim"}[channel.kind]
    scope = f"{prefix}:{right}"
    if team.scopes is not None and scope not in team.scopes:
        raise Refused("missing_scope", needed=scope, provided=",".join(sorted(team.scopes)))


def open_conversation(team: Team, args: Json) -> Json:
    user = team.user(str(args.get("users", "")).split(",")[0])
    return {"channel": {"id": team.direct(user.id).id}}


def info(team: Team, args: Json) -> Json:
    channel = team.channel(str(args.get("channel", "")))
    _needs(team, channel, "read")
    return {"channel": described(team, channel)}


def described(team: Team, channel: Channel) -> Json:
    kinds = {"is_channel": "channel", "is_group": "group", "is_im": "im", "is_mpim": "mpim"}
    return {
        "id": channel.id,
        "name": channel.name,
        **{flag: channel.kind == kind for flag, kind in kinds.items()},
        "is_private": channel.kind != "channel",
        "is_member": team.bot.id in channel.members,
        "is_ext_shared": channel.is_ext_shared,
        "is_shared": channel.is_ext_shared,
        "is_org_shared": False,
        "is_pending_ext_shared": False,
    }


def history(team: Team, args: Json) -> Json:
    channel = _readable(team, args)
    found = [m for m in _seen(team, channel) if m.thread_ts is None]
    return {"messages": [shown(team, m) for m in reversed(found)], "has_more": False}


def replies(team: Team, args: Json) -> Json:
    channel, ts = _readable(team, args), str(args.get("ts", ""))
    found = [m for m in _seen(team, channel) if ts in (m.ts, m.thread_ts)]
    if not found:
        raise Refused("thread_not_found")
    return {"messages": [shown(team, m) for m in found], "has_more": False}


def _readable(team: Team, args: Json) -> Channel:
    channel = team.channel(str(args.get("channel", "")))
    _needs(team, channel, "history")
    if team.bot.id not in channel.members:
        raise Refused("not_in_channel")
    return channel


def _seen(team: Team, channel: Channel) -> list[Message]:
    return [m for m in team.messages if m.channel == channel.id and not m.only_for and not m.deleted]


def join(team: Team, args: Json) -> Json:
    channel = team.channel(str(args.get("channel", "")))
    if channel.kind != "channel":
        raise Refused("method_not_supported_for_channel_type")
    channel.members.add(team.bot.id)
    return {"channel": described(team, channel)}


def members(team: Team, args: Json) -> Json:
    channel = team.channel(str(args.get("channel", "")))
    _needs(team, channel, "read")
    return {"members": sorted(channel.members), "response_metadata": {"next_cursor": ""}}


def user_info(team: Team, args: Json) -> Json:
    user = team.user(str(args.get("user", "")))
    flags = ("is_bot", "is_restricted", "is_ultra_restricted", "is_stranger")
    return {
        "user": {
            "id": user.id,
            "name": user.name,
            "team_id": user.team_id,
            "tz": user.tz,
            "deleted": False,
            **{flag: getattr(user, flag) for flag in flags},
            "profile": {"display_name": user.name, "real_name": user.name},
        }
    }
