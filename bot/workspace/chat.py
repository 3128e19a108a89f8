"""chat.*: posting, changing and deleting messages, and the way to one."""

from __future__ import annotations

from typing import Any, cast

from bot.workspace.arguments import parsed, shown, true
from bot.workspace.facts import Channel, Json, Message, Refused
from bot.workspace.limits import check_blocks, check_message
from bot.workspace.pictures import check_pictures
from bot.workspace.team import Team

MARKDOWN_CHARACTERS = 12_000
MAX_METADATA = 16_000


def said(args: Json) -> str:
    """The message's text; Refused for what the arguments may not say together."""
    markdown = str(args.get("markdown_text") or "")
    if markdown and (args.get("text") or args.get("blocks")):
        raise Refused("markdown_text_conflict")
    if len(markdown) > MARKDOWN_CHARACTERS:
        raise Refused("msg_too_long")
    return markdown or str(args.get("text") or "")


def writable(team: Team, args: Json) -> Channel:
    """The channel, where the bot may write: as a member, or in public ones by a scope of its own."""
    channel = team.channel(str(args.get("channel") or args.get("channel_id") or ""))
    open_to_all = channel.kind == "channel" and team.scopes is not None and "chat:write.public" in team.scopes
    if channel.is_archived:
        raise Refused("is_archived")
    if team.bot.id not in channel.members and not open_to_all:
        raise Refused("not_in_channel")
    return channel


def post_message(team: Team, args: Json) -> Json:
    channel = writable(team, args)
    message = team.add(_made(team, channel, args))
    return {"channel": channel.id, "ts": message.ts, "message": shown(team, message, metadata=True)}


def post_ephemeral(team: Team, args: Json) -> Json:
    channel = writable(team, args)
    user = team.user(str(args.get("user", "")))
    if user.id not in channel.members:
        raise Refused("user_not_in_channel")
    message = _made(team, channel, args, only_for=user.id)
    # Slack takes it and shows it to nobody: "if the thread is not active, it is not shown".
    if message.thread_ts is None or _alive(team, channel, message.thread_ts):
        team.add(message)
    return {"message_ts": message.ts}


def _alive(team: Team, channel: Channel, thread: str) -> bool:
    """Whether somebody has replied in the thread, so that everybody sees that there is one."""
    said = (m for m in team.messages if m.channel == channel.id and not m.deleted and not m.only_for)
    return any(m.thread_ts == thread and m.ts != thread for m in said)


def _made(team: Team, channel: Channel, args: Json, only_for: str | None = None) -> Message:
    text, attachments = said(args), _attachments(args)
    blocks = check_message(text or " " * bool(attachments), parsed(args.get("blocks")))
    check_pictures(team, blocks)
    thread = str(args["thread_ts"]) if args.get("thread_ts") else None
    message = Message(team.next_ts(), channel.id, team.bot.id, text, blocks, thread, only_for)
    message.metadata, message.attachments = metadata_of(args), attachments
    if thread and true(args.get("reply_broadcast")):
        message.subtype = "thread_broadcast"
    return message


def _attachments(args: Json) -> list[Json]:
    given: Any = parsed(args.get("attachments")) or []
    if not isinstance(given, list):
        raise Refused("invalid_attachments")
    attachments = cast(list[Json], given)
    for one in attachments:
        check_blocks(one.get("blocks"), "message")
    return attachments


def metadata_of(args: Json) -> Json | None:
    """`event_type` and `event_payload`, both needed."""
    given: Any = parsed(args.get("metadata"))
    if not given:
        return None
    if not isinstance(given, dict):
        raise Refused("invalid_metadata_format")
    typed = cast(Json, given)
    if not isinstance(typed.get("event_type"), str) or not isinstance(typed.get("event_payload"), dict):
        raise Refused("invalid_metadata_schema")
    if len(str(typed)) > MAX_METADATA:
        raise Refused("metadata_too_large")
    return typed


def own(team: Team, args: Json, cannot: str) -> Message:
    """The bot's own message that the arguments name; nobody's ephemeral message."""
    message = team.message(team.channel(str(args.get("channel", ""))).id, str(args.get("ts", "")))
    if message.user != team.bot.id or message.only_for:
        raise Refused(cannot)
    return message


def update(team: Team, args: Json) -> Json:
    """A stream can be updated too, living or dead. Without blocks, with text, the old blocks go."""
    message = own(team, args, "cant_update_message")
    before, text = message.text, said(args)
    blocks = check_message(text, parsed(args.get("blocks")))
    check_pictures(team, blocks)
    message.blocks = blocks
    message.text = text or message.text
    message.metadata = metadata_of(args) or message.metadata
    message.edited = team.next_ts()
    message.stream_until = None
    team.rewrite(message, before)
    return {
        "channel": message.channel,
        "ts": message.ts,
        "text": message.text,
        "message": shown(team, message),
    }


def delete(team: Team, args: Json) -> Json:
    message = own(team, args, "cant_delete_message")
    message.deleted = True
    team.rewrite(message, message.text)
    return {"channel": message.channel, "ts": message.ts}


def permalink(team: Team, args: Json) -> Json:
    channel = team.channel(str(args.get("channel", "")))
    message = team.message(channel.id, str(args.get("message_ts", "")))
    return {"channel": channel.id, "permalink": link_to(team, message)}


def link_to(team: Team, message: Message) -> str:
    """Shaped as Slack's, on loopback."""
    thread = f"?thread_ts={message.thread_ts}&cid={message.channel}" if message.thread_ts else ""
    return f"http://{team.address}/archives/{message.channel}/p{message.ts.replace('.', '')}{thread}"
