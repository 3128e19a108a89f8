"""Which language a customer speaks: the transcript's own field, else recognised from the customer's words.

py3langid (BSD, 4.5 MB, 0.3 ms a transcript) was kept after measuring three on lines of GoEmotions, STAR,
MultiDoGO and XED, one, two, five and ten turns together: at a floor of 0.9 it called no English line, however
short, another language, and found Chinese in both scripts. lingua is as careful but brings 96 MB, takes many
times as long to load and reads much Hong Kong Chinese as Japanese; langdetect, surest of itself, called one
chat turn in six another language.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import Protocol, cast

from py3langid.langid import MODEL_FILE, LanguageIdentifier  # pyright: ignore[reportMissingTypeStubs]

from nlp.privacy.marks import unmarked
from nlp.values import Transcript

# What contact centres mostly speak: the fewer there are, the less a fragment is mistaken.
LANGUAGES = (
    *("en", "de", "fr", "es", "it", "pt", "nl", "pl", "bg", "ru", "tr", "ar", "hi"),
    *("id", "ms", "ja", "ko", "zh"),
)
# So near each other that a few lines hardly tell them apart: together they must reach the floor.
_KIN = (frozenset({"id", "ms"}), frozenset({"bg", "ru"}), frozenset({"es", "pt"}))
FLOOR = 0.9
_MOST = 2_000  # characters looked at
_LEAST = 12  # letters, a Chinese, Japanese or Korean character counting as four
_WIDE = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_TAG = re.compile(r"([a-z]{2,3})(?:[-_][a-z0-9]{1,8})*", re.IGNORECASE)
# ISO 639-1.
_CODES = (
    "aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv "
    "dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie "
    "ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv "
    "mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm "
    "rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts "
    "tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu "
)
# As some formats and recognisers write them: "eng", and "in" for Indonesian.
_LONG_CODES = {
    "eng": "en",
    "deu": "de",
    "ger": "de",
    "fra": "fr",
    "fre": "fr",
    "spa": "es",
    "ita": "it",
    "por": "pt",
    "nld": "nl",
    "dut": "nl",
    "pol": "pl",
    "bul": "bg",
    "rus": "ru",
    "tur": "tr",
    "ara": "ar",
    "hin": "hi",
    "ind": "id",
    "msa": "ms",
    "may": "ms",
    "zsm": "ms",
    "jpn": "ja",
    "kor": "ko",
    "zho": "zh",
    "chi": "zh",
    "cmn": "zh",
    "yue": "zh",
    "in": "id",
}


def language_of(transcript: Transcript) -> str | None:
    """The primary tag ("en" for "en-US"), or None where too little was said to tell.

    A field that is no language tag is ignored. Of several languages the one with the most evidence is given,
    about the one with the most words; None where none leads clearly. 2,000 characters are read.
    """
    return primary_tag(transcript.language) or recognised(
        turn.text for turn in transcript.turns if turn.speaker == "customer"
    )


def primary_tag(tag: str | None) -> str | None:
    """ "en" of "en-US", "en_GB" or "eng"; None of "", "und", "xx", "unknown"."""
    found = _TAG.fullmatch((tag or "").strip())
    if found is None:
        return None
    code = found[1].lower()
    return _LONG_CODES.get(code) or (code if f"{code} " in _CODES else None)


def recognised(texts: Iterable[str]) -> str | None:
    """The language of the texts together; None where it cannot be told."""
    said, size = list[str](), 0
    for text in texts:
        words = _WORD.findall(unmarked(text[:_MOST]))
        said.append(" ".join(words))
        size += len(said[-1]) + 1
        if size >= _MOST:
            break
    together = "\n".join(said)[:_MOST]
    if _letters(together) < _LEAST:
        return None
    ranked = _ranked(together)
    best = ranked[0][0]
    kin = next((group for group in _KIN if best in group), frozenset({best}))
    return best if sum(chance for tag, chance in ranked if tag in kin) >= FLOOR else None


class _Ranks(Protocol):
    """What is used of py3langid, which carries no types."""

    def rank(self, text: str) -> Sequence[tuple[str, float]]: ...
    def set_languages(self, langs: Sequence[str]) -> None: ...


def _ranked(text: str) -> list[tuple[str, float]]:
    return [(tag, float(chance)) for tag, chance in _identifier().rank(text)]


def _letters(text: str) -> int:
    return sum(letter.isalpha() for letter in text) + 3 * len(_WIDE.findall(text))


@cache
def _identifier() -> _Ranks:
    """One a process, never py3langid's own: its languages are set for everybody who uses it."""
    make = cast("Callable[..., _Ranks]", LanguageIdentifier.from_model_file)
    found = make(MODEL_FILE, norm_probs=True)
    found.set_languages(LANGUAGES)
    return found
