"""conversations.*: where messages are, and who may read them."""

from __future__ import annotations

from bot.workspace.arguments import listed, page, true
from bot.workspace.facts import Channel, Json, Refused
from bot.workspace.team import Team

KINDS = {"public_channel": "channel", "private_channel": "group", "im": "im", "mpim": "mpim"}
PREFIXES = {"channel": "channels", "group": "groups", "im": "im", "mpim": "mpim"}


def needs(team: Team, kind: str, right: str) -> None:
    """Refused where the scope for this kind of conversation is missing."""
    scope = f"{PREFIXES[kind]}:{right}"
    if team.scopes is not None and scope not in team.scopes:
        raise Refused("missing_scope", needed=scope, provided=",".join(sorted(team.scopes)))


def open_conversation(team: Team, args: Json) -> Json:
    """A direct message, or a group of up to eight people and the bot; the same again where it is there."""
    people = [team.user(one) for one in listed(args.get("users"))]
    if not people and args.get("channel"):
        return {"channel": {"id": team.channel(str(args["channel"])).id}}
    if not people:
        raise Refused("users_list_not_supplied")
    if len(people) > 8:
        raise Refused("too_many_users")
    needs(team, "im" if len(people) == 1 else "mpim", "write")
    inside = {one.id for one in people} | {team.bot.id}
    found = team.direct(people[0].id) if len(people) == 1 else _group(team, inside)
    return {"channel": described(team, found) if true(args.get("return_im")) else {"id": found.id}}


def _group(team: Team, inside: set[str]) -> Channel:
    there = (one for one in team.channels.values() if one.kind == "mpim" and one.members == inside)
    found = next(there, None)
    if found is None:
        names = sorted(team.users[one].name for one in inside)
        found = Channel(team.next_id("G"), f"mpdm-{'--'.join(names)}-1", "mpim", inside)
        team.channels[found.id] = found
    return found


def info(team: Team, args: Json) -> Json:
    channel = team.channel(str(args.get("channel", "")))
    needs(team, channel.kind, "read")
    more = {"num_members": len(channel.members)} if true(args.get("include_num_members")) else {}
    return {"channel": described(team, channel) | more}


def list_conversations(team: Team, args: Json) -> Json:
    """Public channels unless `types` says more; of the private ones those that the bot is in."""
    types = listed(args.get("types")) or ["public_channel"]
    if not set(types) <= set(KINDS):
        raise Refused("invalid_types")
    kinds = [KINDS[one] for one in types]
    for kind in kinds:
        needs(team, kind, "read")
    found = [
        one
        for one in team.channels.values()
        if one.kind in kinds
        and (one.kind == "channel" or team.bot.id in one.members)
        and not (one.is_archived and true(args.get("exclude_archived")))
    ]
    part, cursor = page(found, args)
    return {
        "channels": [described(team, one) for one in part],
        "response_metadata": {"next_cursor": cursor},
    }


def described(team: Team, channel: Channel) -> Json:
    kinds = {"is_channel": "channel", "is_group": "group", "is_im": "im", "is_mpim": "mpim"}
    other = {"user": next(iter(channel.members - {team.bot.id}), "")} if channel.kind == "im" else {}
    return {
        "id": channel.id,
        "name": channel.name,
        **{flag: channel.kind == kind for flag, kind in kinds.items()},
        "is_private": channel.kind != "channel",
        "is_archived": channel.is_archived,
        "is_general": False,
        "is_member": team.bot.id in channel.members,
        "is_ext_shared": channel.is_ext_shared,
        "is_shared": channel.is_ext_shared,
        "is_org_shared": False,
        "is_pending_ext_shared": False,
        "topic": {"value": ""},
        "purpose": {"value": ""},
        **other,
    }


def join(team: Team, args: Json) -> Json:
    channel = team.channel(str(args.get("channel", "")))
    if channel.kind != "channel":
        raise Refused("method_not_supported_for_channel_type")
    if channel.is_archived:
        raise Refused("is_archived")
    already = {"warning": "already_in_channel"} if team.bot.id in channel.members else {}
    channel.members.add(team.bot.id)
    return {"channel": described(team, channel), **already}


def members(team: Team, args: Json) -> Json:
    channel = team.channel(str(args.get("channel", "")))
    needs(team, channel.kind, "read")
    part, cursor = page(sorted(channel.members), args)
    return {"members": part, "response_metadata": {"next_cursor": cursor}}
