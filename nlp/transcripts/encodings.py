"""Bytes as text: UTF-8, UTF-16 and UTF-32, and for plain text the old single-byte code pages."""

from __future__ import annotations

import codecs
import re

from nlp.transcripts.faults import Fault
from nlp.transcripts.refused import refuse_binary

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAMPLE = 4096
_PAGES = ["cp1252", "cp1250", "cp1251", "koi8_r", "cp866", "cp1253", "cp1254", "cp1255", "cp1256", "cp874"]
_WORD = re.compile(rb"[A-Za-z\x80-\xff]+")
_BROKEN, _BEYOND = re.compile("[\udc80-\udcff]"), re.compile("[^\0-\x7f]+")
_FOREIGN = re.compile(rb"[\x80-\xff]+")


def encoding_of(head: bytes) -> str | None:
    """The codec that the first bytes (some thousands) speak for: a mark, or the zeros of unmarked UTF-16.

    None where they say nothing: UTF-8 then, or a code page.
    """
    for mark, name in _MARKS:
        if head.startswith(mark):
            return name
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if odd > len(head) // 5 and even * 8 < odd:
        return "utf-16-le"
    if even > len(head) // 5 and odd * 8 < even:
        return "utf-16-be"
    return None


def decoded(data: bytes, *, pages: bool) -> str:
    """The text of the bytes. `pages`: single-byte code pages are tried too (JSON is never in one).

    Raises `Fault` at the first byte that fits nothing.
    """
    head = data[:_SAMPLE]
    encoding = encoding_of(head)
    if encoding is None:
        refuse_binary(head)
    try:
        return data.decode(encoding or "utf-8")
    except UnicodeDecodeError as error:
        if encoding is None and pages and not _mostly_utf8(data):
            return _in_a_page(data)
        name = (encoding or "utf-8").removesuffix("-sig").upper()
        reason = f"is no {name} (byte {error.start + 1:,} of the {'file' if pages else 'text'})"
        line = data.count(b"\n", 0, error.start) + 1
        raise Fault(f"line {line}", reason, "save it as UTF-8") from None


def _mostly_utf8(data: bytes) -> bool:
    """Whether most letters beyond ASCII are UTF-8: no other encoding makes them so by chance, and the rest is
    broken then."""
    text = data.decode("utf-8", "surrogateescape")
    broken = len(_BROKEN.findall(text))
    return sum(map(len, _BEYOND.findall(text))) > 2 * broken


def _in_a_page(data: bytes) -> str:
    lines = b"\n".join(line for line in data.splitlines() if not line.isascii())[:_SAMPLE]
    page = "cp1252" if _is_western(lines) else _guessed(lines)
    try:
        return data.decode(page)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise Fault(f"line {line}", f"has a byte that is no {page}", "save it as UTF-8") from None


def _is_western(sample: bytes) -> bool:
    """A typographic apostrophe or a single accent among Latin letters: Windows' Western page, in nearly all
    files. Words of foreign letters alone speak for another script, which is worth a longer look."""
    words = [word for word in _WORD.findall(sample) if not word.isascii()]
    alone = sum(len(word) > 1 and not _FOREIGN.sub(b"", word) for word in words)
    try:
        sample.decode("cp1252")
    except UnicodeDecodeError:
        return False
    return 5 * alone < len(words)


def _guessed(sample: bytes) -> str:
    from charset_normalizer import from_bytes  # a fifth of a second, and most files are UTF-8

    best = from_bytes(sample, cp_isolation=_PAGES, threshold=0.9, enable_fallback=False).best()
    if best is None:
        raise Fault("", "the text's encoding is not recognised", "save it as UTF-8")
    return best.encoding
