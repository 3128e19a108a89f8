"""What the labels of the open sets say about the model's outputs: our own proxy, in this one place.

GoEmotions' sentiment groups are its authors'. No published table maps its labels, or XED's, to the twenty of
Net Emotional Value: a label here is evidence for an emotion, and its absence is only weak evidence against it
(a Reddit comment without `anger` may well come from somebody who feels neglected), hence `ABSENCE`.
"""

from __future__ import annotations

from nlp.emotions import EMOTIONS

GOEMOTIONS = (
    *("admiration", "amusement", "anger", "annoyance", "approval", "caring", "confusion", "curiosity"),
    *("desire", "disappointment", "disapproval", "disgust", "embarrassment", "excitement", "fear"),
    *("gratitude", "grief", "joy", "love", "nervousness", "optimism", "pride", "realization", "relief"),
    *("remorse", "sadness", "surprise", "neutral"),
)
POSITIVE = frozenset(
    ("admiration", "amusement", "approval", "caring", "desire", "excitement", "gratitude", "joy", "love")
) | {"optimism", "pride", "relief"}
NEGATIVE = frozenset(
    ("anger", "annoyance", "disappointment", "disapproval", "disgust", "embarrassment", "fear", "grief")
) | {"nervousness", "remorse", "sadness"}

XED = ("anger", "anticipation", "disgust", "fear", "joy", "sadness", "surprise", "trust")
XED_POSITIVE = frozenset(("joy", "trust"))
XED_NEGATIVE = frozenset(("anger", "disgust", "fear", "sadness"))

SENTIMENT = ("positive", "negative")
# What the weights answer with, in this order; then what training alone sees.
OUTPUTS = (*GOEMOTIONS, *EMOTIONS, *SENTIMENT)
AUXILIARY = tuple(f"xed_{label}" for label in XED)
TRAINED = (*OUTPUTS, *AUXILIARY)

# Which of the twenty a label is evidence for.
FROM_GOEMOTIONS: dict[str, tuple[str, ...]] = {
    "joy": ("happy",),
    "excitement": ("happy", "energetic"),
    "love": ("happy",),
    "gratitude": ("pleased",),
    "admiration": ("pleased",),
    "relief": ("pleased",),
    "curiosity": ("interested",),
    "anger": ("irritated",),
    "annoyance": ("irritated",),
    "disappointment": ("disappointed",),
    "sadness": ("unhappy",),
    "grief": ("unhappy",),
    "disapproval": (),
    "nervousness": ("stressed",),
}
FROM_XED: dict[str, tuple[str, ...]] = {
    "trust": ("trusting",),
    "joy": ("happy",),
    "anger": ("irritated",),
    "sadness": ("unhappy",),
}
# The weight of "not there" for one of the twenty, where the set has the emotion at all.
ABSENCE = 0.3
