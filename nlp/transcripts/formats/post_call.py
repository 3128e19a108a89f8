"""Post-call analytics (aws-samples/amazon-transcribe-post-call-analytics, "output_json_structure.md").

Seconds; speakers are marks ("spk_0") that `SpeakerLabels` gives a name to, "Agent" and "Customer" by default.
"""

from __future__ import annotations

from nlp.transcripts.places import At, Json, span
from nlp.transcripts.rolewords import role_of
from nlp.transcripts.values import Draft, JsonFormat, Spoken


def recognises(value: Json) -> bool:
    return isinstance(value, dict) and "ConversationAnalytics" in value and "SpeechSegments" in value


def read(document: At) -> Draft:
    about = document.needed("ConversationAnalytics")
    labels = _labels(about)
    return Draft(
        tuple(_turn(item, labels) for item in document.needed("SpeechSegments").items()),
        contact_id=about.field("GUID").name(),
        language=about.field("LanguageCode").language(),
        started_at=about.field("ConversationTime").moment(),
    )


def _labels(about: At) -> dict[str, str]:
    found: dict[str, str] = {}
    if not about.field("SpeakerLabels").is_null:
        for one in about.field("SpeakerLabels").items():
            mark, name = one.field("Speaker").label(), one.field("DisplayText").label()
            if mark and name:
                found[mark] = name
    return found


def _turn(item: At, labels: dict[str, str]) -> Spoken:
    start, end = span(item.field("SegmentStartTime"), item.field("SegmentEndTime"))
    mark = item.field("SegmentSpeaker").label() or ""
    machine = item.field("IVRSegment").truth()
    # The text as shown: that is the redacted one where redaction is on.
    text = item.needed("DisplayText", "OriginalText").text()
    role = "other" if machine else role_of(labels.get(mark, ""))
    # Without a role the mark stays the label: settings may name either.
    return Spoken(labels.get(mark) or mark or None, text, start, end, role)


FORMAT = JsonFormat("post_call", "Post-call analytics (aws-samples)", recognises, read)
