"""A whole transcript, masked: a turn may answer what the one before asked for, and name who was named."""

from __future__ import annotations

from dataclasses import replace

from nlp.privacy.asked import Asked, answers, asked_for
from nlp.privacy.known import hide_names, names_said
from nlp.privacy.marks import NAME, hide
from nlp.privacy.masking import mask
from nlp.values import Transcript


def mask_transcript(transcript: Transcript) -> Transcript:
    """The transcript with every turn masked, whoever said it.

    Beyond `mask`: the short answer to "May I have your name?", and an announced name wherever it comes again.
    """
    asked: Asked = ()
    names, texts = set[str](), list[str]()
    for turn in transcript.turns:
        answered = answers(turn.text, asked) if turn.speaker == "customer" else []
        if turn.speaker != "customer":
            asked = asked_for(turn.text)
        texts.append(mask(hide(turn.text, answered)))
        if NAME in texts[-1]:
            names |= names_said(turn.text, answered)
    turns = zip(transcript.turns, texts, strict=True)
    return replace(
        transcript, turns=tuple(replace(turn, text=hide_names(text, names)) for turn, text in turns)
    )
