"""What Slack sends an app: events, slash commands, block actions."""

from __future__ import annotations

import time
from typing import cast

from bot.workspace.arguments import shown
from bot.workspace.team import RESPONSE_URL_LIVES, Channel, Json, Message, ResponseUrl, Team, User

APP = "A0HEART"


def event(team: Team, body: Json, channel: Channel | None) -> Json:
    """The envelope around one event, with an event_id of its own."""
    return {
        "token": "unused",
        "team_id": team.id,
        "api_app_id": APP,
        "event": body,
        "type": "event_callback",
        "event_id": team.next_id("Ev"),
        "event_time": int(time.time()),
        "authorizations": [
            {"enterprise_id": None, "team_id": team.id, "user_id": team.bot.id, "is_bot": True}
        ],
        "is_ext_shared_channel": bool(channel and channel.is_ext_shared),
    }


def message_events(team: Team, channel: Channel, message: Message) -> list[tuple[str, Json]]:
    """(subscription, event) for a message: a mention in a channel arrives twice, under the same ts."""
    if team.bot.id not in channel.members:
        return []
    kind = {"channel": "channels", "group": "groups"}.get(channel.kind, channel.kind)
    body = {
        **shown(team, message),
        "channel": channel.id,
        "event_ts": message.ts,
        "channel_type": channel.kind,
    }
    made = [(f"message.{kind}", event(team, body, channel))]
    if f"<@{team.bot.id}>" in message.text and channel.kind != "im":
        mention = {k: v for k, v in body.items() if k != "channel_type"} | {"type": "app_mention"}
        made.append(("app_mention", event(team, mention, channel)))
    return made


def changed_event(team: Team, channel: Channel, message: Message, before: str) -> tuple[str, Json]:
    """An edit or an unfurl."""
    kind = {"channel": "channels", "group": "groups"}.get(channel.kind, channel.kind)
    body: Json = {
        "type": "message",
        "subtype": "message_changed",
        "hidden": True,
        "channel": channel.id,
        "channel_type": channel.kind,
        "ts": team.next_ts(),
        "message": shown(team, message),
        "previous_message": {**shown(team, message), "text": before},
    }
    return f"message.{kind}", event(team, body | {"event_ts": body["ts"]}, channel)


def command(team: Team, user: User, channel: Channel, name: str, text: str) -> Json:
    names = {"im": "directmessage", "group": "privategroup"}
    url = _response_url(team, ResponseUrl(channel.id, user.id, None, None, _until()))
    return {
        "token": "unused",
        "team_id": team.id,
        "team_domain": "heartline",
        "channel_id": channel.id,
        "channel_name": names.get(channel.kind, channel.name),
        "user_id": user.id,
        "user_name": user.name,
        "command": name,
        "text": text,
        "api_app_id": APP,
        "is_enterprise_install": "false",
        "response_url": url,
        "trigger_id": team.trigger(),
    }


def block_action(team: Team, user: User, channel: Channel, message: Message, action: Json) -> Json:
    """The press of an element; an ephemeral message does not come back in the payload."""
    url = ResponseUrl(channel.id, user.id, message.ts, message.thread_ts, _until())
    container: Json = {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": channel.id,
        "is_ephemeral": message.only_for is not None,
    }
    if message.thread_ts:
        container["thread_ts"] = message.thread_ts
    payload: Json = {
        "type": "block_actions",
        "token": "unused",
        "api_app_id": APP,
        "team": {"id": team.id, "domain": "heartline"},
        "user": {"id": user.id, "username": user.name, "name": user.name, "team_id": user.team_id},
        "channel": {"id": channel.id, "name": channel.name},
        "container": container,
        "actions": [{**action, "action_ts": team.next_ts()}],
        "trigger_id": team.trigger(),
        "response_url": _response_url(team, url),
    }
    return payload if message.only_for else {**payload, "message": shown(team, message)}


def element(message: Message, action_id: str, positive: bool = True) -> Json:
    """The pressed element as Slack reports it; KeyError if the message has none of that id."""
    for block in message.blocks:
        for one in cast(list[Json], block.get("elements", [])):
            if one.get("action_id") == action_id:
                pressed = one.get("positive_button" if positive else "negative_button", one)
                found = {key: pressed[key] for key in ("text", "value") if key in pressed}
                return {
                    "type": one["type"],
                    "action_id": action_id,
                    "block_id": block.get("block_id", "b"),
                    **found,
                }
    raise KeyError(action_id)


def _until() -> float:
    return time.monotonic() + RESPONSE_URL_LIVES


def _response_url(team: Team, made: ResponseUrl) -> str:
    return f"http://{team.address}/respond/{team.response_url(made)}"
