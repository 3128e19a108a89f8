"""AssemblyAI's transcript: utterances by speaker ("A", "B") or by channel (from 1), in milliseconds."""

from __future__ import annotations

from nlp.transcripts.places import At, Json, span
from nlp.transcripts.values import Draft, JsonFormat, Spoken


def recognises(value: Json) -> bool:
    return isinstance(value, dict) and "utterances" in value and "results" not in value


def read(document: At) -> Draft:
    utterances = document.needed("utterances")
    if utterances.is_null:
        raise utterances.fault(
            "is empty", "transcribe with speaker_labels or multichannel, which make utterances"
        )
    return Draft(
        tuple(map(_turn, utterances.items())),
        language=document.field("language_code").language(),
        made_id=document.field("id").name(),
    )


def _turn(item: At) -> Spoken:
    start, end = span(item.field("start"), item.field("end"), 1000)
    channel = item.field("channel").whole()
    speaker = item.field("speaker").label()
    label = speaker if speaker or channel is None else f"channel {channel}"
    return Spoken(label, item.needed("text").text(), start, end, channel=channel)


FORMAT = JsonFormat("assemblyai", "AssemblyAI", recognises, read)
