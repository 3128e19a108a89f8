"""Twilio Voice Intelligence (Conversation Intelligence): a transcript's sentences.

Seconds, mostly as text; channels count from 1, and which of them is the agent is the account's own choice.
The answer of the REST API, or the bare list that the client libraries give, whose names are in camel case.
"""

from __future__ import annotations

from nlp.transcripts.places import At, Json, children, first_object, span
from nlp.transcripts.values import Draft, JsonFormat, Spoken


def recognises(value: Json) -> bool:
    first = first_object(value if isinstance(value, list) else children(value, "sentences"))
    return "transcript" in first and ("media_channel" in first or "mediaChannel" in first)


def read(document: At) -> Draft:
    sentences = document if isinstance(document.value, list) else document.needed("sentences")
    return Draft(tuple(map(_turn, sentences.items())), made_id=_transcript_sid(document))


def _turn(item: At) -> Spoken:
    start, end = span(item.field("start_time", "startTime"), item.field("end_time", "endTime"))
    channel = item.needed("media_channel", "mediaChannel").whole()
    label = None if channel is None else f"channel {channel}"
    return Spoken(label, item.needed("transcript").text(), start, end, channel=channel)


def _transcript_sid(document: At) -> str | None:
    """From the page's address: https://…/Transcripts/GT…/Sentences?PageSize=50."""
    if isinstance(document.value, list) or document.field("meta").is_null:
        return None
    parts = document.field("meta").field("url", "first_page_url").text().split("/")
    return next((part for part in parts if part.startswith("GT") and len(part) == 34), None)


FORMAT = JsonFormat("twilio", "Twilio Voice Intelligence", recognises, read)
