"""Our own interchange format: one contact is one object; see docs/transcripts.md.

Unknown keys are ignored, unless one looks like a misspelt known key that is missing: then it is refused,
since a "turn" for "turns" or an "strat" for "start" would lose what it says without a word.
"""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher
from functools import lru_cache

from nlp.transcripts.faults import shown
from nlp.transcripts.places import At, Json, children, span
from nlp.transcripts.values import Draft, JsonFormat, Spoken

_CONTACT = ("contact_id", "language", "started_at", "turns")
_TURN = ("speaker", "text", "start", "end")
_ALIKE = 0.8
_MEND = "see docs/transcripts.md"


def recognises(value: Json) -> bool:
    if not isinstance(value, dict) or "convo_id" in value:
        return False
    turns = children(value, "turns")
    in_rows = bool(turns) and isinstance(turns[0], list)
    # A list of turns, or an id beside something that looks like one but is not: then `read` says what is
    # wrong.
    return not in_rows and ("turns" in value or ("contact_id" in value and not _OTHERS & value.keys()))


def read(document: At) -> Draft:
    _check_spelling(document, _CONTACT)
    contact_id = document.needed("contact_id").name()
    if contact_id is None:
        raise document.field("contact_id").fault("is empty", "each contact needs an id of its own")
    started = document.field("started_at")
    if not started.is_null and (not isinstance(started.value, str) or started.moment() is None):
        raise started.fault("is no time with its zone", 'write it as "2026-03-01T10:00:00+00:00"')
    language = document.field("language")
    if language.text() and language.language() is None and language.text().lower() != "und":
        raise language.fault("is no language tag", 'write it as "en" or "en-GB"')
    return Draft(
        tuple(map(_turn, document.needed("turns").items())),
        contact_id=contact_id,
        language=language.language(),
        started_at=started.moment(),
    )


def _turn(item: At) -> Spoken:
    _check_spelling(item, _TURN)
    start, end = span(item.field("start"), item.field("end"))
    label = item.needed("speaker").label()
    return Spoken(label, item.needed("text").text(), start, end)


def _check_spelling(item: At, known: Sequence[str]) -> None:
    if isinstance(item.value, dict) and (pair := _misspelt(tuple(item.value), tuple(known))):
        raise item.fault(f'the key "{shown(pair[0], 40)}" is unknown', f'is "{pair[1]}" meant? {_MEND}')


@lru_cache(maxsize=256)
def _misspelt(keys: tuple[str, ...], known: tuple[str, ...]) -> tuple[str, str] | None:
    """An unknown key and the missing known one that it looks like; None where all is well."""
    missing = [name for name in known if name not in keys]
    unknown = [key for key in keys if key not in known and len(key) <= 40]
    pairs = ((key, name) for key in unknown for name in missing if _likeness(key, name) >= _ALIKE)
    return next(pairs, None)


def _likeness(key: str, name: str) -> float:
    plain, theirs = ("".join(filter(str.isalnum, one)).casefold() for one in (key, name))
    return 1.0 if plain == theirs else SequenceMatcher(None, plain, theirs).ratio()


# With one of these, an object is another format's, whatever ids it has besides.
_OTHERS = frozenset(
    ("utterances", "segments", "results", "sentences", "transcripts", "Transcript", "SpeechSegments")
)

FORMAT = JsonFormat("interchange", "Heartline's interchange format", recognises, read)
