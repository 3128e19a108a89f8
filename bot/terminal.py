"""Block Kit in a terminal: what people see in Slack, as rich text; for answers and for messages."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import cast

from rich.box import SIMPLE_HEAD
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.style import Style
from rich.table import Table
from rich.text import Text

from bot.blocks import Json, said
from bot.blocks.parts import Said
from kpi_engine.result import Result

DIM = Style(dim=True)
ROWS = 100_000


def answer_text(result: Result) -> Group:
    """A Result as `heartline ask` prints it, with every row."""
    return message_text(said(result, buttons=result.choices, rows=ROWS))


def message_text(message: Said) -> Group:
    return blocks_text(message.blocks, message.text)


def blocks_text(blocks: Sequence[Json], text: str) -> Group:
    """The blocks in their order; the plain text where a message has none."""
    drawn = [one for block in blocks for one in _BLOCKS.get(block["type"], _nothing)(block)]
    return Group(*(drawn or [Text(_plain(text))]))


def _plain(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _elements(block: Json) -> list[Json]:
    return cast(list[Json], block.get("elements", []))


def _spans(elements: Iterable[Json]) -> Text:
    made = Text()
    for one in elements:
        made.append(one.get("text", ""), Style(bold=bool(one.get("style", {}).get("bold"))))
    return made


def _rich_text(block: Json) -> Iterable[RenderableType]:
    for element in _elements(block):
        if element["type"] == "rich_text_list":
            yield from (Text("• ") + _spans(_elements(item)) for item in _elements(element))
        else:
            yield _spans(_elements(element))


def _table(block: Json) -> Iterable[RenderableType]:
    head, *rows = [[cell.get("text", "") for cell in row] for row in block["rows"]]
    drawn = Table(box=SIMPLE_HEAD, show_edge=False, pad_edge=False, header_style=Style(bold=True))
    settings = cast(list[Json], block.get("column_settings", []))
    for number, title in enumerate(head):
        right = number < len(settings) and settings[number].get("align") == "right"
        drawn.add_column(Text(title), justify="right" if right else "left", overflow="fold")
    for row in rows:
        drawn.add_row(*(Text(cell) for cell in row))
    yield Padding(drawn, (1, 0))


def _context(block: Json) -> Iterable[RenderableType]:
    return (Text(one.get("text", ""), DIM) for one in _elements(block))


def _section(block: Json) -> Iterable[RenderableType]:
    yield Text(_plain(block.get("text", {}).get("text", "")))


def _actions(block: Json) -> Iterable[RenderableType]:
    return (Text(f"  [{one['text']['text']}]") for one in _elements(block) if one.get("type") == "button")


def _nothing(_block: Json) -> Iterable[RenderableType]:
    return ()


_BLOCKS: dict[str, Callable[[Json], Iterable[RenderableType]]] = {
    "rich_text": _rich_text,
    "table": _table,
    "context": _context,
    "section": _section,
    "actions": _actions,
}


def show(result: Result) -> None:
    """Prints an answer for the person at the terminal."""
    Console(highlight=False).print(answer_text(result))
