"""slackblocks as an independent judge: every block that is sent is built again with its classes, which know
Slack's limits and raise where one is broken."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import slackblocks as sb
from slackblocks.blocks import ContextActionsBlock, TableBlock
from slackblocks.elements import FeedbackButton, FeedbackButtons
from slackblocks.objects import ColumnSettings, RawText
from slackblocks.rich_text import RichText, RichTextList, RichTextSection

from bot.workspace import Message

Json = dict[str, Any]


def judge(text: str, blocks: Sequence[Json]) -> None:
    """Raises what slackblocks raises."""
    made = [_BLOCKS[block["type"]](block) for block in blocks]
    sb.Message(channel="C1", text=text, blocks=made)


def judged(messages: Sequence[Message]) -> None:
    """Judges every message that has blocks."""
    for message in messages:
        if message.blocks:
            judge(message.text, message.blocks)


def _text(text: Json) -> sb.Text:
    kinds = {"plain_text": sb.TextType.PLAINTEXT, "mrkdwn": sb.TextType.MARKDOWN}
    return sb.Text(text["text"], type_=kinds[text["type"]], emoji=text.get("emoji"))


def _leaf(leaf: Json) -> RichText:
    assert leaf["type"] == "text" and leaf["text"]
    return RichText(leaf["text"], bold=leaf.get("style", {}).get("bold"))


def _rich(element: Json) -> RichTextSection | RichTextList:
    if element["type"] == "rich_text_list":
        return RichTextList(style=element["style"], elements=[_rich(one) for one in element["elements"]])
    return RichTextSection([_leaf(one) for one in element["elements"]])


def _rich_text(block: Json) -> sb.RichTextBlock:
    return sb.RichTextBlock(elements=[_rich(one) for one in block["elements"]])


def _context(block: Json) -> sb.ContextBlock:
    return sb.ContextBlock(elements=[_text(one) for one in block["elements"]])


def _actions(block: Json) -> sb.ActionsBlock:
    buttons = [
        sb.Button(text=_text(one["text"]), action_id=one["action_id"], value=one["value"])
        for one in block["elements"]
    ]
    return sb.ActionsBlock(elements=buttons)


def _feedback(block: Json) -> ContextActionsBlock:
    def side(one: Json) -> FeedbackButton:
        return FeedbackButton(_text(one["text"]), one["value"])

    return ContextActionsBlock(
        [
            FeedbackButtons(
                side(one["positive_button"]), side(one["negative_button"]), action_id=one["action_id"]
            )
            for one in block["elements"]
        ]
    )


def _table(block: Json) -> TableBlock:
    rows = [[RawText(cell["text"]) for cell in row] for row in block["rows"]]
    assert all(cell["text"] for row in block["rows"] for cell in row)
    settings = [ColumnSettings(**one) for one in block["column_settings"]]
    return TableBlock(rows=rows, column_settings=settings)


_BLOCKS: dict[str, Callable[[Json], Any]] = {
    "rich_text": _rich_text,
    "context": _context,
    "actions": _actions,
    "context_actions": _feedback,
    "table": _table,
}
