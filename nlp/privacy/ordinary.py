"""Numbers that are nobody's: dates, times, money, amounts, versions."""

from __future__ import annotations

import re

from nlp.privacy.words import UNITS

_DATE = (
    r"(?<!\d)(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[/.]\d{1,2}[/.](?:\d{4}|\d{2})|\d{1,2}-\d{1,2}-\d{4})"
    r"(?:[T ]\d{1,2}:\d{2}(?::\d{2})?(?:\.\d{1,9})?)?(?!\d)"
)
_TIME = r"(?<!\d)\d{1,2}:\d{2}(?::\d{2})?(?!\d)"
_FIGURE = r"\d{1,9}(?:[.,'\u00a0\u202f]\d{1,3}){0,4}"
_CURRENCIES = r"(?:[$€£¥₹₩₽]|\b(?:usd|eur|gbp|inr|myr|idr|rm|rp|cny|rmb)\b)"
_MONEY = _CURRENCIES + r"\s?(?:\d{1,3}(?: \d{3}){1,3}(?!\d| \d)|" + _FIGURE + r")(?!\d)"
_UNIT = r"\s?(?:[%€£$¥₹°]|(?:" + "|".join(sorted(UNITS)) + r")\b)"
_AMOUNT = r"(?<![\d.,+(-])" + _FIGURE + _UNIT
_SPACED = r"(?<![\d.,+(-])[1-9]\d?(?:[. '\u00a0]\d{3}){2}(?![\d.-]| \d)"
_THOUSANDS = r"(?<![\d.,+(-])[1-9]\d{0,2}(?:,\d{3}){1,6}(?![\d,-])"
_DECIMAL = r"(?<![\d.])\d{1,3}\.\d{1,15}(?![\d.-])"
_YEARS = r"(?<!\d)(?:19|20)\d\d(?:[-–/, ]{1,3}(?:19|20)\d\d){1,8}(?![\d-])"
_VERSION = r"\b(?:v|version|firmware|build|release|section)\s?\d{1,9}(?:\.\d{1,9}){1,5}"
_KINDS = (_DATE, _TIME, _MONEY, _AMOUNT, _SPACED, _THOUSANDS, _DECIMAL, _YEARS, _VERSION)
_ORDINARY = re.compile("|".join(_KINDS), re.IGNORECASE)


def ordinary_spans(text: str) -> list[tuple[int, int]]:
    """Where the text has such numbers, in order and apart."""
    return [match.span() for match in _ORDINARY.finditer(text)]
