"""Which encoding a text file is in, found by looking at its bytes."""

from __future__ import annotations

import codecs
import re
from pathlib import Path

from storage.readers.source import UnreadableError

_CHUNK = 1 << 20
_SAMPLE = 1 << 17
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Where fewer letters than this are not ASCII, a general detector guesses; Cyrillic is then told by its words.
_ENOUGH, _A_WORD = 400, 8
_CYRILLIC = ("cp1251", "koi8_r", "cp866")  # asked in this order where looks are equal
_FOREIGN = re.compile(rb"[\x80-\xff]+")
_WORDS = re.compile(rb"[A-Za-z\x80-\xff]+")
# The single-byte code pages that contact centres' programs write; as far as they can be told apart.
_PAGES = ["cp1251", "cp1252", "cp1250", "koi8_r", "cp866", "cp1253", "cp1254", "cp1255", "cp1256", "cp874"]


def encoding_of(file: Path) -> str:
    """A codec's name. A file that is UTF-8 but for a few broken bytes stays UTF-8: those rows are refused."""
    with file.open("rb") as stream:
        head = stream.read(4096)
    for mark, name in _MARKS:
        if head.startswith(mark):
            return name
    if (wide := _unmarked_utf16(head)) is not None:
        return wide
    if _is_utf8(file):
        return "utf-8"
    good, bad, sample = _census(file)
    return "utf-8" if good > 9 * bad else _page_of(sample, file)


def _unmarked_utf16(head: bytes) -> str | None:
    # Latin letters, digits and separators fill UTF-16 with zero bytes on one side; a header has plenty.
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if odd > len(head) // 5 and even * 8 < odd:
        return "utf-16-le"
    if even > len(head) // 5 and odd * 8 < even:
        return "utf-16-be"
    return None


def _is_utf8(file: Path) -> bool:
    decode = codecs.getincrementaldecoder("utf-8")().decode
    try:
        with file.open("rb") as stream:
            while chunk := stream.read(_CHUNK):
                decode(chunk)
            decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _census(file: Path) -> tuple[int, int, bytes]:
    """Letters beyond ASCII that are valid UTF-8, bytes that are not, and a sample of lines with either."""
    decode = codecs.getincrementaldecoder("utf-8")(errors="surrogateescape").decode
    good = bad = 0
    sample = b""
    with file.open("rb") as stream:
        while len(sample) < _SAMPLE and (chunk := stream.read(_CHUNK)):
            text = decode(chunk)
            broken = len(text) - len(text.encode("utf-8", "ignore").decode())
            bad += broken
            good += len(text) - len(text.encode("ascii", "ignore")) - broken
            sample += b"\n".join(line for line in chunk[:_SAMPLE].splitlines() if not line.isascii())
    return good, bad, sample[:_SAMPLE]


def _page_of(sample: bytes, file: Path) -> str:
    letters = sum(map(len, _FOREIGN.findall(sample)))
    if letters < _ENOUGH and _is_cyrillic(sample):
        pages = _CYRILLIC if letters >= _A_WORD else _CYRILLIC[:1]
        return max(pages, key=lambda page: _likeness(sample, page))
    from charset_normalizer import from_bytes  # a fifth of a second, and most files are UTF-8

    best = from_bytes(sample, cp_isolation=_PAGES, threshold=0.9, enable_fallback=False).best()
    if best is None:
        raise UnreadableError(f"{file.name}: the text's encoding is not recognised: save it as UTF-8")
    return best.encoding


def _is_cyrillic(sample: bytes) -> bool:
    """Among Latin letters those beyond ASCII stand alone; Cyrillic words are made of nothing else."""
    words = [word for word in _WORDS.findall(sample) if not word.isascii()]
    foreign = sum(len(_FOREIGN.sub(b"", word)) == 0 for word in words)
    return bool(words) and foreign >= 0.8 * len(words)


def _likeness(sample: bytes, page: str) -> float:
    """The share of the nine commonest letters of Russian (and of Bulgarian), which are half of any text."""
    letters = [letter for letter in sample.decode(page, "ignore") if letter > "\x7f"]
    return sum(letter.lower() in "оеаинтсрв" for letter in letters) / max(len(letters), 1)
