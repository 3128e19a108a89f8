"""What the transcripts of Amazon's contact centre have in common.

Field names as in the administrator's guide of Amazon Connect ("Example Contact Lens output files") and in the
output of Transcribe Call Analytics: one family, told apart by small differences.
"""

from __future__ import annotations

from collections.abc import Mapping

from nlp.transcripts.places import At, Json, children, first_object, span
from nlp.transcripts.values import Spoken
from nlp.values import Speaker

_ROLES: Mapping[str, Speaker] = {"AGENT": "agent", "CUSTOMER": "customer"}


def is_family(value: Json) -> bool:
    """A `Transcript` list of turns with `Content`, or an empty one beside `Participants`."""
    if not isinstance(value, dict) or not isinstance(value.get("Transcript"), list):
        return False
    first = first_object(children(value, "Transcript"))
    return "Participants" in value or "Content" in first or "ParticipantRole" in first


def is_chat(value: Json) -> bool:
    """Chats have points in time instead of offsets, and say so."""
    if not isinstance(value, dict) or not is_family(value):
        return False
    first = first_object(children(value, "Transcript"))
    return value.get("Channel") == "CHAT" or "AbsoluteTime" in first or "ContentType" in first


def is_contact_lens_voice(value: Json) -> bool:
    """Contact Lens names its version and the contact; Call Analytics its job."""
    if not isinstance(value, dict) or not is_family(value) or is_chat(value):
        return False
    first = first_object(children(value, "Transcript"))
    of_contact = "CustomerMetadata" in value or "Version" in value
    return of_contact or (
        "JobName" not in value and "ParticipantId" in first and "ParticipantRole" not in first
    )


def roles(document: At) -> dict[str, Speaker]:
    """Participant's id -> who it is. Anybody but agent and customer (SYSTEM, CUSTOM_BOT, SUPERVISOR) is
    other."""
    found: dict[str, Speaker] = {}
    if not document.field("Participants").is_null:
        for one in document.field("Participants").items():
            if (name := one.field("ParticipantId").label()) and (
                role := role_of(one.field("ParticipantRole"))
            ):
                found[name] = role
    return found


def role_of(role: At) -> Speaker | None:
    """Who a `ParticipantRole` is; None where there is none."""
    found = role.label()
    return None if found is None else _ROLES.get(found.upper(), "other")


def turn(item: At, known: Mapping[str, Speaker]) -> Spoken:
    """A turn of a call. Where no list of participants says more, ids may be the roles themselves."""
    label = item.field("ParticipantId").label()
    role = role_of(item.field("ParticipantRole")) or known.get(label or "")
    if role is None and label is None:
        raise item.fault("has neither ParticipantRole nor ParticipantId", "who says this?")
    start, end = span(item.field("BeginOffsetMillis"), item.field("EndOffsetMillis"), 1000)
    return Spoken(label, item.needed("Content").text(), start, end, role)
