"""Slack's own JSON of a channel or a thread: an export's list of messages, or the answer of
`conversations.history` and `conversations.replies`. `ts` is seconds since 1970."""

from __future__ import annotations

from html import unescape

from nlp.transcripts.places import At, Json, children, first_object
from nlp.transcripts.values import Draft, JsonFormat, Spoken

# What Slack itself says ("has joined the channel"), and what apps say.
_SPOKEN_BY_PEOPLE = frozenset(("", "thread_broadcast", "file_share", "me_message"))


def recognises(value: Json) -> bool:
    first = first_object(value if isinstance(value, list) else children(value, "messages"))
    return "ts" in first and "text" in first


def read(document: At) -> Draft:
    messages = document if isinstance(document.value, list) else document.needed("messages")
    items = list(messages.items())
    moments = [item.needed("ts").seconds_since_1970() for item in items]
    began = min((one for one in moments if one is not None), default=None)
    return Draft(
        tuple(
            _turn(item, when - began if when is not None and began is not None else None)
            for item, when in zip(items, moments, strict=True)
        ),
        started_at=At(began).moment(),
    )


def _turn(item: At, start: float | None) -> Spoken:
    from_slack = item.field("subtype").text() not in _SPOKEN_BY_PEOPLE or not item.field("bot_id").is_null
    return Spoken(
        _author(item), unescape(item.needed("text").text()), start, role="other" if from_slack else None
    )


def _author(item: At) -> str | None:
    profile = item.field("user_profile")
    name = None if profile.is_null else profile.field("real_name", "display_name", "name").label()
    return name or item.field("username", "user").label()


FORMAT = JsonFormat("slack_export", "Slack export", recognises, read)
