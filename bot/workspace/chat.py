"""chat.*: posting, changing and streaming messages."""

from __future__ import annotations

import time

from bot.workspace.arguments import parsed, shown
from bot.workspace.limits import check_message
from bot.workspace.team import STREAM_LIVES, Channel, Json, Message, Refused, Team

STREAM_CHARACTERS = 12_000


def _text(args: Json) -> str:
    return str(args.get("text") or args.get("markdown_text") or "")


def _writable(team: Team, args: Json) -> Channel:
    channel = team.channel(str(args.get("channel") or args.get("channel_id") or ""))
    open_to_all = channel.kind == "channel" and team.scopes is not None and "chat:write.public" in team.scopes
    if team.bot.id not in channel.members and not open_to_all:
        raise Refused("not_in_channel")
    return channel


def post_message(team: Team, args: Json) -> Json:
    channel = _writable(team, args)
    message = _posted(team, channel, args)
    return {"channel": channel.id, "ts": message.ts, "message": shown(team, message)}


def post_ephemeral(team: Team, args: Json) -> Json:
    channel = _writable(team, args)
    user = team.user(str(args.get("user", "")))
    if user.id not in channel.members:
        raise Refused("user_not_in_channel")
    return {"message_ts": _posted(team, channel, args, only_for=user.id).ts}


def _posted(team: Team, channel: Channel, args: Json, only_for: str | None = None) -> Message:
    blocks = check_message(_text(args), parsed(args.get("blocks")))
    thread = str(args["thread_ts"]) if args.get("thread_ts") else None
    message = Message(team.next_ts(), channel.id, team.bot.id, _text(args), blocks, thread, only_for)
    message.metadata = parsed(args.get("metadata"))
    return team.add(message)


def _own(team: Team, args: Json, cannot: str) -> Message:
    message = team.message(team.channel(str(args.get("channel", ""))).id, str(args.get("ts", "")))
    if message.user != team.bot.id or message.only_for:
        raise Refused(cannot)
    return message


def update(team: Team, args: Json) -> Json:
    message = _own(team, args, "cant_update_message")
    message.blocks = check_message(_text(args), parsed(args.get("blocks")))
    message.text = _text(args) or message.text
    return {"channel": message.channel, "ts": message.ts, "text": message.text}


def delete(team: Team, args: Json) -> Json:
    message = _own(team, args, "cant_delete_message")
    message.deleted = True
    return {"channel": message.channel, "ts": message.ts}


def start_stream(team: Team, args: Json) -> Json:
    channel = _writable(team, args)
    if not args.get("thread_ts"):
        raise Refused("invalid_arguments")
    message = Message(team.next_ts(), channel.id, team.bot.id, _text(args), [], str(args["thread_ts"]))
    message.stream_until = time.monotonic() + STREAM_LIVES
    team.add(message)
    return {"channel": channel.id, "ts": message.ts}


def _streaming(team: Team, args: Json) -> Message:
    message = _own(team, args, "message_not_owned_by_app")
    if message.stream_until is None or time.monotonic() > message.stream_until:
        raise Refused("message_not_in_streaming_state")
    if len(_text(args)) > STREAM_CHARACTERS:
        raise Refused("msg_too_long")
    message.text += _text(args)
    return message


def append_stream(team: Team, args: Json) -> Json:
    message = _streaming(team, args)
    return {"channel": message.channel, "ts": message.ts}


def stop_stream(team: Team, args: Json) -> Json:
    message = _streaming(team, args)
    message.blocks = check_message(message.text or " ", parsed(args.get("blocks")))
    message.stream_until = None
    return {"channel": message.channel, "ts": message.ts, "message": shown(team, message)}
