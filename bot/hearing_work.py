"""The work of the hearing room, in its own process: read, mask, hear, analyse, and put into a message."""

from __future__ import annotations

from collections.abc import Sequence

from bot.blocks.analysis import analysed
from bot.blocks.analysis_many import Summary, summarised
from bot.blocks.parts import Said
from bot.hearing_values import Sorry, Work
from bot.phrases import say
from nlp.analysis import analyse
from nlp.errors import TranscriptError
from nlp.hearing import HeardTranscript, hear
from nlp.privacy import mask_id
from nlp.transcripts import read_bytes, read_text
from nlp.values import EmotionModel, Transcript, Turn

PASTED = "pasted"


def outcome(work: Work, model: EmotionModel) -> Said | Sorry:
    """The message to the asker. What cannot be read is said; nothing else is caught here."""
    try:
        transcripts = _transcripts(work)
    except TranscriptError as error:
        return Sorry(say("en", "hear_unread", why=str(error)))
    if not transcripts:
        return Sorry(say("en", "hear_empty", name=work.name))
    if len(transcripts) == 1:
        heard = next(hear(transcripts, model, agents=True))
        return analysed(work.name, heard, analyse(heard))
    return _many(work.name, transcripts, model)


def _transcripts(work: Work) -> Sequence[Transcript]:
    if isinstance(work.content, Transcript):
        return (work.content,)
    if isinstance(work.content, bytes):
        return read_bytes(work.content, work.name)
    return _pasted(work.content)


def _pasted(text: str) -> Sequence[Transcript]:
    """A conversation in any format, else the words of one customer: whoever pastes a text without speakers
    means it as a whole."""
    try:
        found = read_text(text, PASTED)
    except TranscriptError:
        found = list[Transcript]()
    known = any(turn.speaker == "customer" for one in found for turn in one.turns)
    return found if known else (Transcript(PASTED, (Turn("customer", text),), "set"),)


def _many(name: str, transcripts: Sequence[Transcript], model: EmotionModel) -> Said:
    heard = hear(transcripts, model, agents=False)
    contacts = [_summary(number, one) for number, one in enumerate(heard, start=1)]
    return summarised(name, contacts, model.name)


def _summary(number: int, heard: HeardTranscript) -> Summary:
    name = mask_id(heard.transcript.contact_id or str(number))
    return Summary(name, heard.nev, heard.not_scored, heard.language)
