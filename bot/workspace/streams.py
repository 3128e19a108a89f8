"""chat.*Stream: a message that grows. It dies after five minutes, and what was not stopped stays as it is."""

from __future__ import annotations

from typing import cast

from bot.workspace.arguments import parsed, shown
from bot.workspace.chat import MARKDOWN_CHARACTERS, metadata_of, own, writable
from bot.workspace.facts import Channel, Json, Message, Refused
from bot.workspace.limits import check_message
from bot.workspace.team import STREAM_LIVES, Team


def start(team: Team, args: Json) -> Json:
    """Always a reply; outside a direct message it must say for whom."""
    channel = writable(team, args)
    if not args.get("thread_ts"):
        raise Refused("invalid_arguments")
    _for_whom(channel, args)
    message = Message(team.next_ts(), channel.id, team.bot.id, "", [], str(args["thread_ts"]))
    _grow(message, args)
    message.stream_until, message.streamed = team.clock() + STREAM_LIVES, True
    team.add(message)
    return {"channel": channel.id, "ts": message.ts}


def append(team: Team, args: Json) -> Json:
    message = _alive(team, args)
    if not args.get("markdown_text") and not args.get("chunks"):
        raise Refused("no_text")
    _grow(message, args)
    return {"channel": message.channel, "ts": message.ts}


def stop(team: Team, args: Json) -> Json:
    message = _alive(team, args)
    _grow(message, args)
    message.blocks = check_message(message.text or " ", parsed(args.get("blocks")))
    message.metadata = metadata_of(args)
    message.stream_until = None
    team.rewrite(message, message.text)
    return {"channel": message.channel, "ts": message.ts, "message": shown(team, message, metadata=True)}


def _for_whom(channel: Channel, args: Json) -> None:
    for needed in ("recipient_user_id", "recipient_team_id") if channel.kind != "im" else ():
        if not args.get(needed):
            raise Refused(f"missing_{needed}")


def _alive(team: Team, args: Json) -> Message:
    message = own(team, args, "message_not_owned_by_app")
    if message.stream_until is None or team.clock() > message.stream_until:
        raise Refused("message_not_in_streaming_state")
    return message


def _grow(message: Message, args: Json) -> None:
    chunks = cast(list[Json], parsed(args.get("chunks")) or [])
    words = [one.get("text", "") for one in chunks if one.get("type") == "markdown_text"]
    text = str(args.get("markdown_text") or "") + "".join(words)
    if len(text) > MARKDOWN_CHARACTERS:
        raise Refused("msg_too_long")
    message.text += text
    message.tasks += [one for one in chunks if one.get("type") != "markdown_text"]
