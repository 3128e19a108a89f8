"""What Slack refuses in blocks and texts. Limits as published; a table has 100 rows whatever the SDK says."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Literal, cast

from bot.workspace.team import Json, Refused

Surface = Literal["message", "view"]

MAX_BLOCKS: dict[Surface, int] = {"message": 50, "view": 100}
MAX_TEXT = 40_000
MAX_MESSAGE_CHARACTERS = 13_200
MAX_TABLE_CHARACTERS = 10_000


def check_message(text: str, blocks: object) -> list[Json]:
    """The blocks as a list; Refused for what Slack would not take."""
    if len(text) > MAX_TEXT:
        raise Refused("msg_too_long")
    checked = check_blocks(blocks, "message")
    if not text and not checked:
        raise Refused("no_text")
    if sum(map(len, texts(checked))) > MAX_MESSAGE_CHARACTERS:
        raise Refused("msg_blocks_too_long")
    return checked


def check_blocks(blocks: object, surface: Surface) -> list[Json]:
    if blocks is None or blocks == "":
        return []
    if not isinstance(blocks, list):
        raise Refused("invalid_blocks_format")
    items = cast(list[Any], blocks)
    problems = [f"no more than {MAX_BLOCKS[surface]} items allowed"] * (len(items) > MAX_BLOCKS[surface])
    problems += [
        f"{said} [json-pointer:/blocks/{n}]" for n, item in enumerate(items) for said in _block(item)
    ]
    typed = [cast(Json, item) for item in items if isinstance(item, dict)]
    ids = [item["block_id"] for item in typed if "block_id" in item]
    problems += ["block_id already used"] * (len(ids) != len(set(ids)))
    if sum(item.get("type") == "table" for item in typed) > 1:
        problems.append("only_one_table_allowed")
    if problems:
        raise Refused("invalid_blocks", response_metadata={"messages": problems})
    return typed


def texts(value: Any) -> Iterator[str]:
    """Every text that a person would see, at any depth."""
    if isinstance(value, dict):
        for key, inner in cast(Json, value).items():
            if key in ("text", "alt_text") and isinstance(inner, str):
                yield inner
            else:
                yield from texts(inner)
    elif isinstance(value, list):
        for inner in cast(list[Any], value):
            yield from texts(inner)


def _block(block: Any) -> Iterator[str]:
    if not isinstance(block, dict):
        yield "must be an object"
        return
    typed = cast(Json, block)
    check = _CHECKS.get(str(typed.get("type")))
    if check is None:
        yield f"unsupported type: {typed.get('type')}"
        return
    if len(str(typed.get("block_id", ""))) > 255:
        yield "block_id must be less than 256 characters"
    yield from check(typed)


def _text(value: Any, most: int, kinds: tuple[str, ...] = ("plain_text", "mrkdwn")) -> Iterator[str]:
    if not isinstance(value, dict) or cast(Json, value).get("type") not in kinds:
        yield f"text must be one of {kinds}"
        return
    said = cast(Json, value).get("text")
    if not isinstance(said, str) or not 1 <= len(said) <= most:
        yield f"text must be 1 to {most} characters"


def _section(block: Json) -> Iterator[str]:
    if "text" not in block and "fields" not in block:
        yield "missing required field: text"
    if "text" in block:
        yield from _text(block["text"], 3000)
    fields = block.get("fields", [])
    if len(fields) > 10:
        yield "no more than 10 fields"
    for one in fields:
        yield from _text(one, 2000)
    if "accessory" in block:
        yield from _element(block["accessory"])


def _header(block: Json) -> Iterator[str]:
    yield from _text(block.get("text"), 150, ("plain_text",))


def _context(block: Json) -> Iterator[str]:
    elements = block.get("elements", [])
    if not 1 <= len(elements) <= 10:
        yield "context takes 1 to 10 elements"
    for one in elements:
        if one.get("type") != "image":
            yield from _text(one, 3000)


def _actions(block: Json) -> Iterator[str]:
    elements = block.get("elements", [])
    if not 1 <= len(elements) <= 25:
        yield "actions takes 1 to 25 elements"
    ids = [one.get("action_id") for one in elements if "action_id" in one]
    if len(ids) != len(set(ids)):
        yield "action_id already used"
    for one in elements:
        yield from _element(one)


def _context_actions(block: Json) -> Iterator[str]:
    elements = block.get("elements", [])
    if not 1 <= len(elements) <= 5:
        yield "context_actions takes 1 to 5 elements"
    for one in elements:
        if one.get("type") not in ("feedback_buttons", "icon_button"):
            yield f"unsupported element: {one.get('type')}"
        for side in ("positive_button", "negative_button"):
            if side in one:
                yield from _button(one[side])


def _element(element: Json) -> Iterator[str]:
    if element.get("type") == "button":
        yield from _button(element)
    elif element.get("type") not in _ELEMENTS:
        yield f"unsupported element: {element.get('type')}"


def _button(button: Json) -> Iterator[str]:
    yield from _text(button.get("text"), 75, ("plain_text",))
    if len(button.get("value", "")) > 2000:
        yield "value must be less than 2001 characters"
    if len(button.get("action_id", "")) > 255:
        yield "action_id must be less than 256 characters"


def _rich_text(block: Json) -> Iterator[str]:
    kinds = {"rich_text_section", "rich_text_list", "rich_text_preformatted", "rich_text_quote"}
    if not block.get("elements"):
        yield "rich_text takes elements"
    for one in block.get("elements", []):
        if one.get("type") not in kinds:
            yield f"unsupported element: {one.get('type')}"
        for leaf in one.get("elements", []):
            if leaf.get("type") == "text" and not leaf.get("text"):
                yield "text must be at least 1 character"


def _table(block: Json) -> Iterator[str]:
    rows = block.get("rows", [])
    if not 1 <= len(rows) <= 100:
        yield "a table takes 1 to 100 rows"
    if any(not 1 <= len(row) <= 20 for row in rows) or len(block.get("column_settings", [])) > 20:
        yield "a table takes 1 to 20 columns"
    if sum(map(len, texts(rows))) > MAX_TABLE_CHARACTERS:
        yield f"a table takes {MAX_TABLE_CHARACTERS} characters"
    for cell in (cell for row in rows for cell in row):
        if cell.get("type") not in ("raw_text", "rich_text"):
            yield f"unsupported cell: {cell.get('type')}"
        elif cell["type"] == "raw_text" and not cell.get("text"):
            yield "a cell's text must be at least 1 character"


def _markdown(block: Json) -> Iterator[str]:
    if not 1 <= len(block.get("text", "")) <= 12_000:
        yield "markdown text must be 1 to 12000 characters"


def _image(block: Json) -> Iterator[str]:
    if not block.get("alt_text") or not (block.get("image_url") or block.get("slack_file")):
        yield "an image takes alt_text and image_url or slack_file"


def _input(block: Json) -> Iterator[str]:
    yield from _text(block.get("label"), 2000, ("plain_text",))


def _nothing(_block: Json) -> Iterator[str]:
    yield from ()


_ELEMENTS = frozenset(
    {"static_select", "overflow", "datepicker", "timepicker", "checkboxes", "radio_buttons"}
)
_CHECKS: dict[str, Callable[[Json], Iterator[str]]] = {
    "actions": _actions,
    "context": _context,
    "context_actions": _context_actions,
    "divider": _nothing,
    "header": _header,
    "image": _image,
    "input": _input,
    "markdown": _markdown,
    "rich_text": _rich_text,
    "section": _section,
    "table": _table,
}
