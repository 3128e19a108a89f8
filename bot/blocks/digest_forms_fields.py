"""Inputs of a modal, and what was put into them. Each is in a block of its own name, under which its errors
are said."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import groupby
from typing import Any
from zoneinfo import available_timezones

from bot.blocks.parts import Json, line

OPTION_TEXT = 75
OPTION_VALUE = 150
OPTIONS = 100
LABEL = 200
# Legacy names that an IANA zone of today stands for as well.
REGIONS = (
    *("Africa", "America", "Antarctica", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific"),
    "UTC",
)

Options = Sequence[tuple[str, str]]
Groups = Sequence[tuple[str, Options]]


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text, "emoji": False}


def field(
    name: str, label: str, element: Json, *, optional: bool = False, hint: str = "", dispatch: bool = False
) -> Json:
    made: Json = {
        "type": "input",
        "block_id": name,
        "label": plain(line(label, LABEL)),
        "optional": optional,
        "element": {**element, "action_id": name},
    }
    made |= {"hint": plain(line(hint, LABEL * 2))} if hint else {}
    return made | ({"dispatch_action": True} if dispatch else {})


def typed(initial: str = "", most: int = 150) -> Json:
    element: Json = {"type": "plain_text_input", "max_length": most}
    return {**element, "initial_value": initial} if initial else element


def clock(initial: str) -> Json:
    return {"type": "timepicker", "initial_time": initial} if initial else {"type": "timepicker"}


def conversation(initial: str | None) -> Json:
    """Public and private channels of the team's own."""
    element: Json = {
        "type": "conversations_select",
        "filter": {
            "include": ["public", "private"],
            "exclude_external_shared_channels": True,
            "exclude_bot_users": True,
        },
    }
    return {**element, "initial_conversation": initial} if initial else element


def select(options: Options, first: str | None = None) -> Json:
    offered = _offered(options)
    return _begun({"type": "static_select", "options": offered}, offered, first)


def select_of(groups: Groups, first: str | None = None) -> Json:
    made = _groups(groups)
    offered = [option for group in made for option in group["options"]]
    return _begun({"type": "static_select", "option_groups": made}, offered, first)


def several(options: Options, first: Iterable[str] = (), most: int | None = None) -> Json:
    offered = _offered(options)
    return _many({"type": "multi_static_select", "options": offered}, offered, first, most)


def several_of(groups: Groups, first: Iterable[str] = (), most: int | None = None) -> Json:
    made = _groups(groups)
    offered = [option for group in made for option in group["options"]]
    return _many({"type": "multi_static_select", "option_groups": made}, offered, first, most)


def _offered(options: Options) -> list[Json]:
    return [
        {"text": plain(line(text, OPTION_TEXT)), "value": value}
        for value, text in options
        if len(value) <= OPTION_VALUE
    ][:OPTIONS]


def _groups(groups: Groups) -> list[Json]:
    made = [
        {"label": plain(line(label, OPTION_TEXT)), "options": _offered(options)} for label, options in groups
    ]
    return [group for group in made if group["options"]][:OPTIONS]


def _begun(element: Json, offered: list[Json], first: str | None) -> Json:
    chosen = [one for one in offered if one["value"] == first]
    return {**element, "initial_option": chosen[0]} if chosen else element


def _many(element: Json, offered: list[Json], first: Iterable[str], most: int | None) -> Json:
    wanted = set(first)
    chosen = [one for one in offered if one["value"] in wanted]
    made = {**element, "initial_options": chosen} if chosen else element
    return {**made, "max_selected_items": most} if most else made


@lru_cache(maxsize=1)
def zones() -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    """Every IANA zone by region, at most a hundred in a group; Slack's client searches them as one types."""
    names = sorted(one for one in available_timezones() if one.partition("/")[0] in REGIONS)
    found: list[tuple[str, tuple[tuple[str, str], ...]]] = []
    for region, inside in groupby(names, key=lambda one: one.partition("/")[0]):
        found += [(_label(region, part), tuple((one, one) for one in part)) for part in _hundreds(inside)]
    return tuple(found)


def _label(region: str, part: Sequence[str]) -> str:
    first, last = (one.partition("/")[2][:1] for one in (part[0], part[-1]))
    return f"{region} {first}–{last}" if first else region


def _hundreds(names: Iterable[str]) -> Iterator[tuple[str, ...]]:
    whole = tuple(names)
    return (whole[at : at + OPTIONS] for at in range(0, len(whole), OPTIONS))


# What was put in


def picked(values: Mapping[str, Any], name: str) -> str | None:
    """A select's value, a picker's time or conversation, or typed words; None for nothing."""
    state: Mapping[str, Any] = values.get(name, {}).get(name) or {}
    option = state.get("selected_option")
    if option:
        return str(option["value"])
    plain_value = state.get("value") or state.get("selected_time") or state.get("selected_conversation")
    return str(plain_value).strip() or None if plain_value else None


def all_picked(values: Mapping[str, Any], name: str) -> tuple[str, ...]:
    state: Mapping[str, Any] = values.get(name, {}).get(name) or {}
    options: Sequence[Mapping[str, Any]] = state.get("selected_options") or ()
    return tuple(str(one["value"]) for one in options)


def dialog(callback: str, metadata: str, title: str, submit: str, close: str, blocks: Sequence[Json]) -> Json:
    return {
        "type": "modal",
        "callback_id": callback,
        "private_metadata": metadata,
        "title": plain(title),
        "submit": plain(submit),
        "close": plain(close),
        "blocks": list(blocks),
    }


def message_dialog(title: str, close: str, text: str) -> Json:
    """A modal that only says something: that the form is coming, or that there will be none."""
    section = {"type": "section", "text": plain(line(text, 3000))}
    return {"type": "modal", "title": plain(title), "close": plain(close), "blocks": [section]}
