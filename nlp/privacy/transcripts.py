"""A whole transcript, masked: a turn may answer what the one before asked for, and name who was named."""

from __future__ import annotations

from dataclasses import replace

from nlp.privacy.exchanges import answered
from nlp.privacy.known import hide_names, names_said, seeded
from nlp.privacy.marks import NAME, hide
from nlp.privacy.masking import mask
from nlp.values import Transcript


def mask_transcript(transcript: Transcript) -> Transcript:
    """The transcript with every turn masked, whoever said it, and without the speakers' names.

    Beyond `mask`: the short answer to "May I have your name?", a number or an address said in several turns,
    and a name that was announced, or that the format marks, wherever it comes again.
    """
    names, texts = seeded(transcript.names), list[str]()
    for turn, found in zip(transcript.turns, answered(transcript.turns), strict=True):
        texts.append(mask(hide(turn.text, found)))
        if NAME in texts[-1]:
            names |= names_said(turn.text, found)
    turns = zip(transcript.turns, texts, strict=True)
    return replace(
        transcript,
        turns=tuple(replace(turn, text=hide_names(text, names)) for turn, text in turns),
        names=(),
    )
