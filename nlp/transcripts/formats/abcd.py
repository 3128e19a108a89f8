"""A chat of ABCD (ASAPP): pairs of speaker and text, without times; "action" is what the agent's tool did."""

from __future__ import annotations

from nlp.transcripts.places import At, Json
from nlp.transcripts.values import Draft, JsonFormat, Spoken


def recognises(value: Json) -> bool:
    return isinstance(value, dict) and "convo_id" in value and ("turns" in value or "original" in value)


def read(document: At) -> Draft:
    return Draft(
        tuple(map(_turn, document.needed("turns", "original").items())),
        contact_id=document.needed("convo_id").name(),
        language="en",
    )


def _turn(item: At) -> Spoken:
    parts = list(item.items())
    if len(parts) != 2:
        raise item.fault(f"has {len(parts)} entries", "a turn is [speaker, text]")
    return Spoken(parts[0].label(), parts[1].text())


FORMAT = JsonFormat("abcd", "ABCD", recognises, read)
