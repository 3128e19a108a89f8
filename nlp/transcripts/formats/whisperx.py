"""WhisperX (and Whisper itself): segments in seconds, with a speaker where they were diarised."""

from __future__ import annotations

from nlp.transcripts.places import At, Json, children, first_object, span
from nlp.transcripts.values import Draft, JsonFormat, Spoken


def recognises(value: Json) -> bool:
    if not isinstance(value, dict) or not isinstance(value.get("segments"), list):
        return False
    first = first_object(children(value, "segments"))
    return "text" in first or (not first and ("language" in value or "word_segments" in value))


def read(document: At) -> Draft:
    return Draft(
        tuple(map(_turn, document.needed("segments").items())), language=document.field("language").language()
    )


def _turn(item: At) -> Spoken:
    start, end = span(item.field("start"), item.field("end"))
    # Whisper sets a space before each segment.
    return Spoken(item.field("speaker").label(), item.needed("text").text().strip(), start, end)


FORMAT = JsonFormat("whisperx", "WhisperX", recognises, read)
