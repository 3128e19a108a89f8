"""slackblocks as an independent judge: every block that is sent is built again with its classes, which know
Slack's limits and raise where one is broken."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import slackblocks as sb

from tests.judges import elements
from tests.judges.elements import Json, rich, text
from tests.judges.tables import chart, data_table, table


def judge(surface: str, blocks: Sequence[Json]) -> None:
    """Raises what slackblocks raises; `surface` is message, modal or home."""
    made = [_BLOCKS[block["type"]](block) for block in blocks]
    _SURFACES[surface](made)


def _message(made: list[sb.Block]) -> None:
    sb.Message(channel="C1", text="", blocks=made)


def _modal(made: list[sb.Block]) -> None:
    sb.ModalView(title="x", submit="x", close="x", blocks=made)


def _home(made: list[sb.Block]) -> None:
    sb.HomeTabView(blocks=made)


def _rich_text(block: Json) -> sb.Block:
    return sb.RichTextBlock(elements=[rich(one) for one in block["elements"]])


def _context(block: Json) -> sb.Block:
    made = [elements.image(one) if one["type"] == "image" else text(one) for one in block["elements"]]
    return sb.ContextBlock(elements=made)


def _section(block: Json) -> sb.Block:
    accessory = elements.element(block["accessory"]) if "accessory" in block else None
    fields = [text(one) for one in block["fields"]] if "fields" in block else None
    return sb.SectionBlock(
        text=text(block["text"]) if "text" in block else None, fields=fields, accessory=accessory
    )


def _actions(block: Json) -> sb.Block:
    return sb.ActionsBlock(elements=[elements.element(one) for one in block["elements"]])


def _input(block: Json) -> sb.Block:
    return sb.InputBlock(
        label=text(block["label"]),
        element=elements.element(block["element"]),
        hint=text(block["hint"]) if "hint" in block else None,
        optional=bool(block.get("optional")),
    )


def _context_actions(block: Json) -> sb.Block:
    return sb.ContextActionsBlock([elements.feedback(one) for one in block["elements"]])


def _by_itself(block: Json) -> sb.Block:
    return sb.Block.from_dict(block)


_SURFACES: dict[str, Callable[[list[sb.Block]], None]] = {"message": _message, "modal": _modal, "home": _home}
_BLOCKS: dict[str, Callable[[Json], sb.Block]] = {
    "actions": _actions,
    "alert": _by_itself,
    "context": _context,
    "context_actions": _context_actions,
    "data_table": data_table,
    "data_visualization": chart,
    "divider": _by_itself,
    "header": _by_itself,
    "image": _by_itself,
    "input": _input,
    "markdown": _by_itself,
    "rich_text": _rich_text,
    "section": _section,
    "table": table,
}


def builds(block: Json) -> Any:
    """One block as slackblocks builds it."""
    return _BLOCKS[block["type"]](block)
