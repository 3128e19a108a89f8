"""What Slack refuses of the interactive parts inside blocks: buttons, selects, inputs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, cast

from bot.workspace.facts import Json

Check = Callable[[Json], Iterator[str]]


def text(value: Any, most: int, kinds: tuple[str, ...] = ("plain_text", "mrkdwn")) -> Iterator[str]:
    """A text object of 1 to `most` characters."""
    if not isinstance(value, dict) or cast(Json, value).get("type") not in kinds:
        yield f"text must be one of {', '.join(kinds)}"
        return
    said = cast(Json, value).get("text")
    if not isinstance(said, str) or not 1 <= len(said) <= most:
        yield f"text must be 1 to {most} characters"


def plain(value: Any, most: int) -> Iterator[str]:
    yield from text(value, most, ("plain_text",))


def element(one: Json, allowed: frozenset[str]) -> Iterator[str]:
    """One element; its type must be allowed where it stands."""
    kind = str(one.get("type"))
    if kind not in allowed:
        yield f"unsupported element: {kind}"
        return
    if len(one.get("action_id") or "") > 255:
        yield "action_id must be less than 256 characters"
    if "confirm" in one:
        yield from _confirm(one["confirm"])
    if "placeholder" in one:
        yield from plain(one["placeholder"], 150)
    yield from _CHECKS.get(kind, _nothing)(one)


def _button(one: Json) -> Iterator[str]:
    yield from plain(one.get("text"), 75)
    if len(one.get("value") or "") > 2000:
        yield "value must be less than 2001 characters"
    if len(one.get("url") or "") > 3000:
        yield "url must be less than 3001 characters"
    if one.get("style") not in (None, "primary", "danger"):
        yield f"unsupported style: {one['style']}"


def _confirm(one: Json) -> Iterator[str]:
    for name, most in (("title", 100), ("confirm", 30), ("deny", 30)):
        if name in one:
            yield from plain(one[name], most)
    yield from text(one.get("text"), 300)


def offers(one: Json) -> list[Json]:
    """The options of a select, those of its groups too."""
    groups = cast(list[Json], one.get("option_groups") or [])
    alone = cast(list[Json], one.get("options") or [])
    return [*alone, *(option for group in groups for option in cast(list[Json], group["options"]))]


def options(most: int) -> Check:
    def check(one: Json) -> Iterator[str]:
        groups = cast(list[Json], one.get("option_groups") or [])
        if not groups and not 1 <= len(offers(one)) <= most:
            yield f"options must have 1 to {most} items"
        for group in groups:
            yield from plain(group.get("label"), 75)
        for each in offers(one):
            yield from _option(each)

    return check


def _option(one: Json) -> Iterator[str]:
    yield from text(one.get("text"), 75)
    if not 1 <= len(one.get("value") or "") <= 150:
        yield "an option's value must be 1 to 150 characters"
    if "description" in one:
        yield from text(one["description"], 75)


def _initial(one: Json) -> Iterator[str]:
    """What is chosen at first must be one of the options."""
    yield from options(100)(one)
    several = cast(list[Json], one.get("initial_options") or [])
    chosen = [cast(Json, one["initial_option"])] if "initial_option" in one else several
    if any(each not in offers(one) for each in chosen):
        yield "initial_option must be one of the options"


def _typed(one: Json) -> Iterator[str]:
    most = one.get("max_length", 3000)
    if not 1 <= most <= 3000 or not 0 <= one.get("min_length", 0) <= most:
        yield "min_length and max_length must be within 3000"
    if len(one.get("initial_value") or "") > most:
        yield "initial_value is longer than max_length"


def _feedback(one: Json) -> Iterator[str]:
    for side in ("positive_button", "negative_button"):
        yield from _button(one[side])


def _file_input(one: Json) -> Iterator[str]:
    if not 1 <= one.get("max_files", 10) <= 10:
        yield "max_files must be 1 to 10"


def _nothing(_one: Json) -> Iterator[str]:
    yield from ()


_SELECTS = tuple(
    f"{many}{kind}_select"
    for many in ("", "multi_")
    for kind in ("users", "conversations", "channels", "external", "static")
)
_PICKERS = ("datepicker", "timepicker", "datetimepicker", "checkboxes", "radio_buttons")
PICKS = frozenset([*_SELECTS, *_PICKERS])
IN_ACTIONS = PICKS | {"button", "overflow", "workflow_button", "rich_text_input"}
IN_SECTION = PICKS | {"button", "overflow", "workflow_button", "image"}
IN_INPUT = PICKS | {
    "plain_text_input",
    "number_input",
    "email_text_input",
    "url_text_input",
    "file_input",
    "rich_text_input",
}
IN_CONTEXT_ACTIONS = frozenset({"feedback_buttons", "icon_button"})

_CHECKS: dict[str, Check] = {
    "button": _button,
    "checkboxes": options(10),
    "feedback_buttons": _feedback,
    "file_input": _file_input,
    "multi_static_select": _initial,
    "overflow": options(5),
    "plain_text_input": _typed,
    "radio_buttons": options(10),
    "static_select": _initial,
}
