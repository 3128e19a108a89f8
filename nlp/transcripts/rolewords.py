"""The words that say who somebody is: "Customer", "Agent 2", "caller", "external", "IVR"."""

from __future__ import annotations

import re
from functools import lru_cache

from nlp.values import Speaker


def words(text: str) -> frozenset[str]:
    """A set of words, written as a text."""
    return frozenset(text.split())


_CUSTOMER = words(
    "customer cust caller client user enduser consumer guest member patient visitor subscriber shopper "
    "buyer tenant policyholder cardholder passenger contact external claimant cliente kunde klant"
)
_AGENT = words(
    "agent agt representative rep csr advisor adviser operator associate assistant support specialist "
    "consultant technician clerk receptionist helpdesk teller salesperson seller employee staff internal "
    "agente mitarbeiter medewerker"
)
_OTHER = words(
    "system bot chatbot ivr acd action virtual automated machine supervisor manager narrator recording "
    "voicemail botflow workflow note event interpreter translator musak"
)
# Words beside them that change nothing: "call centre agent", "service representative (Maria)".
_BESIDE = words("service care centre center call contact chat live sales desk help team human the a")
_SERVICE = re.compile(r"customer (?:service|support|care|success)\b")
# Marks that tell speakers apart without saying who they are.
_MARKS = words("speaker spk channel person participant voice party unknown")
_MARK = re.compile(rf"(?:{'|'.join(sorted(_MARKS))})[ _-]?\w{{0,3}}", re.IGNORECASE)
_NO_NAMES = _CUSTOMER | _AGENT | _OTHER | _BESIDE | _MARKS
_WORD = re.compile(r"[^\W\d_]+")


@lru_cache(maxsize=1024)
def role_of(label: str) -> Speaker | None:
    """Who a label says its speaker is; None for a name, a number or a mark."""
    plain = _SERVICE.sub("agent", label.casefold())
    found = _WORD.findall(plain)
    if not found or len(found) > 5:
        return None
    if any(word in _OTHER for word in found):
        return "other"
    meant: set[Speaker] = set()
    if _CUSTOMER & set(found):
        meant.add("customer")
    if _AGENT & set(found):
        meant.add("agent")
    if len(meant) == 2 and found[-1] in _AGENT:  # "client advisor", "guest assistant"
        return "agent"
    # The word leads or ends the label ("Agent Maria", "Maria (agent)"); "our user guide" does not.
    at_an_end = any(word in _CUSTOMER | _AGENT for word in (found[0], found[-1]))
    beside = all(word in _BESIDE | _CUSTOMER | _AGENT for word in found)
    return meant.pop() if len(meant) == 1 and (at_an_end or beside) else None


def is_mark(label: str) -> bool:
    """Whether a label is a mark such as "Speaker 1", "SPEAKER_00", "spk_0" or "Unknown"."""
    return _MARK.fullmatch(label) is not None


def name_in(label: str) -> str:
    """The name that a label has beside words for a role: "Agent Tom Becker"; empty where it has none."""
    found: list[str] = [] if is_mark(label) else _WORD.findall(label)
    return " ".join(word for word in found if len(word) > 1 and word.casefold() not in _NO_NAMES)
