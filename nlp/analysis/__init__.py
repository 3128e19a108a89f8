"""What an analysis of one transcript shows: pure, from what was heard."""

from __future__ import annotations

from nlp.analysis.curve import curve
from nlp.analysis.strongest import strongest
from nlp.analysis.talk import talk
from nlp.analysis.turning import ending, turning_points
from nlp.analysis.values import Analysis
from nlp.hearing import HeardTranscript
from nlp.nev import mood


def analyse(heard: HeardTranscript) -> Analysis:
    """The picture of one contact. Quotes are of the masked words; a contact that is not scored has its talk,
    and of the curve what could be heard."""
    drawn = curve(heard)
    return Analysis(
        mood=None if heard.nev is None else mood(heard.nev.balance),
        curve=drawn,
        emotions=strongest(heard),
        turning_points=() if heard.nev is None else turning_points(heard, drawn.customer),
        ending=ending(heard, drawn.customer),
        talk=talk(heard.transcript),
    )
