"""conversations.history and .replies: what was said, by page and by span of time."""

from __future__ import annotations

from bot.workspace import files
from bot.workspace.arguments import page, shown, true
from bot.workspace.facts import Channel, Json, Message, Refused
from bot.workspace.places import needs
from bot.workspace.team import Team


def order(ts: str) -> tuple[int, int]:
    """Where a ts stands in time; Refused for what is no ts."""
    seconds, _, count = ts.partition(".")
    if not seconds.isdigit() or not (count or "0").isdigit():
        raise Refused("invalid_ts")
    return int(seconds), int(count.ljust(6, "0") or 0)


def history(team: Team, args: Json) -> Json:
    """The channel's own messages, the newest first."""
    channel = _readable(team, args)
    found = [
        m for m in _seen(team, channel) if m.thread_ts in (None, m.ts) or m.subtype == "thread_broadcast"
    ]
    return _part(team, [one for one in reversed(found) if _inside(one, args)], args)


def replies(team: Team, args: Json) -> Json:
    """The thread that a message begins or is in, its first message first."""
    channel, ts = _readable(team, args), str(args.get("ts", ""))
    asked = next((m for m in _seen(team, channel) if m.ts == ts), None)
    if asked is None:
        raise Refused("thread_not_found")
    first = asked.thread_ts or ts
    found = [m for m in _seen(team, channel) if first in (m.ts, m.thread_ts)]
    return _part(team, [one for one in found if one.ts == first or _inside(one, args)], args)


def _part(team: Team, messages: list[Message], args: Json) -> Json:
    part, cursor = page(messages, args)
    with_metadata = true(args.get("include_all_metadata"))
    return {
        "messages": [told(team, one, with_metadata) for one in part],
        "has_more": bool(cursor),
        "response_metadata": {"next_cursor": cursor},
    }


def told(team: Team, message: Message, metadata: bool = False) -> Json:
    """A message with its files and, where a thread hangs from it, the thread's size."""
    body = shown(team, message, metadata)
    if message.files:
        body["files"] = [files.told(team, team.files[one]) for one in message.files]
    below = [
        m
        for m in team.messages
        if m.channel == message.channel and m.thread_ts == message.ts and not m.deleted and not m.only_for
    ]
    if below:
        body |= {
            "thread_ts": message.ts,
            "reply_count": len(below),
            "reply_users": sorted({m.user for m in below}),
            "latest_reply": below[-1].ts,
        }
    return body


def _readable(team: Team, args: Json) -> Channel:
    channel = team.channel(str(args.get("channel", "")))
    needs(team, channel.kind, "history")
    if team.bot.id not in channel.members:
        raise Refused("not_in_channel")
    return channel


def _seen(team: Team, channel: Channel) -> list[Message]:
    return [m for m in team.messages if m.channel == channel.id and not m.only_for and not m.deleted]


def _inside(message: Message, args: Json) -> bool:
    """`oldest` and `latest` are left out themselves unless `inclusive`."""
    at, inclusive = order(message.ts), true(args.get("inclusive"))
    for bound, sign in ((args.get("oldest"), 1), (args.get("latest"), -1)):
        if bound and str(bound) != "0":
            side = (at > order(str(bound))) - (at < order(str(bound)))
            if side * sign < 0 or (side == 0 and not inclusive):
                return False
    return True
