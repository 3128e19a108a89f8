"""What came of a step: every message, form and Home that is new or different, as people see it."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import cast

from rich.console import Console

from bot.terminal import blocks_text
from bot.workspace import Channel, Message, View, Workspace

WIDTH = 100


@dataclass(frozen=True, slots=True)
class Seen:
    """`head` says who shows what to whom; `text` is what stands there."""

    head: str
    text: str


class Sight:
    """Remembers what it has seen, so that `new` gives each thing once, and again when it changes."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self._known: set[tuple[str, str]] = set()

    def new(self) -> list[Seen]:
        """The bot's doing since the last call, oldest first."""
        found = [one for one in self._everything() if one[0:2] not in self._known]
        self._known |= {one[0:2] for one in found}
        return [one[2] for one in found]

    def _everything(self) -> list[tuple[str, str, Seen]]:
        team = self.workspace.team
        with team.changed:
            messages = [one for one in team.messages if one.user == team.bot.id and not one.deleted]
            views = [one for one in team.views.values() if one.is_open]
            made = [(one.ts, Seen(self._head(one), self._named(message_text(one)))) for one in messages]
            made += [(one.id, Seen(self._view_head(one), self._named(view_text(one)))) for one in views]
        return [(key, seen.text, seen) for key, seen in made]

    def _named(self, text: str) -> str:
        """Mentions as people see them."""
        for user in self.workspace.team.users.values():
            text = text.replace(f"<@{user.id}>", f"@{user.name}")
        return text

    def _head(self, message: Message) -> str:
        team = self.workspace.team
        place = place_name(self.workspace, team.channels[message.channel])
        thread = ", in the thread" if message.thread_ts else ""
        only = f", only to {team.users[message.only_for].name}" if message.only_for else ""
        return f"{team.bot.name} in {place}{thread}{only}"

    def _view_head(self, view: View) -> str:
        kind = "Home" if view.body.get("type") == "home" else "a form"
        return f"{self.workspace.team.bot.name} shows {self.workspace.team.users[view.user].name} {kind}"


def place_name(workspace: Workspace, channel: Channel) -> str:
    """#channel, or whose direct message it is."""
    if channel.kind != "im":
        return f"#{channel.name}"
    people = (workspace.team.users[one].name for one in channel.members if one != workspace.team.bot.id)
    return f"the direct message of {', '.join(people)}"


def message_text(message: Message) -> str:
    return drawn(message.blocks, message.text)


def view_text(view: View) -> str:
    title = cast(dict[str, str], view.body.get("title") or {}).get("text", "")
    errors = "".join(f"\n! {said}" for said in view.errors.values())
    return f"{title}\n{drawn(view.body['blocks'], '')}{errors}".strip()


def drawn(blocks: list[dict[str, object]], text: str) -> str:
    out = io.StringIO()
    Console(file=out, width=WIDTH, highlight=False, color_system=None).print(blocks_text(blocks, text))
    return "\n".join(line.rstrip() for line in out.getvalue().rstrip().splitlines())
