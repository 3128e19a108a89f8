"""What Slack sends an app when somebody presses, chooses, submits, closes, or takes a shortcut."""

from __future__ import annotations

from bot.workspace.facts import Channel, Json, Message, User, View
from bot.workspace.history import told
from bot.workspace.payloads import APP, response_url
from bot.workspace.team import Team
from bot.workspace.views import described


def _common(team: Team, user: User, kind: str) -> Json:
    return {
        "type": kind,
        "token": "unused",
        "api_app_id": APP,
        "team": {"id": team.id, "domain": "heartline"},
        "user": {"id": user.id, "username": user.name, "name": user.name, "team_id": user.team_id},
        "enterprise": None,
        "is_enterprise_install": False,
    }


def block_action(team: Team, user: User, channel: Channel, message: Message, action: Json) -> Json:
    """The press of an element; an ephemeral message does not come back in the payload."""
    container: Json = {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": channel.id,
        "is_ephemeral": message.only_for is not None,
    }
    if message.thread_ts:
        container["thread_ts"] = message.thread_ts
    payload: Json = _common(team, user, "block_actions") | {
        "channel": {"id": channel.id, "name": channel.name},
        "container": container,
        "actions": [{**action, "action_ts": team.next_ts()}],
        "trigger_id": team.trigger(user),
        "response_url": response_url(team, user, channel, message),
        "state": {"values": {}},
    }
    return payload if message.only_for else {**payload, "message": told(team, message)}


def view_action(team: Team, user: User, view: View, action: Json) -> Json:
    """The press of an element in a modal or in App Home."""
    return _common(team, user, "block_actions") | {
        "container": {"type": "view", "view_id": view.id},
        "actions": [{**action, "action_ts": team.next_ts()}],
        "trigger_id": team.trigger(user, view.id if view.body.get("type") == "modal" else None),
        "view": described(team, view),
    }


def submission(team: Team, user: User, view: View) -> Json:
    return _common(team, user, "view_submission") | {
        "trigger_id": team.trigger(user, view.id),
        "view": described(team, view),
        "response_urls": [],
    }


def closed(team: Team, user: User, view: View, cleared: bool) -> Json:
    return _common(team, user, "view_closed") | {"view": described(team, view), "is_cleared": cleared}


def shortcut(team: Team, user: User, callback_id: str) -> Json:
    """A global shortcut: it belongs to no conversation."""
    return _common(team, user, "shortcut") | {
        "callback_id": callback_id,
        "trigger_id": team.trigger(user),
        "action_ts": team.next_ts(),
    }


def message_shortcut(team: Team, user: User, channel: Channel, message: Message, callback_id: str) -> Json:
    return _common(team, user, "message_action") | {
        "callback_id": callback_id,
        "trigger_id": team.trigger(user),
        "action_ts": team.next_ts(),
        "message_ts": message.ts,
        "channel": {"id": channel.id, "name": channel.name},
        "message": told(team, message),
        "response_url": response_url(team, user, channel, message),
    }
