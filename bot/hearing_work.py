"""The work of the hearing room, in its own process: read, mask, hear, analyse, and put into a message."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain, islice

from bot.blocks.analysis import analysed
from bot.blocks.analysis_many import Summary, summarised
from bot.blocks.parts import Said
from bot.hearing_values import Sorry, Work
from bot.phrases import say
from nlp.analysis import analyse
from nlp.errors import TranscriptError
from nlp.hearing import HeardTranscript, hear
from nlp.transcripts import read_bytes
from nlp.values import EmotionModel, Transcript, Turn

PASTED = "pasted.txt"


def outcome(work: Work, model: EmotionModel) -> Said | Sorry:
    """The message to the asker. What cannot be read is said; nothing else is caught here."""
    try:
        transcripts = iter(_transcripts(work))
        first = list(islice(transcripts, 2))
        if not first:
            return Sorry(say("en", "hear_empty", name=work.name))
        if len(first) == 1:
            return _one(work.name, next(hear(first, model, agents=True)), model)
        return _many(work.name, chain(first, transcripts), model)
    except TranscriptError as error:
        return Sorry(say("en", "hear_unread", why=str(error)))


def _transcripts(work: Work) -> Iterable[Transcript]:
    if isinstance(work.content, Transcript):
        return (work.content,)
    if isinstance(work.content, bytes):
        return read_bytes(work.content, work.name)
    return _pasted(work.content)


def _pasted(text: str) -> Iterator[Transcript]:
    """A conversation in any format, else the words of one customer: whoever pastes a text without speakers
    means it as a whole."""
    alone = Transcript("pasted", (Turn("customer", text),), "set")
    try:
        found = list(islice(read_bytes(text.encode(), PASTED), 2))
    except TranscriptError:
        found = []
    known = any(turn.speaker == "customer" for one in found for turn in one.turns)
    yield from read_bytes(text.encode(), PASTED) if known else (alone,)


def _one(name: str, heard: HeardTranscript, model: EmotionModel) -> Said:
    return analysed(name, heard, analyse(heard), model)


def _many(name: str, transcripts: Iterable[Transcript], model: EmotionModel) -> Said:
    heard = hear(transcripts, model, agents=False)
    contacts = [_summary(number, one) for number, one in enumerate(heard, start=1)]
    return summarised(name, contacts, model.name)


def _summary(number: int, heard: HeardTranscript) -> Summary:
    name = heard.transcript.contact_id or str(number)
    return Summary(name, heard.nev, heard.not_scored, heard.language)
