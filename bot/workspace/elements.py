"""Finding the element that somebody touches, and its state as Slack reports it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, cast

from bot.workspace.element_rules import offers
from bot.workspace.facts import Json

Find = tuple[Json, Json]


def find(blocks: Iterable[Json], name: str) -> Find:
    """(block, element) by action_id, or by the block_id of a block with one element; KeyError."""
    pairs = list(walk(blocks))
    by_action = (pair for pair in pairs if pair[1].get("action_id") == name)
    by_block = (pair for pair in pairs if pair[0].get("block_id") == name)
    found = next(by_action, None) or next(by_block, None)
    if found is None:
        raise KeyError(name)
    return found


def with_ids(blocks: Iterable[Json]) -> list[Json]:
    """Slack gives an id to every block that has none, and to the element of an input."""
    made = [{**block, "block_id": block.get("block_id") or f"b{n}"} for n, block in enumerate(blocks)]
    for block in made:
        if block["type"] == "input":
            element = cast(Json, block["element"])
            block["element"] = {**element, "action_id": element.get("action_id") or f"a_{block['block_id']}"}
    return made


def walk(blocks: Iterable[Json]) -> Iterator[Find]:
    """Every (block, interactive element), in the order in which it is shown."""
    for block in with_ids(blocks):
        alone = [block[key] for key in ("element", "accessory") if isinstance(block.get(key), dict)]
        rows: list[Any] = [*(block.get("elements") or []), *(block.get("actions") or [])]
        for one in cast(list[Json], [*alone, *rows]):
            if one.get("type") not in (None, "plain_text", "mrkdwn", "image") and not _rich(one):
                yield block, one


def _rich(one: Json) -> bool:
    return str(one["type"]).startswith("rich_text_") and one["type"] != "rich_text_input"


def pressed(block: Json, element: Json, positive: bool = True) -> Json:
    """An action for a button; of a pair of feedback buttons the positive or the negative one."""
    button = element.get("positive_button" if positive else "negative_button", element)
    found = {key: button[key] for key in ("text", "value", "url", "style") if key in button}
    return _action(block, element) | found


def chosen(block: Json, element: Json, value: Any) -> Json:
    """An action for a select, a picker or an input that holds `value` now."""
    return _action(block, element) | state(element, value)


def _action(block: Json, element: Json) -> Json:
    return {
        "type": element["type"],
        "action_id": element.get("action_id", "a"),
        "block_id": block["block_id"],
    }


def state(element: Json, value: Any) -> Json:
    """What the element holds when a person has put `value` into it: an option's value or its text, a date,
    a user's id, typed words; a list for what takes several. None empties it. KeyError for no such option."""
    kind = str(element["type"])
    key, make = _HOLDS.get(kind, (f"selected_{_thing(kind)}", _as_it_is))
    return {"type": kind, key: None if value is None else make(element, value)}


def _thing(kind: str) -> str:
    """`multi_users_select` holds `selected_users`, `users_select` holds `selected_user`."""
    words = kind.removesuffix("_select").split("_")
    return words[1] if words[0] == "multi" else words[0].removesuffix("s")


def _as_it_is(_element: Json, value: Any) -> Any:
    return value


def _text(_element: Json, value: Any) -> str:
    return str(value)


def _option(element: Json, value: Any) -> Json:
    for one in offers(element):
        if value in (one.get("value"), one["text"]["text"]):
            return one
    raise KeyError(f"{value} is no option of {element.get('action_id')}")


def _options(element: Json, value: Any) -> list[Json]:
    return [_option(element, one) for one in cast(list[Any], value)]


_HOLDS: dict[str, tuple[str, Callable[[Json, Any], Any]]] = {
    "checkboxes": ("selected_options", _options),
    "datepicker": ("selected_date", _text),
    "datetimepicker": ("selected_date_time", _as_it_is),
    "email_text_input": ("value", _text),
    "external_select": ("selected_option", _as_it_is),
    "file_input": ("files", _as_it_is),
    "multi_external_select": ("selected_options", _as_it_is),
    "multi_static_select": ("selected_options", _options),
    "number_input": ("value", _text),
    "overflow": ("selected_option", _option),
    "plain_text_input": ("value", _text),
    "radio_buttons": ("selected_option", _option),
    "rich_text_input": ("rich_text_value", _as_it_is),
    "static_select": ("selected_option", _option),
    "timepicker": ("selected_time", _text),
    "url_text_input": ("value", _text),
}
