"""What Slack refuses of a message or a view as a whole; each block by `block_rules`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Literal, cast

from bot.workspace.block_rules import problems_of
from bot.workspace.facts import Json, Refused
from bot.workspace.words import texts

Surface = Literal["message", "modal", "home"]
# Who else looks at every block that a workspace of this process takes: independent judges, in tests.
WITNESSES: list[Callable[[Surface, list[Json]], None]] = []

MAX_BLOCKS: dict[Surface, int] = {"message": 50, "modal": 100, "home": 100}
MAX_TEXT = 40_000
MAX_MESSAGE_CHARACTERS = 13_200
MAX_MARKDOWN = 12_000
# How many of a type one message may have.
AT_MOST = {"table": (1, "only_one_table_allowed"), "data_visualization": (2, "no more than 2 charts")}

EVERYWHERE = "actions card context divider header image input rich_text section video"
IN_MESSAGES = (
    "carousel container context_actions data_table data_visualization file markdown plan table task_card"
)
IN_HOME = "carousel container data_table data_visualization table"
ALLOWED: dict[Surface, frozenset[str]] = {
    "message": frozenset([*EVERYWHERE.split(), *IN_MESSAGES.split()]),
    "modal": frozenset([*EVERYWHERE.split(), "alert"]),
    "home": frozenset([*EVERYWHERE.split(), *IN_HOME.split()]),
}


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
    problems = [*_as_a_whole(items, surface)]
    for number, item in enumerate(items):
        problems += [f"[ERROR] {said} [json-pointer:/blocks/{number}]" for said in _problems(item, surface)]
    if problems:
        raise Refused("invalid_blocks", response_metadata={"messages": problems})
    for witness in WITNESSES:
        witness(surface, cast(list[Json], items))
    return cast(list[Json], items)


def _problems(item: Any, surface: Surface) -> Iterator[str]:
    if not isinstance(item, dict):
        yield "must be an object"
        return
    block = cast(Json, item)
    if block.get("type") not in ALLOWED[surface]:
        yield f"unsupported type: {block.get('type')}"
        return
    try:
        yield from problems_of(block)
    except (AttributeError, KeyError, TypeError, ValueError):
        # Not a wrong size but a wrong shape, somewhere inside.
        yield f"malformed {block['type']}"


def _as_a_whole(items: list[Any], surface: Surface) -> Iterator[str]:
    if len(items) > MAX_BLOCKS[surface]:
        yield f"no more than {MAX_BLOCKS[surface]} items allowed"
    typed = [cast(Json, item) for item in items if isinstance(item, dict)]
    ids = [item["block_id"] for item in typed if item.get("block_id")]
    if len(ids) != len(set(ids)):
        yield "block_id already used"
    for kind, (most, said) in AT_MOST.items():
        if sum(item.get("type") == kind for item in typed) > most:
            yield said
    if sum(len(str(item.get("text", ""))) for item in typed if item.get("type") == "markdown") > MAX_MARKDOWN:
        yield f"no more than {MAX_MARKDOWN} characters of markdown"
