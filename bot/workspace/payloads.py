"""What Slack sends an app of its own accord: events, and slash commands."""

from __future__ import annotations

from bot.workspace.facts import Channel, File, Json, Message, ResponseUrl, User
from bot.workspace.history import told
from bot.workspace.team import RESPONSE_URL_LIVES, Team

APP = "A0HEART"
# (subscription, envelope): an app hears of what it has subscribed to.
Event = tuple[str, Json]


def event(team: Team, body: Json, channel: Channel | None) -> Json:
    """The envelope around one event, with an event_id of its own."""
    return {
        "token": "unused",
        "team_id": team.id,
        "api_app_id": APP,
        "event": {"event_ts": team.next_ts(), **body},
        "type": "event_callback",
        "event_id": team.next_id("Ev"),
        "event_time": int(team.clock()),
        "authorizations": [
            {"enterprise_id": None, "team_id": team.id, "user_id": team.bot.id, "is_bot": True}
        ],
        "is_ext_shared_channel": bool(channel and channel.is_ext_shared),
    }


def _subscription(channel: Channel) -> str:
    return f"message.{ {'channel': 'channels', 'group': 'groups'}.get(channel.kind, channel.kind) }"


def message_events(team: Team, channel: Channel, message: Message) -> list[Event]:
    """(subscription, event) for a message: a mention in a channel arrives twice, under the same ts."""
    if team.bot.id not in channel.members:
        return []
    body = {
        **told(team, message),
        "channel": channel.id,
        "event_ts": message.ts,
        "channel_type": channel.kind,
    }
    made = [(_subscription(channel), event(team, body, channel))]
    if f"<@{team.bot.id}>" in message.text and channel.kind != "im":
        mention = {k: v for k, v in body.items() if k != "channel_type"} | {"type": "app_mention"}
        made.append(("app_mention", event(team, mention, channel)))
    return made


def rewritten_events(team: Team, channel: Channel, message: Message, before: str) -> list[Event]:
    """An edit, an unfurl, or the end of a message."""
    if team.bot.id not in channel.members:
        return []
    now = told(team, message)
    body: Json = {
        "type": "message",
        "hidden": True,
        "channel": channel.id,
        "channel_type": channel.kind,
        "ts": team.next_ts(),
        "previous_message": {**now, "text": before},
    }
    kind = {"subtype": "message_deleted", "deleted_ts": message.ts}
    body |= kind if message.deleted else {"subtype": "message_changed", "message": now}
    return [(_subscription(channel), event(team, body | {"event_ts": body["ts"]}, channel))]


def file_event(team: Team, channel: Channel, user: User, file: File) -> Event:
    body: Json = {
        "type": "file_shared",
        "file_id": file.id,
        "file": {"id": file.id},
        "user_id": user.id,
        "channel_id": channel.id,
    }
    return "file_shared", event(team, body, channel)


def home_event(team: Team, user: User, channel: Channel, tab: str, view: Json | None) -> Event:
    """The app was opened, at its Home or its messages; with the Home that was published before."""
    body: Json = {"type": "app_home_opened", "user": user.id, "channel": channel.id, "tab": tab}
    return "app_home_opened", event(team, body | ({"view": view} if view else {}), channel)


def joined_event(team: Team, channel: Channel, user: User) -> Event:
    kinds = {"channel": "C", "group": "G"}
    body: Json = {
        "type": "member_joined_channel",
        "user": user.id,
        "channel": channel.id,
        "channel_type": kinds.get(channel.kind, "D"),
        "team": team.id,
    }
    return "member_joined_channel", event(team, body, channel)


def reaction_event(team: Team, channel: Channel, user: User, message: Message, name: str) -> Event:
    item = {"type": "message", "channel": channel.id, "ts": message.ts}
    body = {
        "type": "reaction_added",
        "user": user.id,
        "reaction": name,
        "item": item,
        "item_user": message.user,
    }
    return "reaction_added", event(team, body, channel)


def uninstalled_events(team: Team) -> list[Event]:
    """The app is removed: its tokens are worth nothing any more."""
    tokens: Json = {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [team.bot.id]}}
    gone: Json = {"type": "app_uninstalled"}
    return [("tokens_revoked", event(team, tokens, None)), ("app_uninstalled", event(team, gone, None))]


def command(team: Team, user: User, channel: Channel, name: str, text: str) -> Json:
    names = {"im": "directmessage", "group": "privategroup"}
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
        "response_url": response_url(team, user, channel),
        "trigger_id": team.trigger(user),
    }


def response_url(team: Team, user: User, channel: Channel, message: Message | None = None) -> str:
    """A new one, about a message where one was interacted with."""
    ts, thread = (message.ts, message.thread_ts) if message else (None, None)
    made = ResponseUrl(channel.id, user.id, ts, thread, team.clock() + RESPONSE_URL_LIVES)
    return f"http://{team.address}/respond/{team.response_url(made)}"
