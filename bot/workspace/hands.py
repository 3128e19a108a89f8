"""What people do with their hands: press, choose, fill in, submit, close, take a shortcut, open the app."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from bot.workspace import elements, interactions, payloads, views
from bot.workspace.delivery import Ack
from bot.workspace.dispatch import Dispatch
from bot.workspace.facts import Channel, Json, Message, Refused, User, View


class Hands(Dispatch):
    """Everything here waits for the app's acknowledgement: None where there was none within three seconds,
    which people see as an error."""

    def command(self, user: User, channel: Channel, name: str, text: str = "") -> Ack | None:
        return self._deliver("slash_commands", payloads.command(self.team, user, channel, name, text))

    def shortcut(self, user: User, callback_id: str) -> Ack | None:
        return self._deliver("interactive", interactions.shortcut(self.team, user, callback_id))

    def message_shortcut(self, user: User, message: Message, callback_id: str) -> Ack | None:
        channel = self.team.channels[message.channel]
        payload = interactions.message_shortcut(self.team, user, channel, message, callback_id)
        return self._deliver("interactive", payload)

    def press(self, user: User, where: Message | View, action_id: str, positive: bool = True) -> Ack | None:
        """Presses a button; of a pair of feedback buttons the positive or the negative one."""
        block, element = elements.find(_blocks(where), action_id)
        return self._act(user, where, elements.pressed(block, element, positive))

    def choose(self, user: User, where: Message | View, name: str, value: Any) -> Ack | None:
        """Chooses in a select, a picker or an overflow menu: by an option's value or text, an id, a date.

        Inside an input of a view nothing is sent, unless the input dispatches its action.
        """
        block, element = elements.find(_blocks(where), name)
        if isinstance(where, View):
            self._put(where, block, element, value)
            if block["type"] == "input" and not block.get("dispatch_action"):
                return None
        return self._act(user, where, elements.chosen(block, element, value))

    def fill(self, view: View, values: dict[str, Any]) -> None:
        """Puts values into a view's inputs, by action_id or block_id; KeyError for one that is not there."""
        with self.team.changed:
            for name, value in values.items():
                self._put(view, *elements.find(view.body["blocks"], name), value)

    def submit(self, user: User, view: View, values: dict[str, Any] | None = None) -> Ack | None:
        """Fills in and submits. What the app answers happens: errors, another view, one on top, all closed.

        An input that is needed and empty keeps the view open, and the app is not asked (`view.errors`).
        """
        self.fill(view, values or {})
        view.errors = dict.fromkeys(_missing(view), "This is needed.")
        if view.errors:
            self.team.touch()
            return None
        ack = self._deliver("interactive", interactions.submission(self.team, user, view))
        with self.team.changed:
            self._answered(view, ack)
            self.team.touch()
        return ack

    def close_view(self, user: User, view: View, all_of_them: bool = False) -> None:
        """Closes a modal (with `all_of_them` the whole stack); the app is told where it wanted to be."""
        with self.team.changed:
            self._shut(view, everything=all_of_them or bool(view.body.get("clear_on_close")))
            self.team.touch()
        if view.body.get("notify_on_close"):
            self._deliver("interactive", interactions.closed(self.team, user, view, all_of_them))

    def open_app(self, user: User, tab: str = "messages") -> None:
        """Opens the app's Home or its messages."""
        home = self.team.homes.get(user.id) if tab == "home" else None
        view = views.described(self.team, home) if home else None
        self._tell([payloads.home_event(self.team, user, self.team.direct(user.id), tab, view)])

    def top_view(self, user: User) -> View | None:
        """The modal that the user sees."""
        with self.team.changed:
            mine = [v for v in self.team.views.values() if v.user == user.id and v.is_open and not _home(v)]
        below = {v.previous_id for v in mine}
        return next((v for v in reversed(mine) if v.id not in below), None)

    def _act(self, user: User, where: Message | View, action: Json) -> Ack | None:
        if isinstance(where, View):
            return self._deliver("interactive", interactions.view_action(self.team, user, where, action))
        channel = self.team.channels[where.channel]
        return self._deliver(
            "interactive", interactions.block_action(self.team, user, channel, where, action)
        )

    def _put(self, view: View, block: Json, element: Json, value: Any) -> None:
        held = elements.state(element, value)
        view.values.setdefault(block["block_id"], {})[element["action_id"]] = held

    def _answered(self, view: View, ack: Ack | None) -> None:
        """Does what the app's answer to a submission says; without an acknowledgement the view stays."""
        if ack is None:
            view.errors = {"": "We had some trouble connecting. Try again?"}
            return
        action = ack.body.get("response_action")
        if action is None:
            self._shut(view, everything=False)
        else:
            _ACTIONS.get(action, Hands._unknown)(self, view, ack.body)

    def _errors(self, view: View, body: Json) -> None:
        there = {block["block_id"] for block in view.body["blocks"]}
        told = cast(dict[str, str], body.get("errors") or {})
        view.errors = (
            told if told and set(told) <= there else {"": "The app's answer names no input of this form."}
        )

    def _clear(self, view: View, body: Json) -> None:
        self._shut(view, everything=True)

    def _update(self, view: View, body: Json) -> None:
        self._viewed(view, body, lambda made: views.changed(self.team, view, made))

    def _push(self, view: View, body: Json) -> None:
        self._viewed(view, body, lambda made: views.opened(self.team, view.user, made, view))

    def _unknown(self, view: View, body: Json) -> None:
        view.errors = {"": f"Slack knows no response_action {body.get('response_action')}."}

    def _viewed(self, view: View, body: Json, do: Callable[[Json], object]) -> None:
        """A view in an answer is looked at as strictly as one in a call; people only see that it failed."""
        try:
            do(views.checked(self.team, body.get("view"), "modal", view))
        except Refused as refused:
            view.errors = {
                "": f"The app's answer was refused: {refused.error} {refused.beside or ''}".strip()
            }

    def _shut(self, view: View, everything: bool) -> None:
        same = [one for one in self.team.views.values() if one.root_id == view.root_id]
        for one in same if everything else [view]:
            one.is_open = False


_ACTIONS = {"errors": Hands._errors, "clear": Hands._clear, "update": Hands._update, "push": Hands._push}  # pyright: ignore[reportPrivateUsage]


def _blocks(where: Message | View) -> list[Json]:
    return where.body["blocks"] if isinstance(where, View) else where.blocks


def _home(view: View) -> bool:
    return view.body.get("type") == "home"


def _missing(view: View) -> list[str]:
    """The block_ids of inputs that are needed and hold nothing."""
    needed = (b for b in view.body["blocks"] if b["type"] == "input" and not b.get("optional"))
    return [b["block_id"] for b in needed if not _held(view.values.get(b["block_id"], {}))]


def _held(values: dict[str, Json]) -> bool:
    return any(value for state in values.values() for key, value in state.items() if key != "type")
