"""A small emotion model without a transformer: word lists for both signs and some of the twenty.

It keeps the protocol's promises (a score depends on the text alone), so that what is done around a model can
be tested, killed and repeated within seconds.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property

from bot.ear import Ear
from nlp.emotions import EMOTIONS
from nlp.values import Feeling, Thresholds

CARRIED = {
    "happy": ("happy", "great"),
    "pleased": ("thanks", "thank", "perfect"),
    "neglected": ("ignored", "nobody", "again"),
    "frustrated": ("frustrating", "ridiculous", "still"),
    "hurried": ("rushed",),
}
POSITIVE = ("happy", "pleased")


class WordsModel:
    """`heard` counts the texts that were scored: what is known already must not be."""

    languages = frozenset({"en"})
    thresholds = Thresholds(0.5, 0.4, (0.35,) * len(EMOTIONS))
    measured = frozenset(CARRIED)

    def __init__(self, name: str = "words-1", strength: float = 0.3) -> None:
        self.name = name
        self.strength = strength
        self.heard = 0

    def hear(self, texts: Sequence[str]) -> list[Feeling]:
        self.heard += len(texts)
        return [self._feeling(text) for text in texts]

    def _feeling(self, text: str) -> Feeling:
        words = re.findall(r"[a-z]+", text.lower())
        found = {
            name: min(0.99, 1 / 9 + self.strength * sum(word in carriers for word in words))
            for name, carriers in CARRIED.items()
        }
        emotions = tuple(found.get(name) for name in EMOTIONS)
        positive = max(found[name] for name in POSITIVE)
        negative = max(value for name, value in found.items() if name not in POSITIVE)
        return Feeling(positive, negative, emotions)


class WordsEar(Ear):
    """An ear over such a model."""

    def __init__(self, model: WordsModel) -> None:
        super().__init__(model.name)
        self._words = model

    @cached_property
    def version(self) -> str:
        return self._words.name

    @cached_property
    def model(self) -> WordsModel:
        return self._words
