"""The Markdown of `markdown` blocks and of streamed text as HTML: no raw HTML, no pictures from elsewhere."""

from __future__ import annotations

import re
from functools import cache

from markdown_it import MarkdownIt
from markupsafe import Markup

from bot.workspace.page.emoji import with_emoji

_AWAY = re.compile(r'<a href="')


def markdown(text: str) -> Markup:
    """HTML, safe by its making: the preset escapes HTML and refuses links that run."""
    html: str = _reader().render(with_emoji(text))
    return Markup(_AWAY.sub('<a target="_blank" rel="noopener noreferrer" href="', html))


@cache
def _reader() -> MarkdownIt:
    reader = MarkdownIt("js-default", {"html": False, "linkify": False, "breaks": True})
    return reader.disable("image")
