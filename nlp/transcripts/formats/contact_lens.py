"""Amazon Connect Contact Lens, a call: offsets in milliseconds, roles beside the transcript."""

from __future__ import annotations

from nlp.transcripts.formats.amazon import is_contact_lens_voice, roles, turn
from nlp.transcripts.places import At
from nlp.transcripts.values import Draft, JsonFormat


def read(document: At) -> Draft:
    known = roles(document)
    metadata = document.field("CustomerMetadata")
    return Draft(
        tuple(turn(item, known) for item in document.needed("Transcript").items()),
        contact_id=None if metadata.is_null else metadata.field("ContactId").name(),
        language=document.field("LanguageCode").language(),
    )


FORMAT = JsonFormat("contact_lens", "Amazon Connect Contact Lens (call)", is_contact_lens_voice, read)
