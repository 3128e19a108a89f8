"""users.*, usergroups.*, bots.info and team.info: who is there."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.workspace.arguments import page, true
from bot.workspace.facts import Json, Refused, User, UserGroup
from bot.workspace.team import Team

FLAGS = ("is_bot", "is_restricted", "is_ultra_restricted", "is_stranger", "is_admin", "deleted")


def info(team: Team, args: Json) -> Json:
    return {"user": described(team, team.user(str(args.get("user", ""))))}


def list_users(team: Team, args: Json) -> Json:
    part, cursor = page(list(team.users.values()), args)
    return {"members": [described(team, one) for one in part], "response_metadata": {"next_cursor": cursor}}


def by_email(team: Team, args: Json) -> Json:
    wanted = str(args.get("email", "")).casefold()
    found = (one for one in team.users.values() if one.email and one.email.casefold() == wanted)
    user = next(found, None)
    if user is None or user.deleted:
        raise Refused("users_not_found")
    return {"user": described(team, user)}


def described(team: Team, user: User) -> Json:
    """The address only for apps that may read it."""
    real = user.real_name or user.name
    profile: Json = {"display_name": user.name, "real_name": real}
    if user.email and (team.scopes is None or "users:read.email" in team.scopes):
        profile["email"] = user.email
    now = datetime.fromtimestamp(team.clock(), UTC).astimezone(ZoneInfo(user.tz))
    return {
        "id": user.id,
        "name": user.name,
        "real_name": real,
        "team_id": user.team_id,
        "tz": user.tz,
        "tz_label": now.tzname(),
        "tz_offset": int((now.utcoffset() or timedelta()).total_seconds()),
        **{flag: getattr(user, flag) for flag in FLAGS},
        "profile": profile,
    }


def list_groups(team: Team, args: Json) -> Json:
    with_users = true(args.get("include_users"))
    return {"usergroups": [_group(team, one, with_users) for one in team.groups.values()]}


def _group(team: Team, group: UserGroup, with_users: bool) -> Json:
    body: Json = {"id": group.id, "team_id": team.id, "handle": group.handle, "name": group.name}
    body |= {"is_usergroup": True, "date_delete": 0, "user_count": len(group.users)}
    return body | ({"users": list(group.users)} if with_users else {})


def group_users(team: Team, args: Json) -> Json:
    group = team.groups.get(str(args.get("usergroup", "")))
    if group is None:
        raise Refused("no_such_subteam")
    return {"users": list(group.users)}


def bot_info(team: Team, args: Json) -> Json:
    if args.get("bot") not in (None, "", "B0BOT"):
        raise Refused("bot_not_found")
    return {
        "bot": {
            "id": "B0BOT",
            "app_id": "A0HEART",
            "user_id": team.bot.id,
            "name": team.bot.name,
            "deleted": False,
        }
    }


def team_info(team: Team, _args: Json) -> Json:
    return {"team": {"id": team.id, "name": team.name, "domain": "heartline", "email_domain": ""}}
