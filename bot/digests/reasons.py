"""Why a digest did not come, in words that say what mends it."""

from __future__ import annotations

from bot.phrases import known, say


def plain_reason(reason: str | None, language: str = "en") -> str:
    """The lexicon's words for Slack's or our own word; a whole sentence stands as it is."""
    word = reason or "fault"
    key = f"digest_reason_{word}"
    if known(key):
        return say(language, key)
    return word if " " in word else say(language, "digest_reason_other", word=word)
