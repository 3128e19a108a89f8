"""The stage: people and places of a script in a workspace, and what is done there step by step."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from bot.errors import BotError
from bot.play.script import Script, Step
from bot.workspace import Channel, Message, User, View, Workspace
from bot.workspace.elements import walk
from bot.workspace.facts import Json
from bot.workspace.words import texts

DM = "dm"


class Stage:
    """`last` is the newest message of every place, whose thread a step may continue."""

    def __init__(self, workspace: Workspace, script: Script) -> None:
        self.workspace = workspace
        self.folder = script.folder
        self.people = {name: workspace.add_user(name, tz=zone) for name, zone in script.people.items()}
        self.places = {
            name: workspace.add_channel(
                name, *(self.people[one] for one in place.people), kind=place.kind, bot=place.bot
            )
            for name, place in script.places.items()
        }

    def do(self, step: Step) -> None:
        """BotError where there is nothing to press, to submit or to react to."""
        _DEEDS[step.verb](self, step, self.people[step.who])

    def channel(self, step: Step) -> Channel:
        """Where the step is: a place, else the direct message with the bot."""
        named = step.where not in ("", DM)
        return self.places[step.where] if named else self.workspace.direct(self.people[step.who])

    def typed(self, text: str) -> str:
        """As Slack sends what was typed: @names become mentions."""
        names = {**self.people, self.workspace.team.bot.name: self.workspace.team.bot}
        for name in sorted(names, key=len, reverse=True):
            text = text.replace(f"@{name}", f"<@{names[name].id}>")
        return text

    def _newest(self, step: Step) -> Message:
        user, channel = self.people[step.who], self.channel(step)
        seen = self.workspace.messages(channel, user)
        if not seen:
            raise BotError(f"{step.who} sees no message there to {step.verb.replace('_', ' ')} on")
        return seen[-1]

    def _thread(self, step: Step) -> str | None:
        newest = self._newest(step) if step.thread else None
        return (newest.thread_ts or newest.ts) if newest else None

    def say(self, step: Step, user: User) -> None:
        self.workspace.say(user, self.channel(step), self.typed(step.value), self._thread(step))

    def upload(self, step: Step, user: User) -> None:
        file = self.folder / step.value
        try:
            content = file.read_bytes()
        except OSError as error:
            raise BotError(f"{file} cannot be read: {error.strerror}") from None
        channel, thread = self.channel(step), self._thread(step)
        self.workspace.upload(user, channel, file.name, content, self.typed(step.beside), thread)

    def command(self, step: Step, user: User) -> None:
        name, _, text = str(step.value).partition(" ")
        self.workspace.command(user, self.channel(step), name, self.typed(text))

    def press(self, step: Step, user: User) -> None:
        where, action_id, positive = self._button(step, user)
        self.workspace.press(user, where, action_id, positive)

    def _button(self, step: Step, user: User) -> tuple[Message | View, str, bool]:
        """In the open modal, else in the newest message that has it, else in Home: by its words or its id."""
        view, home = self.workspace.top_view(user), self.workspace.team.homes.get(user.id)
        messages = reversed(self.workspace.messages(self.channel(step), user))
        for where in [*([view] if view else []), *messages, *([home] if home else [])]:
            blocks = where.body["blocks"] if isinstance(where, View) else where.blocks
            for _, one in walk(blocks):
                for button, positive in _buttons(one):
                    if step.value in (button.get("action_id"), *texts(button.get("text"))):
                        return where, one["action_id"], positive
        raise BotError(f'{step.who} sees no button "{step.value}"')

    def choose(self, step: Step, user: User) -> None:
        view = self.workspace.top_view(user)
        where = view or self._newest(step)
        for name, value in cast(dict[str, Any], step.value).items():
            try:
                self.workspace.choose(user, where, name, value)
            except KeyError as error:
                raise BotError(f"nothing to choose there: {error.args[0]}") from None

    def submit(self, step: Step, user: User) -> None:
        try:
            self.workspace.submit(user, self._open_view(user), cast(dict[str, Any], step.value))
        except KeyError as error:
            raise BotError(f"nothing to fill in there: {error.args[0]}") from None

    def close(self, _step: Step, user: User) -> None:
        self.workspace.close_view(user, self._open_view(user))

    def _open_view(self, user: User) -> View:
        view = self.workspace.top_view(user)
        if view is None:
            raise BotError(f"{user.name} has no form open")
        return view

    def shortcut(self, step: Step, user: User) -> None:
        self.workspace.shortcut(user, step.value)

    def message_shortcut(self, step: Step, user: User) -> None:
        self.workspace.message_shortcut(user, self._newest(step), step.value)

    def open(self, step: Step, user: User) -> None:
        self.workspace.open_app(user, step.value)

    def react(self, step: Step, user: User) -> None:
        self.workspace.react(user, self._newest(step), step.value)

    def later(self, step: Step, _user: User) -> None:
        self.workspace.team.clock.advance(step.value)


def _buttons(element: Json) -> list[tuple[Json, bool]]:
    """The element itself, and the two sides of feedback buttons."""
    sides = (("positive_button", True), ("negative_button", False))
    return [(element, True), *((element[name], positive) for name, positive in sides if name in element)]


_DEEDS: dict[str, Callable[[Stage, Step, User], None]] = {
    "choose": Stage.choose,
    "close": Stage.close,
    "command": Stage.command,
    "later": Stage.later,
    "message_shortcut": Stage.message_shortcut,
    "open": Stage.open,
    "press": Stage.press,
    "react": Stage.react,
    "say": Stage.say,
    "shortcut": Stage.shortcut,
    "submit": Stage.submit,
    "upload": Stage.upload,
}
