"""From transcripts to what was heard in them: masked, their language known, scored in large batches.

transcript → masked → language → scored or why not → feelings per turn → the contact's figures
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from nlp.language import language_of
from nlp.nev import ENOUGH_TURNS, ContactNev, contact_nev
from nlp.privacy import mask_transcript
from nlp.values import EmotionModel, Feeling, Speaker, Thresholds, Transcript, Turn
from nlp.words import has_words

# Why a transcript is not scored: the model does not hear its language, the customer says too little, or
# nobody knows who the customer is.
NotScored = Literal["language", "words", "roles"]

# A group is scored together: large enough that turns of like length meet, small enough that results come
# while a long run is still being read and that its texts fit into memory.
GROUP_TURNS = 2_000
GROUP_CHARACTERS = 1_000_000


@dataclass(frozen=True, slots=True)
class HeardTranscript:
    """What was heard in one transcript.

    `transcript` is the masked one, and `feelings` has an entry for each of its turns: None for a turn that
    was not scored (it has no real words, its speaker was not asked for, or the language is not the model's).
    `nev` is None exactly where `not_scored` says why. `model` is the version that heard, with its
    `thresholds`; `language` is a BCP-47 tag or None where it cannot be told.
    """

    transcript: Transcript
    language: str | None
    model: str
    thresholds: Thresholds
    feelings: tuple[Feeling | None, ...]
    nev: ContactNev | None
    not_scored: NotScored | None

    @property
    def scored(self) -> bool:
        return self.nev is not None

    @property
    def message(self) -> str | None:
        """Why it is not scored, in words; None where it is."""
        return None if self.not_scored is None else _MESSAGES[self.not_scored](self)


_MESSAGES: Mapping[NotScored, Callable[[HeardTranscript], str]] = {
    "language": lambda one: f'not scored: {one.model} does not hear the language "{one.language}"',
    "words": lambda _: f"not scored: the customer says real words in fewer than {ENOUGH_TURNS} turns",
    "roles": lambda _: "not scored: nothing says which speaker is the customer",
}


def hear(
    transcripts: Iterable[Transcript], model: EmotionModel, *, agents: bool
) -> Iterator[HeardTranscript]:
    """Each transcript as it was heard, in the order given; lazy, a bounded group at a time.

    Customers' turns are scored, with `agents` the agents' too. A text's score depends on that text alone, so
    the grouping changes no figure.
    """
    for group in _groups(transcripts):
        masked = [mask_transcript(one) for one in group]
        languages = [language_of(one) for one in masked]
        both = list(zip(masked, languages, strict=True))
        wanted = [_wanted(one, agents) if speaks(model, language) else () for one, language in both]
        texts = [
            one.turns[place].text for one, places in zip(masked, wanted, strict=True) for place in places
        ]
        felt = iter(model.hear(texts) if texts else ())
        for (one, language), places in zip(both, wanted, strict=True):
            yield _heard(one, language, model, {place: next(felt) for place in places})


def speaks(model: EmotionModel, language: str | None) -> bool:
    """Whether the model was made for a language; one that too few words tell is taken as the model's own."""
    if model.languages is None or language is None:
        return True
    return language.replace("_", "-").split("-")[0].lower() in model.languages


def _groups(transcripts: Iterable[Transcript]) -> Iterator[list[Transcript]]:
    group: list[Transcript] = []
    turns = characters = 0
    for one in transcripts:
        group.append(one)
        turns += 1 + len(one.turns)
        characters += sum(len(turn.text) for turn in one.turns)
        if turns >= GROUP_TURNS or characters >= GROUP_CHARACTERS:
            yield group
            group, turns, characters = [], 0, 0
    if group:
        yield group


def _wanted(transcript: Transcript, agents: bool) -> tuple[int, ...]:
    speakers: set[Speaker] = {"customer", "agent"} if agents else {"customer"}
    return tuple(
        place
        for place, turn in enumerate(transcript.turns)
        if turn.speaker in speakers and has_words(turn.text)
    )


def _heard(
    transcript: Transcript, language: str | None, model: EmotionModel, felt: dict[int, Feeling]
) -> HeardTranscript:
    counting = [one for place, one in felt.items() if transcript.turns[place].speaker == "customer"]
    reason = _reason(transcript, speaks(model, language), len(counting))
    return HeardTranscript(
        transcript=transcript,
        language=language,
        model=model.name,
        thresholds=model.thresholds,
        feelings=tuple(felt.get(place) for place in range(len(transcript.turns))),
        nev=None if reason else contact_nev(counting, model.thresholds),
        not_scored=reason,
    )


def _reason(transcript: Transcript, spoken: bool, counting: int) -> NotScored | None:
    if transcript.roles == "unknown" and not any(map(_customers, transcript.turns)):
        return "roles"
    if not spoken:
        return "language"
    return None if counting >= ENOUGH_TURNS else "words"


def _customers(turn: Turn) -> bool:
    return turn.speaker == "customer"
