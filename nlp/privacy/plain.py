"""Letters and digits in their plain form, each in its place: "＠" is an @, "④" and "⁴" are a 4."""

from __future__ import annotations

import unicodedata

_FULL_WIDTH, _BEHIND_ASCII = range(0xFF01, 0xFF5F), 0xFEE0


def plain(text: str) -> str:
    """The text, as long as it was, so that what is found in it stands at the same place there."""
    return text if text.isascii() else "".join(map(_plain, text))


def _plain(character: str) -> str:
    if ord(character) in _FULL_WIDTH:
        return chr(ord(character) - _BEHIND_ASCII)
    # Digits that are no decimals: superscripts, those in a circle.
    digit = None if character.isdecimal() else unicodedata.digit(character, None)
    return character if digit is None else str(digit)
