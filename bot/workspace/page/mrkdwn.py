"""Slack's mrkdwn as HTML. Everything is escaped first; only then does mark-up of our own come in."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Protocol

from markupsafe import Markup, escape

from bot.workspace.page.emoji import with_emoji


class Names(Protocol):
    """What a mention is shown as."""

    def user(self, user_id: str) -> str: ...

    def channel(self, channel_id: str) -> str: ...


# A place in the text for what is already HTML: private characters that no text keeps.
_OPEN, _SHUT = "\ue000", "\ue001"
_PRIVATE = re.compile("[\ue000-\uf8ff]")
_KEPT = re.compile(f"{_OPEN}(\\d+){_SHUT}")
_TOKEN = re.compile(r"```(?P<pre>.+?)```|`(?P<code>[^`\n]+)`|<(?P<tag>[^<>\n]+)>", re.DOTALL)
_EMPHASES = (
    (re.compile(r"(?<![\w*])\*(?=\S)([^*\n]+?)(?<=\S)\*(?![\w*])"), "strong"),
    (re.compile(r"(?<![\w_])_(?=\S)([^_\n]+?)(?<=\S)_(?![\w_])"), "em"),
    (re.compile(r"(?<![\w~])~(?=\S)([^~\n]+?)(?<=\S)~(?![\w~])"), "s"),
)
_LINK = re.compile(r"https?://|mailto:", re.IGNORECASE)
_CALLS = ("here", "channel", "everyone")


def mrkdwn(text: str, names: Names) -> Markup:
    """HTML of a text object's mrkdwn, or of a message's plain text."""
    kept: list[Markup] = []

    def keep(found: re.Match[str]) -> str:
        kept.append(_token(found, names))
        return f"{_OPEN}{len(kept) - 1}{_SHUT}"

    marked = _TOKEN.sub(keep, _PRIVATE.sub("", text))
    lines = with_emoji(str(escape(unescaped(marked))))
    for pattern, tag in _EMPHASES:
        lines = pattern.sub(rf"<{tag}>\1</{tag}>", lines)
    html = _KEPT.sub(lambda found: str(kept[int(found.group(1))]), _quotes(lines))
    return Markup(html)


def unescaped(text: str) -> str:
    """Slack escapes three characters, and no others."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def link(url: str, label: str) -> Markup:
    """A link that opens beside the page; no link at all where it is none of the web's or of mail."""
    if not _LINK.match(url):
        return escape(label)
    return Markup('<a href="{}" target="_blank" rel="noopener noreferrer">{}</a>').format(url, label)


def _token(found: re.Match[str], names: Names) -> Markup:
    if found["pre"] is not None:
        return Markup("<pre>{}</pre>").format(unescaped(found["pre"]).strip("\n"))
    if found["code"] is not None:
        return Markup("<code>{}</code>").format(unescaped(found["code"]))
    body, _, label = found["tag"].partition("|")
    for sign, draw in _TAGS:
        if body.startswith(sign):
            return draw(body.removeprefix(sign), label, names)
    if not _LINK.match(body):
        return escape(unescaped(found[0]))
    return link(unescaped(body), unescaped(label or body.removeprefix("mailto:")))


def _user(body: str, _label: str, names: Names) -> Markup:
    return Markup('<span class="mention">@{}</span>').format(names.user(body))


def _channel(body: str, label: str, names: Names) -> Markup:
    return Markup('<span class="mention">#{}</span>').format(label or names.channel(body))


def _special(body: str, label: str, _names: Names) -> Markup:
    """A call to everybody, or a date or a group with its own words."""
    if body in _CALLS:
        return Markup('<span class="mention call">@{}</span>').format(body)
    return escape(unescaped(label or body))


_TAGS: tuple[tuple[str, Callable[[str, str, Names], Markup]], ...] = (
    ("@", _user),
    ("#", _channel),
    ("!", _special),
)


def _quotes(lines: str) -> str:
    """Lines behind ">" as block quotes, the others broken where they were."""
    parts: list[str] = []
    quote: list[str] = []
    plain: list[str] = []

    def flush() -> None:
        if quote:
            parts.append(f"<blockquote>{'<br>'.join(quote)}</blockquote>")
        elif plain:
            parts.append("<br>".join(plain))
        quote.clear()
        plain.clear()

    for line in lines.split("\n"):
        quoted = line.startswith("&gt;")
        if quoted != bool(quote):
            flush()
        (quote if quoted else plain).append(line.removeprefix("&gt;").lstrip() if quoted else line)
    flush()
    return "".join(parts)
