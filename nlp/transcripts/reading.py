"""Files, uploads and pipes as transcripts. Every fault is a `TranscriptError` of one line: file, place,
reason, how to mend it; and nothing of a file is given before all of it could be read."""

from __future__ import annotations

import io
import stat
import tempfile
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from nlp.errors import TranscriptError
from nlp.transcripts.containers import Found, documents, has_lines
from nlp.transcripts.faults import Fault, last_part, shown, shown_name
from nlp.transcripts.roles import turns_of
from nlp.transcripts.rolewords import name_in
from nlp.transcripts.values import Limits, RoleSettings
from nlp.values import Transcript

_NOBODY, _USUAL = RoleSettings(), Limits()
_CHUNK = 1 << 20


def read(path: Path, roles: RoleSettings = _NOBODY, limits: Limits = _USUAL) -> Iterator[Transcript]:
    """The transcripts of a file, in order.

    The file is checked to its end before this returns; JSON Lines are then read a second time, one contact in
    memory at a time (a file that is changed in between may still fail then). `TranscriptError` if it cannot
    be read. `roles` says who is who where the format does not.
    """
    with _named(path.name):
        if not _is_regular(path):
            with path.open("rb") as pipe:
                return read_stream(pipe, path.name, roles, limits)
        stream = path.open("rb")
    return _checked(stream, path.name, roles, limits)


def check(path: Path, roles: RoleSettings = _NOBODY, limits: Limits = _USUAL) -> int:
    """How many transcripts a file has; `TranscriptError` if any of it cannot be read. Memory as for one."""
    with _named(path.name), path.open("rb") as stream:
        return sum(1 for _ in documents(stream, limits, roles))


def read_bytes(
    data: bytes, name: str, roles: RoleSettings = _NOBODY, limits: Limits = _USUAL
) -> list[Transcript]:
    """The transcripts of an upload. `name` is what the sender calls it: shown, and never opened."""
    if len(data) > limits.document:
        size = limits.document / (1 << 20)
        raise TranscriptError(f"{shown_name(name)}: is larger than {size:g} MB: give it as several files")
    return list(_checked(io.BytesIO(data), name, roles, limits))


def read_text(
    text: str, name: str = "-", roles: RoleSettings = _NOBODY, limits: Limits = _USUAL
) -> list[Transcript]:
    """The transcripts of pasted text."""
    return read_bytes(text.encode("utf-8", "surrogatepass"), name, roles, limits)


def read_stream(
    stream: BinaryIO, name: str = "-", roles: RoleSettings = _NOBODY, limits: Limits = _USUAL
) -> Iterator[Transcript]:
    """The transcripts of a pipe, which is read to its end first, into a temporary file."""
    kept = tempfile.TemporaryFile()  # noqa: SIM115 - closed by whoever reads it
    with _named(name):
        size = 0
        while chunk := stream.read(_CHUNK):
            size += len(chunk)
            if size > limits.stream:
                raise Fault("", f"is larger than {limits.stream / (1 << 30):g} GB", "give it as files")
            kept.write(chunk)
    return _checked(kept, name, roles, limits)


def _checked(stream: BinaryIO, name: str, roles: RoleSettings, limits: Limits) -> Iterator[Transcript]:
    """Reads all of it before giving any; takes the stream and closes it."""
    with _named(name):
        if has_lines(stream, limits):
            for _ in documents(stream, limits, roles):
                pass
            return _streamed(stream, name, roles, limits)
        with stream:
            found = list(documents(stream, limits, roles))
    return iter([_transcript(one, _id(one, name, at, len(found)), roles) for at, one in enumerate(found, 1)])


def _streamed(stream: BinaryIO, name: str, roles: RoleSettings, limits: Limits) -> Iterator[Transcript]:
    with stream, _named(name):
        for at, one in enumerate(documents(stream, limits, roles), 1):
            yield _transcript(one, _id(one, name, at, 2), roles)


def _transcript(found: Found, contact_id: str | None, roles: RoleSettings) -> Transcript:
    draft = found.draft
    turns, how = turns_of(draft.spoken, roles)
    named = dict.fromkeys(name_in(one.label) for one in draft.spoken if one.label)
    names = tuple(name for name in named if name)
    return Transcript(found.source, turns, how, contact_id, draft.language, draft.started_at, names)


def _id(found: Found, name: str, at: int, of: int) -> str | None:
    """The contact's own id; else the file's name, numbered where a file has several; else what there is."""
    stem = "" if name == "-" else shown(Path(last_part(name)).stem, 200)
    numbered = f"{stem}#{at}" if stem and of > 1 else stem
    return found.draft.contact_id or numbered or found.draft.made_id


def _is_regular(path: Path) -> bool:
    mode = path.stat().st_mode
    if stat.S_ISDIR(mode):
        raise Fault("", "is a folder", "name the files inside")
    return stat.S_ISREG(mode)


@contextmanager
def _named(name: str) -> Generator[None]:
    """Faults become errors that name the file."""
    shown_as = "standard input" if name == "-" else shown_name(name)
    try:
        yield
    except Fault as fault:
        raise TranscriptError(f"{shown_as}: {fault}") from None
    except OSError as error:
        raise TranscriptError(f"{shown_as}: cannot be read: {error.strerror or error}") from None
