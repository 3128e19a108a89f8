"""Fields on the page: what an element begins with, and what a field's text means to the workspace."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, cast
from zoneinfo import ZoneInfo

from bot.workspace.elements import find

Json = dict[str, Any]
Typed = Mapping[str, Mapping[str, Sequence[str]]]

# The elements that a list of options draws: their own options, or the workspace's people and channels.
SELECTS = tuple(
    f"{many}{kind}_select"
    for many in ("", "multi_")
    for kind in ("static", "external", "users", "channels", "conversations")
)


def action_key(element: Json, place: int) -> str:
    """An element's id; one that has none goes by its place."""
    return str(element.get("action_id") or f"a{place}")


def chosen(element: Json) -> tuple[str, ...]:
    """The values that an element of choices begins with."""
    one: Json | None = element.get("initial_option")
    many: list[Json] = element.get("initial_options") or ([one] if one else [])
    if many:
        return tuple(str(each["value"]) for each in many)
    ids: list[Any] = [element[key] for key in element if key.startswith("initial_")]
    return tuple(str(each) for each in (cast(list[Any], ids[0]) if ids and isinstance(ids[0], list) else ids))


def meant(element: Json, typed: Sequence[str], zone: str) -> Any:
    """What a person has put into a field: an option's value, a date, words; a list for what takes several;
    None for nothing. A moment is read in the person's zone and is seconds since 1970."""
    kind = str(element["type"])
    if kind.startswith("multi_") or kind == "checkboxes":
        return list(typed)
    if not typed:
        return None
    if kind == "datetimepicker":
        return int(datetime.fromisoformat(typed[0]).replace(tzinfo=ZoneInfo(zone)).timestamp())
    return typed[0]


def filled(blocks: Sequence[Json], typed: Typed, zone: str) -> dict[str, Any]:
    """What a whole form holds, by the name under which the workspace finds each input."""
    values: dict[str, Any] = {}
    for block_id, fields in typed.items():
        for action_id, said in fields.items():
            block, element = find(blocks, action_id)
            name = block_id if block["type"] == "input" else action_id
            values[name] = meant(element, said, zone)
    return values
