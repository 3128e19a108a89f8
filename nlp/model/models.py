"""The emotion models that Heartline knows by name. To add one is to add its row, with its label map.

The map of a public model is our own proxy: its labels were made for other questions than Shaw's twenty. An
emotion that no label speaks for plainly is not measured, which is better than a guess.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from nlp.emotions import EMOTIONS
from nlp.model.labels import LabelMap

WEIGHTS = Path(__file__).parents[1] / "weights"
SMALL = Path(__file__).parents[1] / "weights_small"


@dataclass(frozen=True, slots=True)
class ModelRow:
    """A model: `name` as it is asked for, `source` a folder or a name on Hugging Face's hub.

    Without `labels`, the folder's own heartline.json says how it is read, its languages and its window.
    `languages` are primary tags, None any; `max_tokens` is the window, special tokens included. With `int8`
    it is computed in eight bits (see `eight`).
    """

    name: str
    source: str
    labels: LabelMap | None = None
    languages: frozenset[str] | None = None
    max_tokens: int = 128
    int8: bool = False


def others(*mapped: str) -> tuple[str, ...]:
    """The emotions that a map does not measure."""
    return tuple(name for name in EMOTIONS if name not in mapped)


# The signs are GoEmotions' own grouping (Demszky et al., 2020): what it calls ambiguous is neutral here.
# Gratitude and approval are how customers say that they are pleased; curiosity is not Shaw's "interested":
# every customer asks questions. Caring is the speaker's care for another, not being cared for.
_GO_EMOTIONS = LabelMap(
    positive=(
        *("admiration", "amusement", "approval", "caring", "desire", "excitement"),
        *("gratitude", "joy", "love", "optimism", "pride", "relief"),
    ),
    negative=(
        *("anger", "annoyance", "disappointment", "disapproval", "disgust", "embarrassment"),
        *("fear", "grief", "nervousness", "remorse", "sadness"),
    ),
    neutral=("confusion", "curiosity", "realization", "surprise", "neutral"),
    emotions={
        "happy": ("joy", "love", "amusement"),
        "pleased": ("gratitude", "approval", "admiration", "relief"),
        "energetic": ("excitement",),
        "irritated": ("annoyance", "anger"),
        "unhappy": ("sadness", "grief"),
        "unsatisfied": ("disapproval",),
        "stressed": ("nervousness", "fear"),
        "disappointed": ("disappointment",),
    },
    not_measured=others(
        *("happy", "pleased", "energetic", "irritated", "unhappy", "unsatisfied", "stressed", "disappointed")
    ),
)
_EKMAN = LabelMap(
    positive=("joy",),
    negative=("anger", "disgust", "fear", "sadness"),
    neutral=("neutral", "surprise"),
    emotions={"happy": ("joy",), "irritated": ("anger",), "unhappy": ("sadness",), "stressed": ("fear",)},
    not_measured=others("happy", "irritated", "unhappy", "stressed"),
)
_SENTIMENT = LabelMap(
    positive=("positive",), negative=("negative",), neutral=("neutral",), emotions={}, not_measured=EMOTIONS
)

_XLM_T = frozenset({"ar", "de", "en", "es", "fr", "hi", "it", "pt"})  # what its sentiment was tuned on

MODELS = (
    ModelRow("heartline", str(WEIGHTS)),
    ModelRow("heartline-small", str(SMALL)),
    ModelRow("go-emotions", "SamLowe/roberta-base-go_emotions", _GO_EMOTIONS, frozenset({"en"})),
    ModelRow("ekman", "j-hartmann/emotion-english-distilroberta-base", _EKMAN, frozenset({"en"})),
    ModelRow("xlm-sentiment", "cardiffnlp/twitter-xlm-roberta-base-sentiment", _SENTIMENT, _XLM_T),
)
