"""Digests and alerts as lists with buttons: the answer to a command, and a part of App Home."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.blocks.moments import moment_text
from bot.blocks.parts import Json, Said, actions, button, fallback, line, small
from bot.digests.reasons import plain_reason
from bot.phrases import say
from storage.digests import DigestRow, SlotRow

ADD, EDIT, PAUSE, RESUME, RUN, DELETE = (
    "digest_add",
    "digest_edit",
    "digest_pause",
    "digest_resume",
    "digest_run",
    "digest_delete",
)
WHY = "digest_why"
# Two blocks each: a message has 50, a Home has 100 that others share.
IN_MESSAGE, IN_HOME = 20, 25
TITLE, FACT, REASON = 100, 300, 250
DIRECT = "D"


@dataclass(frozen=True, slots=True)
class Listed:
    """A digest and what is known of it; `mine` where the viewer may change it."""

    digest: DigestRow
    next_at: datetime | None
    last: SlotRow | None
    mine: bool
    by_viewer: bool


def digest_list(listed: Sequence[Listed], language: str = "en") -> Said:
    """The answer to `/kpi-digest list`."""
    title = say(language, "digest_list")
    add = actions([{**button(say(language, "digest_add_button"), ADD, "add"), "style": "primary"}])
    if not listed:
        text = say(language, "digest_none")
        return Said(fallback([text]), (_section([_text(text)]), add))
    blocks = [block for one in listed[:IN_MESSAGE] for block in rows(one, language)]
    more = _more(len(listed) - IN_MESSAGE, language)
    spoken = [f"{one.digest.title}: {_state(one, language)}" for one in listed[:IN_MESSAGE]]
    return Said(fallback([title, *spoken]), (*blocks, *more, add))


def home_section(listed: Sequence[Listed], language: str = "en") -> list[Json]:
    """The part of App Home that lists the viewer's digests."""
    add = button(say(language, "digest_add_button"), ADD, "add")
    header: Json = {"type": "header", "text": _plain(say(language, "home_digests"))}
    none = [small([say(language, "digest_none")])] if not listed else []
    blocks = [block for one in listed[:IN_HOME] for block in rows(one, language)]
    return [header, *none, *blocks, *_more(len(listed) - IN_HOME, language), actions([add])]


def rows(one: Listed, language: str) -> list[Json]:
    """A digest's line, and its buttons where the viewer may change it."""
    digest = one.digest
    elements = [
        _text(line(digest.title, TITLE), bold=True),
        _text("  "),
        place(digest.channel, language),
        _text(f"  {digest.schedule} ({digest.zone})"),
        *([] if one.by_viewer else [_text(f"  {say(language, 'digest_line_by')} "), _person(digest.creator)]),
        _text(f"\n{line(_state(one, language), FACT)}"),
    ]
    return [_section(elements), *([actions(_buttons(digest, language))] if one.mine else [])]


def _state(one: Listed, language: str) -> str:
    facts = [say(language, "digest_line_paused")] if one.digest.state == "paused" else []
    if one.next_at is not None:
        facts.append(say(language, "digest_line_next", next=moment_text(one.next_at, language)))
    elif not facts:
        facts.append(say(language, "digest_never"))
    return " · ".join((*facts, *_last(one.last, one, language)))


def _last(slot: SlotRow | None, one: Listed, language: str) -> list[str]:
    if slot is None:
        return []
    if slot.status == "posted" and slot.posted_at is not None:
        zone = None if one.next_at is None else one.next_at.tzinfo
        moment = moment_text(slot.posted_at.astimezone(zone), language)
        return [say(language, "digest_line_posted", moment=moment)]
    key = "digest_line_failed" if slot.status == "failed" else "digest_line_trying"
    reason = line(plain_reason(slot.reason, language), REASON)
    return [say(language, key, day=slot.local_date.isoformat(), reason=reason)]


def _buttons(digest: DigestRow, language: str) -> list[Json]:
    paused = digest.state == "paused"
    change = (
        (RESUME, say(language, "digest_resume_button"))
        if paused
        else (PAUSE, say(language, "digest_pause_button"))
    )
    named = [
        change,
        (RUN, say(language, "digest_run_button")),
        (EDIT, say(language, "digest_edit_button")),
    ]
    made = [button(text, action, digest.digest_id) for action, text in named]
    delete = button(say(language, "digest_delete_button"), DELETE, digest.digest_id)
    return [*made, {**delete, "style": "danger", "confirm": _confirm(digest, language)}]


def _confirm(digest: DigestRow, language: str) -> Json:
    text = say(language, "digest_delete_text", title=line(digest.title, TITLE))
    return {
        "title": _plain(say(language, "digest_delete_title")),
        "text": _plain(text),
        "confirm": _plain(say(language, "digest_delete_button")),
        "deny": _plain(say(language, "digest_keep")),
    }


def place(channel: str, language: str) -> Json:
    """The channel as a link, or that it is a direct message."""
    if channel.startswith(DIRECT):
        return _text(say(language, "digest_to_you"))
    return {"type": "channel", "channel_id": channel}


def _person(user: str) -> Json:
    known = user[:1] in "UW" and user.isalnum() and user.isupper()
    return {"type": "user", "user_id": user} if known else _text(line(user, TITLE))


def _more(count: int, language: str) -> list[Json]:
    return [small([say(language, "digest_more", count=count)])] if count > 0 else []


def _section(elements: Sequence[Json]) -> Json:
    return {
        "type": "rich_text",
        "elements": [{"type": "rich_text_section", "elements": list(elements)}],
    }


def _text(text: str, *, bold: bool = False) -> Json:
    leaf: Json = {"type": "text", "text": text}
    return {**leaf, "style": {"bold": True}} if bold else leaf


def _plain(text: str) -> Json:
    return {"type": "plain_text", "text": text, "emoji": False}
