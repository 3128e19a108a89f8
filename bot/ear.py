"""The emotion model as the ingest of transcripts knows it: named at once, loaded only when there is something
to hear, and what it hears in the form in which the store keeps it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from typing import cast

from nlp.emotions import EMOTIONS
from nlp.hearing import HeardTranscript, hear
from nlp.model import load
from nlp.model.naming import version
from nlp.nev import ContactNev, contact_nev
from nlp.values import EmotionModel, Feeling, Roles, Speaker, Thresholds, Transcript, Turn
from storage.emotion_models import Model
from storage.said import ContactFigures, Heard, Said, TurnScore

# What was heard in some transcripts, and what the store is to remember of the model that heard it.
HeardBy = tuple[list[Heard], Model]

# As the store keeps probabilities; figures are made of the same numbers, so that they can be made again.
DIGITS = 6


class Ear:
    """An emotion model, by a known name, a folder or a label map's file. ModelError where there is none."""

    def __init__(self, name: str) -> None:
        self._name = name

    @property
    def version(self) -> str:
        """The name that figures carry."""
        return version(self._name) or self.model.name

    @cached_property
    def model(self) -> EmotionModel:
        """The loaded model: seconds, once."""
        return load(self._name)

    def each(self, partitions: Iterable[Sequence[Said]]) -> Iterator[HeardBy]:
        """What is heard in each partition, on this machine, one after the other."""
        return map(self.heard, partitions)

    def heard(self, said: Sequence[Said]) -> HeardBy:
        """What is heard in transcripts as they are stored, so masked already; the same at any time."""
        found = hear(map(_transcript, said), self.model, agents=False)
        kept = [_as_kept(one, heard, self.model.thresholds) for one, heard in zip(said, found, strict=True)]
        return kept, self.remembered()

    def remembered(self) -> Model:
        """What the store keeps of the model."""
        model = self.model
        pairs = zip(EMOTIONS, model.thresholds.emotions, strict=True)
        measured = {name: least for name, least in pairs if name in model.measured}
        ends = model.thresholds.positive, model.thresholds.negative
        return Model(model.name, *ends, measured, model.languages)


def _transcript(said: Said) -> Transcript:
    """A stored transcript as it is heard: what is masked stays so."""
    turns = tuple(Turn(cast("Speaker", one.speaker), one.text, one.start, one.end) for one in said.turns)
    return Transcript(said.source, turns, cast("Roles", said.roles), said.contact_id, said.language)


def _as_kept(said: Said, heard: HeardTranscript, thresholds: Thresholds) -> Heard:
    felt = {place: _rounded(one) for place, one in enumerate(heard.feelings) if one is not None}
    figures = None if heard.nev is None else _figures(contact_nev(tuple(felt.values()), thresholds))
    scores = tuple(_score(place, one) for place, one in felt.items())
    return Heard(replace(said, language=heard.language), scores, figures, heard.not_scored)


def _rounded(feeling: Feeling) -> Feeling:
    emotions = tuple(None if one is None else round(one, DIGITS) for one in feeling.emotions)
    return Feeling(round(feeling.positive, DIGITS), round(feeling.negative, DIGITS), emotions)


def _score(position: int, feeling: Feeling) -> TurnScore:
    pairs = zip(EMOTIONS, feeling.emotions, strict=True)
    known = {name: value for name, value in pairs if value is not None}
    return TurnScore(position, feeling.positive, feeling.negative, known)


def _figures(nev: ContactNev) -> ContactFigures:
    return ContactFigures(
        balance=nev.balance,
        shaw_mean=nev.shaw_mean,
        net_sentiment=nev.net_sentiment,
        end_weighted=nev.end_weighted,
        trend=nev.trend,
        positive_mentions=nev.positive_mentions,
        negative_mentions=nev.negative_mentions,
        mentions=nev.mentions,
    )
