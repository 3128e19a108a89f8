"""Numbers that a public register gives out, told by their own check: IBAN and national ids.

Each row is a shape, cheap to look for, and the judge of python-stdnum that knows its check digits.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from stdnum import iban
from stdnum.bg import egn
from stdnum.br import cpf
from stdnum.cn import ric
from stdnum.es import dni, nie
from stdnum.fr import nir
from stdnum.ie import pps
from stdnum.in_ import aadhaar, pan
from stdnum.it import codicefiscale
from stdnum.my import nric
from stdnum.pl import pesel
from stdnum.se import personnummer
from stdnum.us import ssn

from nlp.privacy.marks import ACCOUNT, IDENTITY, Span

Judge = Callable[[str], bool]


def _always(_: str) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Register:
    """`shape` finds candidates whatever their case; `valid` judges one."""

    name: str
    shape: re.Pattern[str]
    valid: Judge


def _register(name: str, shape: str, valid: Judge) -> Register:
    return Register(name, re.compile(rf"(?<![^\W_]){shape}(?![^\W_])", re.IGNORECASE), valid)


# The examples that authorities print carry reserved prefixes which a strict judge refuses (QQ 12 34 56 C):
# where a shape is nobody else's, it is enough.
REGISTERS = (
    _register("us ssn", r"\d{3}-\d{2}-\d{4}", _always),
    _register("us ssn, spaced", r"\d{3} \d{2} \d{4}", ssn.is_valid),
    _register("gb nino", r"[a-z]{2} ?\d{2} ?\d{2} ?\d{2} ?[a-d]", _always),
    _register("es dni", r"\d{8}-?[a-z]", dni.is_valid),
    _register("es nie", r"[xyz]-?\d{7}-?[a-z]", nie.is_valid),
    _register("ie pps", r"\d{7}[a-z]{1,2}", pps.is_valid),
    _register("it codice fiscale", r"[a-z]{6}\d\d[a-z]\d\d[a-z]\d{3}[a-z]", codicefiscale.is_valid),
    _register("fr nir", r"[12] ?\d\d ?\d\d ?\d[\dab] ?\d{3} ?\d{3} ?\d\d", nir.is_valid),
    _register("in pan", r"[a-z]{5}\d{4}[a-z]", pan.is_valid),
    _register("in aadhaar", r"\d{4}[ -]?\d{4}[ -]?\d{4}", aadhaar.is_valid),
    _register("bg egn", r"\d{10}", egn.is_valid),
    _register("pl pesel", r"\d{11}", pesel.is_valid),
    _register("se personnummer", r"\d{6}[-+]\d{4}", personnummer.is_valid),
    _register("my nric", r"\d{6}-\d{2}-\d{4}", nric.is_valid),
    _register("my nric, together", r"\d{12}", nric.is_valid),
    _register("cn ric", r"\d{17}[\dx]", ric.is_valid),
    _register("br cpf", r"\d{3}\.\d{3}\.\d{3}-\d{2}", cpf.is_valid),
    _register("sg nric", r"[stfgm]\d{7}[a-z]", _always),
)
_IBAN = re.compile(r"(?<![^\W_])[a-z]{2}\d{2}(?:[ -]?[a-z0-9]){11,40}", re.IGNORECASE)
_FIGURE = re.compile(r"\d\d\d")
_SHORTEST, _LONGEST = 15, 34


def identity_spans(text: str) -> Iterator[Span]:
    """National ids by shape and check."""
    if not _FIGURE.search(text):
        return
    for register in REGISTERS:
        for match in register.shape.finditer(text):
            if register.valid(match.group()):
                yield Span(*match.span(), IDENTITY)


def iban_spans(text: str) -> Iterator[Span]:
    """IBANs, grouped or not, whatever follows them."""
    for match in _IBAN.finditer(text) if _FIGURE.search(text) else ():
        ends = [match.start() + at + 1 for at, one in enumerate(match.group()) if one.isalnum()]
        for end in reversed(ends[_SHORTEST - 1 : _LONGEST]):
            if not text[end : end + 1].isalnum() and iban.is_valid(text[match.start() : end]):
                yield Span(match.start(), end, ACCOUNT)
                break
