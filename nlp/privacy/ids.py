"""Ids of contacts, which stay as they are unless they are somebody's address or number."""

from __future__ import annotations

import re

from nlp.privacy.mailboxes import email_spans
from nlp.privacy.marks import PHONE, hide
from nlp.privacy.numbers import number_spans

# Most ids are long numbers: one is taken for a phone's only where it is written as one.
_WRITTEN = re.compile(r"\s*(?:\+|0|\()[\d\s().-]{6,20}")


def mask_id(written: str) -> str:
    """The id as it may be shown: without e-mail addresses, and not at all where it is a phone number."""
    found = list(email_spans(written))
    if _WRITTEN.fullmatch(written):
        sure = written.lstrip().startswith("+")
        found += [s._replace(mark=PHONE) for s in number_spans(written) if sure or s.mark == PHONE]
    return hide(written, found)
