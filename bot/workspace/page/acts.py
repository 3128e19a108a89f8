"""What the person at the page does: each a verb of the workspace, with what the browser says about it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

from bot.workspace.delivery import Ack
from bot.workspace.elements import find
from bot.workspace.facts import Channel, Json, Message, User, View
from bot.workspace.page.elements import Typed, filled, meant
from bot.workspace.page.people import TeamNames
from bot.workspace.page.scene import commands, modal
from bot.workspace.workspace import Workspace

MAX_UPLOAD = 50_000_000
DONE: Json = {"ok": True}
PRESSED = ("button", "icon_button", "feedback_buttons", "workflow_button")


@dataclass(frozen=True, slots=True)
class Deed:
    """One deed: what the browser says about it, and an uploaded file's bytes."""

    facts: Json
    content: bytes = b""

    def text(self, name: str) -> str:
        return str(self.facts.get(name) or "")


@dataclass(frozen=True, slots=True)
class Acts:
    """Does what a person of the workspace may do, as that person."""

    workspace: Workspace
    manifest: Json

    def do(self, name: str, deed: Deed) -> Json:
        """`ok`, else an `error` to show. LookupError for a verb, a person or a thing that is not there."""
        verb = dict(VERBS)[name]
        user = self.workspace.team.users[deed.text("user")]
        if user.is_bot:
            raise LookupError(user.id)
        return verb(self, user, deed)

    def say(self, user: User, deed: Deed) -> Json:
        channel = self._channel(user, deed)
        self.workspace.say(user, channel, self._typed(deed.text("text")), deed.text("thread") or None)
        return DONE

    def command(self, user: User, deed: Deed) -> Json:
        name = deed.text("name")
        if name not in {one["name"] for one in commands(self.manifest) if not one["id"]}:
            return _failed(f"{name} is not a valid command. A message cannot begin with a slash.")
        ack = self.workspace.command(user, self._channel(user, deed), name, deed.text("text"))
        return _acknowledged(ack, f"{name} failed because the app did not respond.")

    def shortcut(self, user: User, deed: Deed) -> Json:
        callback = deed.text("callback")
        if deed.text("ts"):
            ack = self.workspace.message_shortcut(user, self._message(user, deed), callback)
        else:
            ack = self.workspace.shortcut(user, callback)
        return _acknowledged(ack)

    def press(self, user: User, deed: Deed) -> Json:
        """A button or a choice, in a message or in a view; what a view holds goes with it."""
        where = self._view(user, deed) if deed.text("view") else self._message(user, deed)
        blocks = where.body["blocks"] if isinstance(where, View) else where.blocks
        typed = cast(list[str], deed.facts.get("chosen") or [])
        action = deed.text("action")
        if isinstance(where, View):
            self.workspace.fill(where, filled(blocks, deed.facts.get("values") or {}, user.tz))
        _, element = find(blocks, action)
        if element["type"] in PRESSED:
            return _acknowledged(self.workspace.press(user, where, action, typed != ["negative"]))
        return _acknowledged(self.workspace.choose(user, where, action, meant(element, typed, user.tz)))

    def submit(self, user: User, deed: Deed) -> Json:
        """Submits the modal on top; what is wrong with it stands in the view."""
        view = self._view(user, deed)
        typed: Typed = deed.facts.get("values") or {}
        self.workspace.submit(user, view, filled(view.body["blocks"], typed, user.tz))
        return DONE | {"wrong": bool(view.errors)}

    def close(self, user: User, deed: Deed) -> Json:
        view = modal(self.workspace.team, user)
        if view is not None:
            self.workspace.close_view(user, view, all_of_them=bool(deed.facts.get("all")))
        return DONE

    def react(self, user: User, deed: Deed) -> Json:
        """Adds the reaction, or takes it back."""
        message, name = self._message(user, deed), deed.text("name")
        with self.workspace.team.changed:
            if (name, user.id) in message.reactions:
                message.reactions.remove((name, user.id))
                self.workspace.team.touch()
                return DONE
        self.workspace.react(user, message, name)
        return DONE

    def open(self, user: User, deed: Deed) -> Json:
        self.workspace.open_app(user, "home" if deed.text("tab") == "home" else "messages")
        return DONE

    def upload(self, user: User, deed: Deed) -> Json:
        if not 0 < len(deed.content) <= MAX_UPLOAD:
            return _failed("A file here has 1 byte to 50 MB.")
        channel, thread = self._channel(user, deed), deed.text("thread") or None
        comment = self._typed(deed.text("comment"))
        self.workspace.upload(user, channel, deed.text("name") or "file", deed.content, comment, thread)
        return DONE

    def _channel(self, user: User, deed: Deed) -> Channel:
        channel = self.workspace.team.channels[deed.text("channel")]
        if user.id not in channel.members:
            raise LookupError(channel.id)
        return channel

    def _message(self, user: User, deed: Deed) -> Message:
        ts, channel = deed.text("ts"), self._channel(user, deed)
        return next(one for one in self.workspace.messages(channel, user) if one.ts == ts)

    def _view(self, user: User, deed: Deed) -> View:
        team, view_id = self.workspace.team, deed.text("view")
        view = team.views.get(view_id) or team.homes[user.id]
        if view.id != view_id or view.user != user.id or not view.is_open:
            raise LookupError(view_id)
        return view

    def _typed(self, text: str) -> str:
        """As Slack sends what was typed: three characters escaped, names of people and channels by id."""
        escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        names = TeamNames(self.workspace.team)
        known = [(f"@{names.user(one.id)}", f"<@{one.id}>") for one in names.team.users.values()]
        known += [(f"#{one.name}", f"<#{one.id}|{one.name}>") for one in names.places()]
        for name, mention in sorted(known, key=lambda pair: -len(pair[0])):
            escaped = re.sub(rf"(?<![\w<]){re.escape(name)}(?!\w)", mention, escaped, flags=re.IGNORECASE)
        return escaped


def _failed(error: str) -> Json:
    return {"ok": False, "error": error}


def _acknowledged(ack: Ack | None, error: str = "Heartline did not respond.") -> Json:
    return DONE if ack is not None else _failed(error)


VERBS: tuple[tuple[str, Callable[[Acts, User, Deed], Any]], ...] = (
    ("say", Acts.say),
    ("command", Acts.command),
    ("shortcut", Acts.shortcut),
    ("press", Acts.press),
    ("submit", Acts.submit),
    ("close", Acts.close),
    ("react", Acts.react),
    ("open", Acts.open),
    ("upload", Acts.upload),
)
