"""One turn's text, masked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import chain

from nlp.privacy.cued import cued_spans, secret_spans
from nlp.privacy.mailboxes import email_spans, ip_spans
from nlp.privacy.marks import Span, hide
from nlp.privacy.names import name_spans
from nlp.privacy.numbers import number_spans
from nlp.privacy.places import address_spans, birth_spans
from nlp.privacy.plain import plain
from nlp.privacy.registers import iban_spans, identity_spans

Finder = Callable[[str], Iterator[Span]]
# Where two find the same characters, the earlier one gives the mark.
FINDERS: tuple[Finder, ...] = (
    *(email_spans, iban_spans, ip_spans, birth_spans, cued_spans, identity_spans),
    *(number_spans, secret_spans, address_spans, name_spans),
)
_ROUNDS = 8
# Short texts in which nothing was found: much is said again and again, and what is masked is looked at again.
# Nothing personal is remembered.
_clean: set[str] = set()
_MOST_CLEAN, _LONGEST_CLEAN = 20_000, 300


def mask(text: str) -> str:
    """The text with a mark such as `[card number]` for everything personal in it.

    Repeated until nothing new is found, so that masking twice changes nothing: a mark may bring a cue and a
    code together. Marks of vendors and earlier ones stay as they are.
    """
    for _ in range(_ROUNDS):
        if text in _clean:
            break
        seen = plain(text)
        masked = hide(text, list(chain.from_iterable(find(seen) for find in FINDERS)))
        if masked == text:
            _remember(text)
            break
        text = masked
    return text


def _remember(text: str) -> None:
    if len(text) > _LONGEST_CLEAN:
        return
    if len(_clean) >= _MOST_CLEAN:
        _clean.clear()
    _clean.add(text)
