"""Amazon Connect chat: as Contact Lens analyses it, and as Connect itself stores it.

Points in time instead of offsets. Somebody who joins, leaves or is typing (`Type` EVENT) has said nothing,
and is no turn; an attachment is a turn without words.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from nlp.transcripts.formats.amazon import is_chat, role_of, roles
from nlp.transcripts.places import At
from nlp.transcripts.values import Draft, JsonFormat, Spoken
from nlp.values import Speaker


def read(document: At) -> Draft:
    known = roles(document)
    said = [item for item in document.needed("Transcript").items() if item.field("Type").text() != "EVENT"]
    times = [item.field("AbsoluteTime").moment() for item in said]
    began = min((one for one in times if one), default=None)
    metadata = document.field("CustomerMetadata")
    contact = document if metadata.is_null else metadata
    return Draft(
        tuple(_turn(item, known, when, began) for item, when in zip(said, times, strict=True)),
        contact_id=contact.field("ContactId").name(),
        language=document.field("LanguageCode").language(),
        started_at=began,
    )


def _turn(item: At, known: dict[str, Speaker], when: datetime | None, began: datetime | None) -> Spoken:
    label = item.field("ParticipantId").label()
    role = role_of(item.field("ParticipantRole")) or known.get(label or "")
    start = (when - began).total_seconds() if when and began else None
    return Spoken(label or item.field("DisplayName").label(), _words(item), start, role=role)


def _words(item: At) -> str:
    has_none: Sequence[str] = ("ATTACHMENT",)
    return "" if item.field("Type").text() in has_none else item.needed("Content").text()


FORMAT = JsonFormat("contact_lens_chat", "Amazon Connect Contact Lens (chat)", is_chat, read)
