"""Long numbers without a cue: payment cards, phone numbers, and what else is too long to be an amount."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

import phonenumbers
from phonenumbers import NumberParseException
from stdnum import luhn

from nlp.privacy.digits import Run, has_numbers, runs
from nlp.privacy.marks import CARD, NUMBER, PHONE, Span
from nlp.privacy.ordinary import ordinary_spans

# Whose national forms are known; a number with + is known from every country.
REGIONS = (
    *("GB", "US", "IN", "DE", "FR", "ES", "IT", "NL", "BE", "IE", "PL", "PT", "AT", "CH", "SE", "BG"),
    *("AU", "NZ", "ZA", "MY", "ID", "SG", "CN", "PH", "BR", "MX"),
)
_CARD = range(13, 20)
_PHONE = range(7, 16)
# As it stands on the card: four fours, or four, six and five.
_PRINTED = re.compile(
    r"(?<!\d)(?:[2-6]\d{3}([ -]?)\d{4}\1\d{4}\1\d{4}|3\d{3}([ -]?)\d{6}\2\d{5})(?!\d)",
)
_YEARS = re.compile(r"(?:(?:19|20)\d\d\W?){4}")
_LONG_WRITTEN = 7  # digits of one figure that are no amount any more
_LONG_GROUPED = 9
_LONG_SPOKEN = 6
_MOST_GROUPS = 400  # of one run, looked through for a card; it is hidden as a number all the same
_MOST_PHONES = 1_000  # looked up in one text; the rest is hidden as a number all the same


def number_spans(text: str) -> Iterator[Span]:
    """Numbers that give themselves away by their length, check digit or form."""
    if not has_numbers(text):
        return
    for order, run in enumerate(runs(text, _ordinary(text))):
        if mark := _judged(text, run, order < _MOST_PHONES):
            yield Span(_opening(text, run), run[-1].end, mark)


def _ordinary(text: str) -> list[tuple[int, int]]:
    """Numbers that are nobody's; but "€ 4111" is no amount where a card begins with it."""
    cards = [
        match.span()
        for match in _PRINTED.finditer(text)
        if not _YEARS.fullmatch(match.group()) and luhn.is_valid(re.sub(r"\D", "", match.group()))
    ]
    return [
        (start, end)
        for start, end in ordinary_spans(text)
        if not any(start < last and first < end for first, last in cards)
    ]


def _length(run: Run) -> int:
    return sum(len(group.digits) for group in run)


def _has_card(run: Run) -> bool:
    """Whether a card stands in the run; what stands beside it is its date and code."""
    return any(_card_at(run[start : start + _CARD.stop]) for start in range(min(len(run), _MOST_GROUPS)))


def _card_at(run: Run) -> bool:
    digits = ""
    for group in run:
        digits += group.digits
        if len(digits) >= _CARD.stop:
            break
        if len(digits) in _CARD and digits[0] in "23456" and luhn.is_valid(digits):
            return True
    return False


def _judged(text: str, run: Run, may_look_up: bool) -> str | None:
    length = _length(run)
    if length < _LONG_SPOKEN or _counting(run):
        return None
    if length >= _CARD.start and _has_card(run):
        return CARD
    if length in _PHONE and _like_a_phone(text, run):
        if not may_look_up:
            return NUMBER
        if _is_phone(text, run):
            return PHONE
    return NUMBER if _long(run, length) else None


def _long(run: Run, length: int) -> bool:
    sizes = [len(group.digits) for group in run if not group.spoken]
    if max(sizes, default=0) >= _LONG_WRITTEN:
        return True
    if any(group.spoken for group in run):
        return length >= _LONG_SPOKEN and sum(len(group.digits) == 1 for group in run) >= 4
    single = sizes.count(1) == len(sizes)
    return length >= _LONG_GROUPED and (single or max(sizes) >= 3)


def _counting(run: Run) -> bool:
    """ "1, 2, 3, 4": people count their calls and options so."""
    steps = {int(b.digits) - int(a.digits) for a, b in pairwise(run) if len(a.digits + b.digits) <= 4}
    return len(run) >= 4 and steps in ({1}, {-1}) and all(len(group.digits) <= 2 for group in run)


def _like_a_phone(text: str, run: Run) -> bool:
    if len(run) == 1 and not run[0].spoken and len(run[0].digits) < 10 and run[0].digits[0] != "0":
        return _opening(text, run) < run[0].start  # an account as likely
    if any(len(group.digits) >= 3 for group in run) or run[0].digits[0] == "0":
        return True
    return run[0].spoken or _opening(text, run) < run[0].start


def _is_phone(text: str, run: Run) -> bool:
    digits = "".join(group.digits for group in run)
    if text[max(0, run[0].start - 1) : run[0].start] == "+":
        return _valid(f"+{digits}", None)
    if digits.startswith("00") and _valid(f"+{digits[2:]}", None):
        return True
    return any(_valid(digits, region) for region in REGIONS)


def _valid(written: str, region: str | None) -> bool:
    try:
        number = phonenumbers.parse(written, region)
    except NumberParseException:
        return False
    if region is None:
        return phonenumbers.is_valid_number(number)
    return phonenumbers.is_valid_number_for_region(number, region)


def _opening(text: str, run: Run) -> int:
    """Where the number begins, with its + and its bracket."""
    start = run[0].start
    while start and run[0].start - start < 2 and text[start - 1] in "+(":
        start -= 1
    return start
