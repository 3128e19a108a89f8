"""What is no transcript at all, told by its first bytes: named, and never unpacked or run."""

from __future__ import annotations

import re

from nlp.transcripts.faults import Fault

_UNPACK = "unpack it and give the transcripts inside"
_AUDIO = "have it transcribed first, and give the transcript"
_AS_TEXT = "save it as plain text (.txt) first"

# (what the file begins with, what that is, how to mend it); the longer and surer ones first.
_MAGIC: tuple[tuple[bytes, str, str], ...] = (
    (b"PK\x05\x06", "an empty zip archive", _UNPACK),
    (b"\x1f\x8b", "a gzip archive", _UNPACK),
    (b"BZh", "a bzip2 archive", _UNPACK),
    (b"\xfd7zXZ\0", "an xz archive", _UNPACK),
    (b"\x28\xb5\x2f\xfd", "a zstandard archive", _UNPACK),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive", _UNPACK),
    (b"Rar!", "a RAR archive", _UNPACK),
    (b"%PDF", "a PDF document", _AS_TEXT),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an Office document", _AS_TEXT),
    (b"{\\rtf", "a rich text document", _AS_TEXT),
    (b"ID3", "an MP3 recording", _AUDIO),
    (b"\xff\xfb", "an MP3 recording", _AUDIO),
    (b"\xff\xf3", "an MP3 recording", _AUDIO),
    (b"\xff\xf1", "an AAC recording", _AUDIO),
    (b"OggS", "an Ogg recording", _AUDIO),
    (b"fLaC", "a FLAC recording", _AUDIO),
    (b"#!AMR", "an AMR recording", _AUDIO),
    (b"\x1aE\xdf\xa3", "a Matroska or WebM recording", _AUDIO),
    (b"0&\xb2u\x8ef\xcf\x11", "a Windows Media recording", _AUDIO),
    (b"\x89PNG", "a picture", "give the text itself"),
    (b"\xff\xd8\xff", "a picture", "give the text itself"),
    (b"GIF8", "a picture", "give the text itself"),
    (b"SQLite format 3", "an SQLite database", "give a transcript"),
    (b"PAR1", "a Parquet file", "give it as JSON Lines"),
    (b"\x7fELF", "a program", "give a transcript"),
    (b"MZ", "a program", "give a transcript"),
)
_OFFICE = re.compile(rb"word/|xl/|ppt/|\[Content_Types\]\.xml|mimetypeapplication/vnd\.o")
_PAGE = re.compile(rb"\s*(?:<!--.*?-->\s*)?<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL)
_LOGIN = re.compile(rb"(?:sign|log)[\s-]?(?:in|on)\b|password", re.IGNORECASE)
_XML = re.compile(rb"\s*<\?xml\b")
# Control characters that no text has; a tab, line ends, a form feed and an escape it may.
_CONTROL = bytes(set(range(0x20)) - set(b"\t\n\v\f\r\x1b"))


def refuse(head: bytes) -> None:
    """Raises `Fault` if a file that begins with these bytes (some thousands) is no text."""
    for begins, kind, mend in _MAGIC:
        if head.startswith(begins) and not (len(begins) < 4 and _reads_as_text(head)):
            raise Fault("", f"this is {kind}, not a transcript", mend)
    if head.startswith(b"PK\x03\x04"):
        office = _OFFICE.search(head)
        kind, mend = ("an Office document", _AS_TEXT) if office else ("a zip archive", _UNPACK)
        raise Fault("", f"this is {kind}, not a transcript", mend)
    if head[257:262] == b"ustar":
        raise Fault("", "this is a tar archive, not a transcript", _UNPACK)
    if head[4:8] == b"ftyp" or (head.startswith(b"RIFF") and head[8:12] in (b"WAVE", b"AVI ")):
        raise Fault("", "this is a recording, not a transcript", _AUDIO)
    _refuse_marked_up(head)


def refuse_binary(head: bytes) -> None:
    """Raises `Fault` for bytes that are no text in any eight-bit encoding (asked after UTF-16 is ruled
    out)."""
    if b"\0" in head or len(head) - len(head.translate(None, _CONTROL)) > len(head) // 20:
        raise Fault("", "this is a binary file, not a transcript", "give it as text, JSON or subtitles")


def _refuse_marked_up(head: bytes) -> None:
    # The marks of UTF-8 and UTF-16 and the zero bytes between letters do not hide a page.
    plain = head.removeprefix(b"\xef\xbb\xbf").removeprefix(b"\xff\xfe").replace(b"\0", b"")
    if _PAGE.match(plain):
        login = " (a login page)" if _LOGIN.search(plain) else ""
        raise Fault("", f"this is a web page{login}, not a transcript", "log in and download the file itself")
    if _XML.match(plain):
        raise Fault("", "this is XML, which is none of the known formats", "export it as JSON or text")


def _reads_as_text(head: bytes) -> bool:
    """Two letters may begin a word ("MZ: …"): then the rest is text too."""
    return head[:2].isalpha() and b"\0" not in head and head.isascii()
