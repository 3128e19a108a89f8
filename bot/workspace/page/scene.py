"""What one person sees from where they stand: places, messages, a thread, a modal, a Home."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.workspace.facts import Channel, File, Json, Message, User, View
from bot.workspace.team import Team

# A long conversation shows its end; what is older stays in the workspace.
NEWEST = 200


@dataclass(frozen=True, slots=True)
class Where:
    """Who looks, and at what. `tab` is "home", "about" or "messages" of a direct message with the app."""

    user: User
    channel: Channel
    thread: str | None = None
    tab: str = "messages"


@dataclass(frozen=True, slots=True)
class Place:
    """A line of the sidebar."""

    channel: Channel
    name: str
    here: bool
    unread: bool


@dataclass(frozen=True, slots=True)
class Post:
    """A message as it is shown: when, what hangs below it, and whether it is still being written."""

    message: Message
    at: datetime
    replies: int
    reactions: tuple[tuple[str, int, bool], ...]
    files: tuple[File, ...]
    status: str
    streaming: bool
    indented: bool


def where(team: Team, asked: Mapping[str, str], home: Where) -> Where:
    """Where the request stands; what does not exist, or is not theirs to see, falls back to `home`."""
    user = team.users.get(asked.get("user", ""), home.user)
    if user.is_bot:
        user = home.user
    channel = team.channels.get(asked.get("channel", ""))
    if channel is None or user.id not in channel.members:
        channel = team.direct(user.id)
    tab = asked.get("tab", "messages") if channel.kind == "im" else "messages"
    return Where(user, channel, asked.get("thread") or None, tab)


def places(team: Team, at: Where, seen: Mapping[tuple[str, str], str]) -> list[Place]:
    """The channels that the viewer is in, then the direct message with the app."""
    mine = [one for one in team.channels.values() if at.user.id in one.members and one.kind != "im"]
    direct = team.direct(at.user.id)
    return [
        Place(one, one.name, one.id == at.channel.id, _unread(team, at.user, one, seen))
        for one in (*mine, direct)
    ]


def _unread(team: Team, user: User, channel: Channel, seen: Mapping[tuple[str, str], str]) -> bool:
    newest = newest_ts(team, user, channel)
    return newest != "" and newest != seen.get((user.id, channel.id), "")


def newest_ts(team: Team, user: User, channel: Channel) -> str:
    return next((one.ts for one in reversed(visible(team, user, channel)) if one.user != user.id), "")


def visible(team: Team, user: User, channel: Channel) -> list[Message]:
    """What the viewer may see of a channel: others' ephemeral messages are not theirs."""
    return [
        one
        for one in team.messages
        if one.channel == channel.id and not one.deleted and one.only_for in (None, user.id)
    ]


def feed(team: Team, at: Where) -> list[Post]:
    """The channel's messages without those of threads. With the app, each question's answers follow it,
    as in Slack's own conversation with an agent."""
    seen = visible(team, at.user, at.channel)
    roots = [one for one in seen if not one.thread_ts or one.thread_ts == one.ts]
    if at.channel.kind != "im":
        return [_post(team, at, one, _replies(seen, one)) for one in roots[-NEWEST:]]
    posts: list[Post] = []
    for root in roots[-NEWEST:]:
        below = [one for one in seen if one.thread_ts == root.ts and one is not root]
        posts += [_post(team, at, root, 0), *(_post(team, at, one, 0, indented=True) for one in below)]
    return posts


def thread(team: Team, at: Where) -> list[Post]:
    """The thread that is open beside the channel, its first message first; [] where it is gone."""
    seen = visible(team, at.user, at.channel)
    if not any(one.ts == at.thread for one in seen):
        return []
    return [_post(team, at, one, 0) for one in seen if at.thread in (one.ts, one.thread_ts)]


def _replies(seen: Sequence[Message], root: Message) -> int:
    return sum(one.thread_ts == root.ts and one is not root for one in seen)


def _post(team: Team, at: Where, message: Message, replies: int, indented: bool = False) -> Post:
    names = dict.fromkeys(name for name, _ in message.reactions)
    return Post(
        message,
        moment(message.ts, at.user),
        replies,
        tuple(_reaction(message, name, at.user) for name in names),
        tuple(team.files[one] for one in message.files if one in team.files),
        status(team, at.channel, message),
        message.stream_until is not None,
        indented,
    )


def _reaction(message: Message, name: str, viewer: User) -> tuple[str, int, bool]:
    """Its name, how many people, and whether the viewer is one of them."""
    people = [user for one, user in message.reactions if one == name]
    return name, len(people), viewer.id in people


def status(team: Team, channel: Channel, root: Message) -> str:
    """What the app is said to be doing about this message, if anything."""
    found = team.status_in(channel.id, root.ts)
    return "" if found is None else (found.loading[0] if found.loading else found.text)


def moment(ts: str, viewer: User) -> datetime:
    """In the viewer's own zone."""
    return datetime.fromtimestamp(float(ts), ZoneInfo(viewer.tz))


def modal(team: Team, user: User) -> View | None:
    """The modal on top of the user's open ones."""
    views = [one for one in team.views.values() if one.user == user.id and one.is_open]
    mine = [one for one in views if one.body["type"] == "modal"]
    below = {one.previous_id for one in mine}
    return next((one for one in reversed(mine) if one.id not in below), None)


def home_view(team: Team, user: User) -> View | None:
    return team.homes.get(user.id)


def commands(manifest: Json) -> list[Json]:
    """What typing "/" offers: the app's slash commands, and its shortcuts that need no message."""
    features = manifest.get("features", {})
    said = [
        {"name": one["command"], "about": one["description"], "hint": one.get("usage_hint", ""), "id": ""}
        for one in features.get("slash_commands", [])
    ]
    return said + [
        {"name": one["name"], "about": one["description"], "hint": "", "id": one["callback_id"]}
        for one in features.get("shortcuts", [])
        if one["type"] == "global"
    ]


def message_shortcuts(manifest: Json) -> list[Json]:
    return [one for one in manifest.get("features", {}).get("shortcuts", []) if one["type"] == "message"]
