"""A call of HarperValleyBank (Gridspace and Stanford): segments with roles, in milliseconds.

Either the segments alone, as the corpus has them, or within an object that also has the call's `sid` and
times.
"""

from __future__ import annotations

from nlp.transcripts.places import At, Json, children, first_object, lasting
from nlp.transcripts.values import Draft, JsonFormat, Spoken


def recognises(value: Json) -> bool:
    first = first_object(value if isinstance(value, list) else children(value, "segments"))
    return "human_transcript" in first and "speaker_role" in first


def read(document: At) -> Draft:
    if isinstance(document.value, list):
        return Draft(tuple(map(_turn, document.items())))
    return Draft(
        tuple(map(_turn, document.needed("segments").items())),
        contact_id=document.field("sid").name(),
        started_at=document.field("start_time_ms").moment(1000),
    )


def _turn(item: At) -> Spoken:
    start, end = lasting(item.field("start_ms").seconds(1000), item.field("duration_ms"), 1000)
    return Spoken(item.needed("speaker_role").label(), item.needed("human_transcript").text(), start, end)


FORMAT = JsonFormat("harper_valley", "HarperValleyBank", recognises, read)
