"""Amazon Transcribe Call Analytics: Contact Lens's family, with the role in every turn and a job's name."""

from __future__ import annotations

from nlp.transcripts.formats.amazon import is_chat, is_contact_lens_voice, is_family, roles, turn
from nlp.transcripts.places import At, Json
from nlp.transcripts.values import Draft, JsonFormat


def recognises(value: Json) -> bool:
    return is_family(value) and not is_chat(value) and not is_contact_lens_voice(value)


def read(document: At) -> Draft:
    known = roles(document)
    return Draft(
        tuple(turn(item, known) for item in document.needed("Transcript").items()),
        contact_id=document.field("JobName", "CallAnalyticsJobName").name(),
        language=document.field("LanguageCode").language(),
    )


FORMAT = JsonFormat("call_analytics", "Amazon Transcribe Call Analytics", recognises, read)
