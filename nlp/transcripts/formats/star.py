"""A dialogue of STAR (Rasa): turns of [seconds since 1970, speaker, text]."""

from __future__ import annotations

from nlp.transcripts.places import At, Json, children
from nlp.transcripts.values import Draft, JsonFormat, Spoken


def recognises(value: Json) -> bool:
    turns = children(value, "turns")
    return isinstance(value, dict) and "convo_id" not in value and bool(turns) and isinstance(turns[0], list)


def read(document: At) -> Draft:
    rows = [_row(item) for item in document.needed("turns").items()]
    moments = [when.moment() for when, _, _ in rows]
    began = min((one for one in moments if one), default=None)
    spoken = [
        Spoken(who.label(), text.text(), (moment - began).total_seconds() if moment and began else None)
        for moment, (_, who, text) in zip(moments, rows, strict=True)
    ]
    return Draft(tuple(spoken), contact_id=document.field("id").name(), language="en", started_at=began)


def _row(item: At) -> tuple[At, At, At]:
    parts = list(item.items())
    if len(parts) != 3:
        raise item.fault(f"has {len(parts)} entries", "a turn is [seconds since 1970, speaker, text]")
    return parts[0], parts[1], parts[2]


FORMAT = JsonFormat("star", "STAR", recognises, read)
