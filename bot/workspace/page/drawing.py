"""Blocks, messages and the page as HTML: one small Jinja2 template a block type, everything escaped."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from bot.workspace.downloads import mimetype
from bot.workspace.facts import File
from bot.workspace.page import charts, elements
from bot.workspace.page.emoji import emoji, with_emoji
from bot.workspace.page.markdown import markdown
from bot.workspace.page.mrkdwn import link, mrkdwn, unescaped
from bot.workspace.page.people import TeamNames

Json = dict[str, Any]

TEMPLATES = Path(__file__).parent / "templates"
# Pictures that are only pixels may be shown; every other file is only ever saved.
PICTURES = ("image/png", "image/jpeg", "image/gif", "image/webp")
# Elements that look alike share a template; every other has one of its own name.
ALIKE = {
    "workflow_button": "button",
    "radio_buttons": "checkboxes",
    **dict.fromkeys((*elements.SELECTS, "overflow"), "static_select"),
    **dict.fromkeys(("number_input", "email_text_input", "url_text_input"), "plain_text_input"),
    **dict.fromkeys(("datepicker", "timepicker", "datetimepicker"), "plain_text_input"),
}
INPUT_TYPES = {
    "number_input": "number",
    "email_text_input": "email",
    "url_text_input": "url",
    "datepicker": "date",
    "timepicker": "time",
    "datetimepicker": "datetime-local",
}


@cache
def environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    made.filters.update(FILTERS)  # pyright: ignore[reportUnknownMemberType]
    return made


def draw(template: str, names: TeamNames, **facts: object) -> str:
    return environment().get_template(template).render(names=names, **facts)


def draw_blocks(
    blocks: Sequence[Json], names: TeamNames, scope: str, problems: dict[str, str] | None = None
) -> Markup:
    """The blocks one under the other; `scope` keeps the ids of two messages apart."""
    return Markup(draw("blocks.html", names, blocks=blocks, scope=scope, problems=problems or {}))


@pass_context
def _words(context: Context, text: Json | str | None) -> Markup:
    """A text object."""
    if not isinstance(text, dict):
        return _broken(text or "")
    said = str(text.get("text", ""))
    if text.get("type") == "mrkdwn":
        return mrkdwn(said, context["names"])
    return _broken(with_emoji(said) if text.get("emoji", True) else said)


def _broken(text: object) -> Markup:
    """Plain text with its line breaks."""
    return Markup("<br>").join(escape(line) for line in str(text).split("\n"))


@pass_context
def _mrkdwn(context: Context, text: str) -> Markup:
    return mrkdwn(text, context["names"])


def _block_file(block: Json) -> str:
    return _file("blocks", str(block.get("type")))


def _element_file(element: Json) -> str:
    kind = str(element.get("type"))
    return _file("elements", ALIKE.get(kind, kind))


@cache
def _file(folder: str, kind: str) -> str:
    """The template of a type; a type that we do not know has one too."""
    known = re.fullmatch(r"[a-z_]+", kind) and (TEMPLATES / folder / f"{kind}.html").exists()
    return f"{folder}/{kind if known else 'unknown'}.html"


def _option_groups(element: Json, names: TeamNames) -> list[Json]:
    """Options in groups; those of a picker are the workspace's people or channels."""
    kind = str(element["type"])
    if "users" in kind:
        return [{"options": [_option(one.id, names.user(one.id)) for one in names.people()]}]
    if "channels" in kind or "conversations" in kind:
        return [{"options": [_option(one.id, f"#{one.name}") for one in names.places()]}]
    given: list[Json] = element.get("option_groups") or []
    groups: list[Json] = [{"label": one["label"]["text"], "options": one["options"]} for one in given]
    return groups or [{"options": element.get("options") or []}]


def _option(value: str, label: str) -> Json:
    return {"value": value, "text": {"text": label}}


def _initial(element: Json) -> str:
    """What a field holds at first, whatever Slack calls it."""
    keys = ("initial_value", "initial_date", "initial_time")
    return str(next((element[key] for key in keys if element.get(key) is not None), ""))


def _local_image(element: Json) -> str | None:
    """Pictures of the workspace's own files are shown; those from elsewhere are not fetched."""
    file: Json = element.get("slack_file") or {}
    file_id = str(file.get("id", ""))
    return f"/page/files/{file_id}" if re.fullmatch(r"\w+", file_id) else None


def _confirmation(element: Json) -> str:
    """A confirm dialog's words."""
    return unescaped(" ".join(str(element[key]["text"]) for key in ("title", "text") if key in element))


def _safe_url(url: str) -> str:
    return url if re.match(r"https?://|mailto:", url, re.IGNORECASE) else "#"


def _is_picture(file: File) -> bool:
    return mimetype(file) in PICTURES


def _input_type(kind: str) -> str:
    return INPUT_TYPES.get(kind, "text")


def _size(count: float) -> str:
    """Bytes as a person reads them."""
    for unit in ("bytes", "KB", "MB"):
        if count < 1000:
            return f"{count:.3g} {unit}"
        count /= 1000
    return f"{count:.3g} GB"


def _slug(text: object) -> str:
    return re.sub(r"[^\w-]", "_", str(text))


FILTERS: dict[str, Any] = {
    "action_id": elements.action_key,
    "block_file": _block_file,
    "broken": _broken,
    "chosen": elements.chosen,
    "confirmation": _confirmation,
    "drawing": charts.drawing,
    "element_file": _element_file,
    "emoji": emoji,
    "figure": charts.number,
    "initial": _initial,
    "is_picture": _is_picture,
    "size": _size,
    "input_type": _input_type,
    "link": link,
    "local_image": _local_image,
    "markdown": markdown,
    "mrkdwn": _mrkdwn,
    "option_groups": _option_groups,
    "plain_emoji": with_emoji,
    "safe_url": _safe_url,
    "slug": _slug,
    "words": _words,
}
