"""Genesys Cloud's transcript of a conversation (developer centre, "Transcript URL").

`startTimeMs` counts milliseconds since 1970, and so does the conversation's start; `participantPurpose` is
"external" for the customer's side and "internal" for the agent's. A conversation may have several of them,
one for each leg; they follow each other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from nlp.transcripts.places import At, Json, children, first_object, lasting
from nlp.transcripts.values import Draft, JsonFormat, Spoken
from nlp.values import Speaker

_PURPOSES: Mapping[str, Speaker] = {
    "external": "customer",
    "customer": "customer",
    "internal": "agent",
    "agent": "agent",
    "user": "agent",
}
# Milliseconds since 1970 have been more than this since 1973; an offset within ten years never is.
_A_POINT_IN_TIME = 1e11
_PER_SECOND = 1000


def recognises(value: Json) -> bool:
    return "phrases" in first_object(children(value, "transcripts"))


def read(document: At) -> Draft:
    phrases = list(_phrases(document))
    began = _since_1970(document.field("conversationStartTime", "startTime"))
    if began is None:
        moments = (_since_1970(phrase.field("startTimeMs")) for phrase in phrases)
        began = min((one for one in moments if one is not None), default=0.0)
    return Draft(
        tuple(_turn(phrase, began) for phrase in phrases),
        contact_id=document.field("conversationId").name(),
        language=next(
            (one.field("language").language() for one in document.needed("transcripts").items()), None
        ),
        started_at=At(began).moment(_PER_SECOND) if began else None,
    )


def _phrases(document: At) -> Iterator[At]:
    for transcript in document.needed("transcripts").items():
        yield from transcript.needed("phrases").items()


def _turn(phrase: At, began: float) -> Spoken:
    at, duration = phrase.field("startTimeMs"), phrase.field("duration")
    epoch = _since_1970(at)
    if epoch is not None:
        if epoch < began:
            raise at.fault("is before the conversation's own start", "one of the two is wrong")
        start = (epoch - began) / _PER_SECOND
    else:
        start = _offset(phrase, at).seconds(_PER_SECOND)
    lasts = duration if duration.is_null else duration.field("milliseconds")
    start, end = lasting(start, lasts, _PER_SECOND)
    purpose = phrase.field("participantPurpose").label()
    role = None if purpose is None else _PURPOSES.get(purpose.casefold(), "other")
    return Spoken(purpose, phrase.needed("text", "decoratedText").text(), start, end, role)


def _offset(phrase: At, at: At) -> At:
    offset = phrase.field("offset")
    return at if offset.is_null else offset.field("milliseconds")


def _since_1970(at: At) -> float | None:
    """Milliseconds since 1970, or None for an offset and for nothing; a time may also be written in ISO
    8601."""
    if isinstance(at.value, str) and (moment := at.moment()):
        return moment.timestamp() * _PER_SECOND
    if isinstance(at.value, (int, float)) and not isinstance(at.value, bool):
        return float(at.value) if _A_POINT_IN_TIME <= at.value <= 1e14 else None
    return None


FORMAT = JsonFormat("genesys", "Genesys Cloud transcript", recognises, read)
