"""Blocks from plain text. Names that people gave go into elements that Slack shows as they are: rich text
and plain text, never mrkdwn, so no name can mention, link or format."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]

BUTTON_TEXT = 75
BUTTON_VALUE = 2000
CONTEXT_TEXT = 2000
CONTEXT_ELEMENTS = 10
FALLBACK_TEXT = 3000
DASH = "–"


@dataclass(frozen=True, slots=True)
class Said:
    """One message: `text` for notifications and screen readers (escaped), `blocks` for the eye."""

    text: str
    blocks: tuple[Json, ...] = ()


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of text in one style."""

    text: str
    bold: bool = False


def line(text: str, most: int) -> str:
    """One line of at most `most` characters, never empty."""
    flat = " ".join(text.split()) or DASH
    return flat if len(flat) <= most else f"{flat[: most - 1]}…"


def escaped(text: str) -> str:
    """Text that Slack would parse: no mention, no link, no channel-wide call can come out of it."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def fallback(lines: Iterable[str]) -> str:
    """The message's `text`, never empty. Cut before it is escaped, so that no entity is cut in two."""
    whole = "\n".join(one for one in lines if one.strip()) or DASH
    return escaped(whole if len(whole) <= FALLBACK_TEXT else f"{whole[: FALLBACK_TEXT - 1]}…")


def paragraph(lines: Sequence[Sequence[Span]]) -> Json:
    """Lines of spans in one rich text block."""
    elements: list[Json] = []
    for number, spans in enumerate(lines):
        breaks = [Span("\n")] if number else []
        elements += [_leaf(span) for span in (*breaks, *spans) if span.text]
    section = {"type": "rich_text_section", "elements": elements or [_leaf(Span(DASH))]}
    return {"type": "rich_text", "elements": [section]}


def _leaf(span: Span) -> Json:
    leaf: Json = {"type": "text", "text": span.text}
    return {**leaf, "style": {"bold": True}} if span.bold else leaf


def bullets(lines: Sequence[str]) -> Json:
    items = [{"type": "rich_text_section", "elements": [_leaf(Span(one))]} for one in lines]
    return {
        "type": "rich_text",
        "elements": [{"type": "rich_text_list", "style": "bullet", "elements": items}],
    }


def small(lines: Sequence[str]) -> Json:
    """A context block, at most ten lines."""
    elements = [
        {"type": "plain_text", "text": line(one, CONTEXT_TEXT), "emoji": False}
        for one in lines[:CONTEXT_ELEMENTS]
    ]
    return {"type": "context", "elements": elements}


def table(rows: Sequence[Sequence[str]], right_from: int) -> Json:
    """A table; columns from `right_from` on are figures and stand right."""
    return {
        "type": "table",
        "rows": [[{"type": "raw_text", "text": cell or DASH} for cell in row] for row in rows],
        "column_settings": [
            {"align": "right" if column >= right_from else "left", "is_wrapped": column < right_from}
            for column in range(len(rows[0]))
        ],
    }


def button(text: str, action_id: str, value: str) -> Json:
    return {
        "type": "button",
        "action_id": action_id,
        "text": {"type": "plain_text", "text": line(text, BUTTON_TEXT), "emoji": False},
        "value": value,
    }


def actions(buttons: Sequence[Json]) -> Json:
    return {"type": "actions", "elements": list(buttons)}


def feedback(good: str, bad: str) -> Json:
    def side(text: str, value: str) -> Json:
        return {"text": {"type": "plain_text", "text": text, "emoji": False}, "value": value}

    buttons = {
        "type": "feedback_buttons",
        "action_id": "feedback",
        "positive_button": side(good, "good"),
        "negative_button": side(bad, "bad"),
    }
    return {"type": "context_actions", "elements": [buttons]}


def characters(block: Any) -> int:
    """How many characters of text a block shows."""
    if isinstance(block, dict):
        shown: Json = block  # pyright: ignore[reportUnknownVariableType]
        return sum(
            len(inner) if key == "text" and isinstance(inner, str) else characters(inner)
            for key, inner in shown.items()
        )
    if isinstance(block, list):
        return sum(map(characters, block))  # pyright: ignore[reportUnknownArgumentType]
    return 0
