"""Deepgram's answer for a recording: utterances where they were asked for, else the words of each channel.

Seconds; channels count from 0, and so do the speakers that diarisation finds. The time of `metadata.created`
is when it was transcribed, not when the contact began.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from nlp.transcripts.places import At, Json, span
from nlp.transcripts.values import Draft, JsonFormat, Spoken

# A pause in which another channel speaks ends a turn; in shorter ones people talk over each other.
_PAUSE_S = 0.5


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    start: float
    end: float
    speaker: str | None


def recognises(value: Json) -> bool:
    results = value.get("results") if isinstance(value, dict) else None
    return isinstance(results, dict) and ("channels" in results or "utterances" in results)


def read(document: At) -> Draft:
    results = document.needed("results")
    utterances = results.field("utterances")
    spoken = _utterances(utterances) if utterances.value else _from_words(results.needed("channels"))
    metadata = document.field("metadata")
    return Draft(
        tuple(spoken),
        language=_language(results),
        made_id=None if metadata.is_null else metadata.field("request_id").name(),
    )


def _language(results: At) -> str | None:
    channels = results.field("channels")
    if channels.is_null:
        return None
    return next((one.field("detected_language").language() for one in channels.items()), None)


def _utterances(utterances: At) -> list[Spoken]:
    items = list(utterances.items())
    channels = {item.field("channel").whole() for item in items}
    return [_utterance(item, several=len(channels) > 1) for item in items]


def _utterance(item: At, *, several: bool) -> Spoken:
    start, end = span(item.field("start"), item.field("end"))
    channel, speaker = item.field("channel").whole(), item.field("speaker").label()
    text = item.needed("transcript").text()
    return Spoken(_label(channel if several else None, speaker), text, start, end, channel=channel)


def _label(channel: int | None, speaker: str | None) -> str | None:
    """Speakers are counted anew in each channel, so that one alone tells nobody apart."""
    parts = [f"channel {channel}"] * (channel is not None) + [f"speaker {speaker}"] * (speaker is not None)
    return " ".join(parts) or None


def _from_words(channels: At) -> list[Spoken]:
    said = [_words(one) for one in channels.items()]
    starts = sorted(word.start for words in said for word in words)
    turns: list[Spoken] = []
    for number, (channel, words) in enumerate(zip(channels.items(), said, strict=True)):
        several = number if len(said) > 1 else None
        if words:
            turns.extend(_turn(run, number, several) for run in _runs(words, starts))
        elif text := _transcript(channel):
            turns.append(Spoken(_label(several, None), text, channel=number))
    return sorted(turns, key=lambda one: one.start or 0.0)


def _alternative(channel: At) -> At:
    alternatives = list(channel.needed("alternatives").items())
    return alternatives[0] if alternatives else At({}, channel, "alternatives")


def _transcript(channel: At) -> str:
    return _alternative(channel).field("transcript").text()


def _words(channel: At) -> list[_Word]:
    words = _alternative(channel).field("words")
    found: list[_Word] = []
    if words.is_null:
        return found
    for item in words.items():
        word = _word(item)
        if found and word.start < found[-1].start:
            raise item.fault("begins before the word before it", "words of a channel come in their order")
        found.append(word)
    return found


def _word(item: At) -> _Word:
    start, end = span(item.field("start"), item.field("end"))
    if start is None or end is None:
        raise item.fault("has no start or no end", "words without utterances are put in order by their times")
    return _Word(item.needed("punctuated_word", "word").text(), start, end, item.field("speaker").label())


def _runs(words: Sequence[_Word], starts: Sequence[float]) -> Iterator[list[_Word]]:
    """Words of one channel, parted where the speaker changes and where another channel speaks in a pause."""
    run: list[_Word] = []
    for word in words:
        if run and (word.speaker != run[-1].speaker or _interrupted(run[-1].end, word.start, starts)):
            yield run
            run = []
        run.append(word)
    yield run


def _interrupted(end: float, start: float, starts: Sequence[float]) -> bool:
    if start - end < _PAUSE_S:
        return False
    at = bisect_left(starts, end)
    return at < len(starts) and starts[at] < start


def _turn(run: Sequence[_Word], channel: int, several: int | None) -> Spoken:
    text = _joined(word.text for word in run)
    return Spoken(
        _label(several, run[0].speaker), text, run[0].start, max(word.end for word in run), channel=channel
    )


def _joined(words: Iterable[str]) -> str:
    return " ".join(words)


FORMAT = JsonFormat("deepgram", "Deepgram", recognises, read)
