"""A workspace to talk in: who is there and where, what people say, and what they see."""

from __future__ import annotations

from typing import Any, Self

from bot.workspace import files, payloads
from bot.workspace.facts import Channel, ChannelKind, File, Message, User, UserGroup
from bot.workspace.hands import Hands
from bot.workspace.history import order


class Workspace(Hands):
    """Runs from construction until `close`. With a manifest it grants that app's scopes and events alone."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # Who and where

    def add_user(self, name: str, **facts: Any) -> User:
        with self.team.changed:
            user = User(self.team.next_id("U"), name, **facts)
            self.team.users[user.id] = user
            self.team.touch()
        return user

    def add_channel(
        self, name: str, *people: User, kind: ChannelKind = "channel", bot: bool = True, shared: bool = False
    ) -> Channel:
        inside = {person.id for person in people} | ({self.team.bot.id} if bot else set[str]())
        with self.team.changed:
            channel = Channel(self.team.next_id("C"), name, kind, inside, shared)
            self.team.channels[channel.id] = channel
            self.team.touch()
        return channel

    def add_group(self, handle: str, *people: User) -> UserGroup:
        """A user group, mentioned as @handle."""
        with self.team.changed:
            group = UserGroup(self.team.next_id("S"), handle, handle, tuple(one.id for one in people))
            self.team.groups[group.id] = group
        return group

    def direct(self, user: User) -> Channel:
        return self.team.direct(user.id)

    def join(self, channel: Channel, user: User) -> None:
        """A person, or the bot, comes into the channel."""
        with self.team.changed:
            channel.members.add(user.id)
            self.team.touch()
        self._tell([payloads.joined_event(self.team, channel, user)])

    def uninstall(self) -> None:
        """Removes the app: it is told, and its token is refused from now on."""
        self._tell(payloads.uninstalled_events(self.team))
        self.team.bot_token = ""

    # What people say

    def say(self, user: User, channel: Channel, text: str, thread: str | None = None, **more: Any) -> Message:
        """Posts as the user and lets the app hear of it; returns at once."""
        ts = self.team.next_ts()
        return self.team.add(Message(ts, channel.id, user.id, text, thread_ts=thread, **more))

    def mention(self, user: User, channel: Channel, text: str, thread: str | None = None) -> Message:
        return self.say(user, channel, f"<@{self.team.bot.id}> {text}", thread)

    def edit(self, channel: Channel, message: Message, text: str) -> None:
        with self.team.changed:
            before, message.text, message.edited = message.text, text, self.team.next_ts()
        self.team.rewrite(message, before)

    def remove(self, message: Message) -> None:
        with self.team.changed:
            message.deleted = True
        self.team.rewrite(message, message.text)

    def react(self, user: User, message: Message, name: str) -> None:
        with self.team.changed:
            message.reactions.append((name, user.id))
            self.team.touch()
        channel = self.team.channels[message.channel]
        self._tell([payloads.reaction_event(self.team, channel, user, message, name)])

    def upload(
        self,
        user: User,
        channel: Channel,
        name: str,
        content: bytes,
        text: str = "",
        thread: str | None = None,
        **more: Any,
    ) -> Message:
        """Shares a file as the user; the app hears of the message and of the file. `more`: facts of the file
        that differ from an ordinary one's."""
        return self.share(user, channel, [self.file(user, name, content, **more)], text, thread)

    def file(self, user: User, name: str, content: bytes, **more: Any) -> File:
        """A file that the user has, shared with nobody yet."""
        with self.team.changed:
            file: File = files.announced(self.team, user.id, name, len(content))
            file.content, file.complete, file.more = content, True, more
        return file

    def share(
        self, user: User, channel: Channel, those: list[File], text: str = "", thread: str | None = None
    ) -> Message:
        """Several files with one message."""
        message = Message(self.team.next_ts(), channel.id, user.id, text, thread_ts=thread)
        return files.shared(self.team, message, those)

    # What people see

    def messages(self, channel: Channel, viewer: User | None = None) -> list[Message]:
        """What the viewer sees; without a viewer what everybody sees."""
        mine = None if viewer is None else viewer.id
        with self.team.changed:
            return [
                one
                for one in self.team.messages
                if one.channel == channel.id and not one.deleted and one.only_for in (None, mine)
            ]

    def answers(
        self,
        channel: Channel,
        viewer: User | None = None,
        count: int = 1,
        after: str = "",
        timeout: float = 10,
    ) -> list[Message]:
        """The bot's messages there after a ts, waiting until there are `count` of them or time is up."""
        bound = order(after) if after else (0, 0)

        def found() -> list[Message]:
            seen = self.messages(channel, viewer)
            return [one for one in seen if one.user == self.team.bot.id and order(one.ts) > bound]

        self.team.wait(lambda: len(found()) >= count, timeout)
        return found()
