"""What was heard in a transcript as JSON: the stable contract of `heartline analyze --json`, stated in
`analysis.schema.json`.

Figures of NEV have four decimals, probabilities and changes six, seconds three: finer than anything that is
measured, so that whoever adds the turns up again finds the same.
"""

from __future__ import annotations

from collections.abc import Iterable

from nlp.analysis import analyse
from nlp.analysis.values import Analysis
from nlp.hearing import HeardTranscript
from nlp.nev import mentioned
from nlp.privacy import mask_id
from nlp.values import Feeling, Speaker, Turn

Json = dict[str, object]

VARIANTS = ("balance", "shaw_mean", "mention_share", "net_sentiment", "end_weighted", "trend")
_NEV_DECIMALS, _DECIMALS, _SECONDS_DECIMALS = 4, 6, 3


def analysis_json(heard: HeardTranscript, analysis: Analysis | None = None) -> Json:
    """Every key is always there but `message`, which says why a transcript is not scored.

    `emotions` of the contact are the mean intensities of all that the model measures, of a turn those over
    their threshold; the greatest first. A customer's turn always has numbers, 0 where nothing was heard; a
    turn of nobody known has null.
    """
    points = (analysis or analyse(heard)).turning_points
    said = zip(heard.transcript.turns, heard.feelings, strict=True)
    made: Json = {
        "contact_id": None if heard.transcript.contact_id is None else mask_id(heard.transcript.contact_id),
        "source": heard.transcript.source,
        "language": heard.language,
        "model": heard.model,
        "scored": heard.scored,
        "roles": heard.transcript.roles,
        "nev": {name: _rounded(getattr(heard.nev, name, None), _NEV_DECIMALS) for name in VARIANTS},
        "emotions": _greatest(heard.nev.intensities.items() if heard.nev else ()),
        "turns": [_turn(heard, turn, feeling) for turn, feeling in said],
        "turning_points": [{"turn": one.turn, "change": _rounded(one.change, _DECIMALS)} for one in points],
    }
    return made if heard.message is None else {**made, "message": heard.message}


def _turn(heard: HeardTranscript, turn: Turn, feeling: Feeling | None) -> Json:
    felt = () if feeling is None else mentioned(feeling, heard.thresholds).items()
    return {
        "speaker": turn.speaker,
        "start": _rounded(turn.start, _SECONDS_DECIMALS),
        "end": _rounded(turn.end, _SECONDS_DECIMALS),
        "text": turn.text,
        "positive": _rounded(feeling.positive, _DECIMALS) if feeling else _unheard(turn.speaker),
        "negative": _rounded(feeling.negative, _DECIMALS) if feeling else _unheard(turn.speaker),
        "emotions": _greatest(felt),
    }


def _unheard(speaker: Speaker) -> float | None:
    return None if speaker == "other" else 0.0


def _greatest(emotions: Iterable[tuple[str, float]]) -> dict[str, float | None]:
    return {name: _rounded(value, _DECIMALS) for name, value in sorted(emotions, key=lambda one: -one[1])}


def _rounded(value: float | None, decimals: int) -> float | None:
    # Adding 0.0 makes a rounded −0.0 a plain 0.
    return None if value is None else round(value, decimals) + 0.0
