"""The page in parts, each as HTML, for where the viewer stands: the script puts in what has changed."""

from __future__ import annotations

from collections.abc import MutableMapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from markupsafe import Markup

from bot.workspace.facts import Json, Message, View
from bot.workspace.page import scene
from bot.workspace.page.drawing import draw, draw_blocks
from bot.workspace.page.emoji import QUICK, emoji
from bot.workspace.page.people import TeamNames, initials
from bot.workspace.page.scene import Place, Post, Where
from bot.workspace.team import Team


@dataclass(slots=True)
class Parts:
    """Draws for one workspace; remembers what each person has seen, for the sidebar."""

    team: Team
    manifest: Json
    seen: MutableMapping[tuple[str, str], str] = field(default_factory=dict[tuple[str, str], str])

    @property
    def names(self) -> TeamNames:
        return TeamNames(self.team)

    def draw(self, template: str, **facts: Any) -> str:
        return draw(template, self.names, initials=initials, app=self.team.bot, **facts)

    def page(self, at: Where, token: str) -> str:
        """The page itself, still empty: its parts come with the first `state`."""
        people = self.names.people()
        commands = scene.commands(self.manifest)
        return self.draw("page.html", at=at, people=people, token=token, commands=commands, team=self.team)

    def state(self, at: Where) -> Json:
        """Everything that can change, by the name of its place on the page."""
        with self.team.changed:
            self.seen[at.user.id, at.channel.id] = scene.newest_ts(self.team, at.user, at.channel)
            return {
                "where": _address(at),
                "places": self._places(scene.places(self.team, at, self.seen)),
                "head": self.draw("head.html", at=at, name=self._name(at)),
                "composer": f"Message {self._name(at)}",
                "feed": self._feed(at, scene.feed(self.team, at)) if at.tab == "messages" else [],
                "intro": self._intro(at),
                "prompts": self._prompts(at),
                "thread": self._thread(at),
                "home": self._home(at),
                "modal": self._modal(at),
            }

    def _name(self, at: Where) -> str:
        return "Heartline" if at.channel.kind == "im" else f"#{at.channel.name}"

    def _places(self, places: Sequence[Place]) -> str:
        return self.draw("places.html", places=places)

    def _feed(self, at: Where, posts: Sequence[Post]) -> list[tuple[str, str]]:
        """Key and HTML of each message, with a line where a new day begins."""
        drawn: list[tuple[str, str]] = []
        before: Post | None = None
        for post in posts:
            if before is None or before.at.date() != post.at.date():
                drawn.append((f"day-{post.at.date()}", self.draw("day.html", day=post.at)))
            drawn.append((f"m-{post.message.ts}", self._message(at, post, _follows(before, post))))
            before = post
        return drawn

    def _message(self, at: Where, post: Post, follows: bool) -> str:
        return self.draw(
            "message.html",
            at=at,
            post=post,
            message=post.message,
            body=self._body(post.message),
            follows=follows,
            quick=[(name, emoji(name)) for name in QUICK],
            shortcuts=scene.message_shortcuts(self.manifest),
            from_app=post.message.user == self.team.bot.id,
        )

    def _body(self, message: Message) -> Markup:
        """The blocks; the text where there are none. What was streamed is Markdown, above its blocks."""
        blocks = draw_blocks(message.blocks, self.names, message.ts)
        if message.streamed:
            tasks = {one["id"]: one for one in message.tasks if one.get("id")}
            return Markup(self.draw("streamed.html", text=message.text, tasks=tasks.values())) + blocks
        return blocks if message.blocks else Markup(self.draw("plain.html", text=message.text))

    def _intro(self, at: Where) -> str:
        return self.draw("intro.html", at=at, name=self._name(at)) if at.tab == "messages" else ""

    def _prompts(self, at: Where) -> str:
        prompts = self.team.prompts.get(at.channel.id, []) if at.tab == "messages" else []
        return self.draw("prompts.html", prompts=prompts) if prompts else ""

    def _thread(self, at: Where) -> Json | None:
        posts = scene.thread(self.team, at) if at.thread else []
        return {"feed": self._feed(at, posts), "name": self._name(at)} if posts else None

    def _home(self, at: Where) -> str:
        view = scene.home_view(self.team, at.user)
        if at.tab != "home":
            return ""
        return self.draw("home.html", view=view, body=self._view(view) if view else "")

    def _modal(self, at: Where) -> str:
        view = scene.modal(self.team, at.user)
        return self.draw("modal.html", view=view, body=self._view(view)) if view else ""

    def _view(self, view: View) -> Markup:
        return draw_blocks(view.body.get("blocks", []), self.names, view.id, view.errors)


def _address(at: Where) -> Json:
    return {"user": at.user.id, "channel": at.channel.id, "thread": at.thread or "", "tab": at.tab}


def _follows(before: Post | None, post: Post) -> bool:
    """Whether the name need not be said again: the same person a moment ago, in the same place."""
    return (
        before is not None
        and before.message.user == post.message.user
        and before.message.only_for == post.message.only_for
        and before.indented == post.indented
        and (post.at - before.at).total_seconds() < 300
        and not before.replies
    )
