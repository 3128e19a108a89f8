"""What Slack refuses of single blocks. Limits as published; a table has 100 rows whatever the SDK says."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import Any, cast

from bot.workspace.chart_rules import chart
from bot.workspace.element_rules import (
    IN_ACTIONS,
    IN_CONTEXT_ACTIONS,
    IN_INPUT,
    IN_SECTION,
    Check,
    element,
    plain,
    text,
)
from bot.workspace.facts import Json
from bot.workspace.words import texts

MAX_TABLE_CHARACTERS = 10_000
MAX_DATA_TABLE_CHARACTERS = 20_000
RICH = frozenset({"rich_text_section", "rich_text_list", "rich_text_preformatted", "rich_text_quote"})


def problems_of(block: Json) -> Iterator[str]:
    """What is wrong with a block of a known type, in words; a wrong shape may raise."""
    if len(str(block.get("block_id") or "")) > 255:
        yield "block_id must be less than 256 characters"
    yield from _CHECKS[block["type"]](block)


def _section(block: Json) -> Iterator[str]:
    if "text" not in block and "fields" not in block:
        yield "missing required field: text"
    if "text" in block:
        yield from text(block["text"], 3000)
    fields = block.get("fields", [])
    if len(fields) > 10:
        yield "no more than 10 fields"
    for one in fields:
        yield from text(one, 2000)
    if "accessory" in block:
        yield from element(block["accessory"], IN_SECTION)


def _header(block: Json) -> Iterator[str]:
    yield from plain(block.get("text"), 150)


def _context(block: Json) -> Iterator[str]:
    elements = block.get("elements", [])
    if not 1 <= len(elements) <= 10:
        yield "context takes 1 to 10 elements"
    for one in elements:
        yield from _image(one) if one.get("type") == "image" else text(one, 3000)


def _holder(most: int, allowed: frozenset[str]) -> Check:
    """A row of 1 to `most` elements, no two with the same action_id."""

    def check(block: Json) -> Iterator[str]:
        elements = block.get("elements", [])
        if not 1 <= len(elements) <= most:
            yield f"{block['type']} takes 1 to {most} elements"
        ids = [one["action_id"] for one in elements if "action_id" in one]
        if len(ids) != len(set(ids)):
            yield "action_id already used"
        yield from chain.from_iterable(element(one, allowed) for one in elements)

    return check


def _rich_text(block: Json) -> Iterator[str]:
    if not block.get("elements"):
        yield "rich_text takes elements"
    for one in block.get("elements", []):
        if one.get("type") not in RICH:
            yield f"unsupported element: {one.get('type')}"
        for leaf in one.get("elements", []):
            if leaf.get("type") == "text" and not leaf.get("text"):
                yield "text must be at least 1 character"


def _table(block: Json) -> Iterator[str]:
    rows = block.get("rows", [])
    if not 1 <= len(rows) <= 100:
        yield "a table takes 1 to 100 rows"
    if len(block.get("column_settings", [])) > 20:
        yield "a table takes 1 to 20 columns"
    yield from _cells(rows, ("raw_text", "rich_text"), MAX_TABLE_CHARACTERS)


def _data_table(block: Json) -> Iterator[str]:
    rows = block.get("rows", [])
    if not block.get("caption"):
        yield "missing required field: caption"
    if not 2 <= len(rows) <= 101:
        yield "a data_table takes 2 to 101 rows"
    if len(set(map(len, rows))) > 1:
        yield "rows must be of equal length"
    yield from _cells(rows, ("raw_text", "raw_number", "rich_text"), MAX_DATA_TABLE_CHARACTERS)


def _cells(rows: list[list[Json]], kinds: tuple[str, ...], most: int) -> Iterator[str]:
    if any(not 1 <= len(row) <= 20 for row in rows):
        yield "a table takes 1 to 20 columns"
    if sum(map(len, texts(rows))) > most:
        yield f"a table takes {most} characters"
    for cell in chain.from_iterable(rows):
        if cell.get("type") not in kinds:
            yield f"unsupported cell: {cell.get('type')}"
        elif cell["type"] != "rich_text" and not cell.get("text"):
            yield "a cell's text must be at least 1 character"
        elif cell["type"] == "raw_number" and not isinstance(cell.get("value"), int | float):
            yield "a raw_number takes a value"


def _markdown(block: Json) -> Iterator[str]:
    if not 1 <= len(block.get("text", "")) <= 12_000:
        yield "markdown text must be 1 to 12000 characters"


def _image(block: Json) -> Iterator[str]:
    if not block.get("alt_text") or not (block.get("image_url") or block.get("slack_file")):
        yield "an image takes alt_text and image_url or slack_file"
    if len(block.get("alt_text") or "") > 2000 or len(block.get("image_url") or "") > 3000:
        yield "alt_text or image_url is too long"


def _input(block: Json) -> Iterator[str]:
    yield from plain(block.get("label"), 2000)
    if "hint" in block:
        yield from plain(block["hint"], 2000)
    yield from element(cast(dict[str, Any], block.get("element") or {}), IN_INPUT)


def _alert(block: Json) -> Iterator[str]:
    yield from text(block.get("text"), 200)
    if block.get("level", "default") not in ("default", "info", "warning", "error", "success"):
        yield f"unsupported level: {block['level']}"


def _card(block: Json) -> Iterator[str]:
    if not any(block.get(name) for name in ("hero_image", "title", "actions", "body")):
        yield "a card takes a title, a body, an image or actions"
    for name, most in (("title", 150), ("subtitle", 150), ("body", 200), ("subtext", 200)):
        if name in block:
            yield from text(block[name], most)
    for one in block.get("actions", []):
        yield from element(one, frozenset({"button"}))


def _any(_block: Json) -> Iterator[str]:
    yield from ()


_CHECKS: dict[str, Check] = {
    "actions": _holder(25, IN_ACTIONS),
    "alert": _alert,
    "card": _card,
    "carousel": _any,
    "container": _any,
    "context": _context,
    "context_actions": _holder(5, IN_CONTEXT_ACTIONS),
    "data_table": _data_table,
    "data_visualization": chart,
    "divider": _any,
    "file": _any,
    "header": _header,
    "image": _image,
    "input": _input,
    "markdown": _markdown,
    "plan": _any,
    "rich_text": _rich_text,
    "section": _section,
    "table": _table,
    "task_card": _any,
    "video": _any,
}
