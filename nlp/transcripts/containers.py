"""What is in a file: a JSON document or a list of them, JSON Lines, or a text; and which format each is
in."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from nlp.transcripts.encodings import decoded, encoding_of
from nlp.transcripts.faults import Fault, shown
from nlp.transcripts.formats import FORMATS, JSON_FORMATS, TEXT_FORMATS, plain
from nlp.transcripts.json_text import is_json, parsed
from nlp.transcripts.places import EXPORT_AGAIN, LONGEST_S, At, Json, unsound
from nlp.transcripts.refused import refuse
from nlp.transcripts.values import Draft, JsonFormat, Limits, RoleSettings

_HEAD = 8192
# White space, byte order marks, and the zeros of UTF-16.
_BLANK = b" \t\r\n\f\v\xef\xbb\xbf\xff\xfe\0"
_JSON_BEGINS = re.compile(rb"[\s\xef\xbb\xbf\xff\xfe\0]*[\[{]")
_KEYS_SHOWN = 6


@dataclass(frozen=True, slots=True)
class Found:
    """A contact, and the id of the format it came in."""

    source: str
    draft: Draft


def has_lines(stream: BinaryIO, limits: Limits) -> bool:
    """Whether this is JSON Lines: the first line is a whole object, and more follows. Rewinds the stream."""
    lines = _lines(stream, limits)
    try:
        first = next(lines, None)
        if first is None or not first[1].lstrip("\ufeff").startswith("{"):
            return False
        return isinstance(parsed(first[1]), dict) and next(lines, None) is not None
    except Fault:
        return False


def documents(stream: BinaryIO, limits: Limits, roles: RoleSettings) -> Iterator[Found]:
    """Every contact of a stream that can be rewound, in order, one at a time. `Fault` where something is
    wrong, also after contacts were given: so read it through once before using any."""
    stream.seek(0)
    head = stream.read(_HEAD)
    if len(head) < _HEAD and not head.strip(_BLANK):
        raise Fault("", "is empty", "there is nothing to read")
    refuse(head)
    if has_lines(stream, limits):
        yield from _of_lines(stream, limits)
        return
    text = _text(stream, limits)
    yield from _from_json(parsed(text)) if is_json(text) else [_of_text(text, roles)]


def json_document(place: At) -> Found:
    """The contact of one JSON document."""
    chosen = [one for one in JSON_FORMATS if one.recognises(place.value)]
    if len(chosen) != 1:
        raise _unclear(place, chosen)
    return _in_time(Found(chosen[0].id, chosen[0].read(place)))


def _of_lines(stream: BinaryIO, limits: Limits) -> Iterator[Found]:
    for number, line in _lines(stream, limits):
        try:
            yield json_document(At(parsed(line)))
        except Fault as fault:
            place = fault.place.removeprefix("line 1, ") if fault.place != "line 1" else ""
            raise Fault(place, fault.reason, fault.mend).within(f"line {number}") from None


def _from_json(value: Json) -> Iterator[Found]:
    whole = At(value)
    if not isinstance(value, list) or any(one.recognises(value) for one in JSON_FORMATS):
        yield json_document(whole)
    elif not value:
        raise Fault("", "is an empty list", "there is nothing to read")
    else:
        yield from map(json_document, whole.items())


def _of_text(text: str, roles: RoleSettings) -> Found:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff")
    if problem := unsound(lines):
        raise Fault("", problem, EXPORT_AGAIN)
    chosen = [one for one in TEXT_FORMATS if one.recognises(lines)]
    if len(chosen) == 1:
        return _in_time(Found(chosen[0].id, chosen[0].read(lines)))
    if not chosen and roles.unlabelled:
        return Found(plain.FORMAT.id, plain.read_unlabelled(lines))
    raise Fault(
        "",
        "is in none of the known formats: no line says who speaks",
        'begin each turn with its speaker, as "Agent: …" or "Customer: …"',
    )


def _in_time(found: Found) -> Found:
    """Refuses turns years after the contact's beginning: of points in time, one may be mistyped."""
    for number, one in enumerate(found.draft.spoken, 1):
        if max(one.start or 0.0, one.end or 0.0) > LONGEST_S:
            reason = "is more than ten years after the beginning of its contact"
            raise Fault(f"turn {number}", reason, "one of the times is wrong")
    return found


def _unclear(place: At, chosen: list[JsonFormat]) -> Fault:
    if chosen:
        names = " and ".join(one.name for one in chosen)
        return place.fault(f"looks like several formats at once: {names}", "give one transcript by itself")
    known = ", ".join(one.name for one in FORMATS)
    value = place.value
    if isinstance(value, dict):
        keys = ", ".join(f'"{shown(key, 30)}"' for key in list(value)[:_KEYS_SHOWN]) or "none"
        more = ", …" if len(value) > _KEYS_SHOWN else ""
        return place.fault(
            f"is in none of the known formats; its keys are {keys}{more}", f"known are {known}"
        )
    return place.fault("is no transcript but a single value or a list of such", f"known formats are {known}")


def _text(stream: BinaryIO, limits: Limits) -> str:
    stream.seek(0)
    data = stream.read(limits.document + 1)
    if len(data) > limits.document:
        raise _too_large("is", limits)
    return decoded(data, pages=_JSON_BEGINS.match(data) is None)


def _lines(stream: BinaryIO, limits: Limits) -> Iterator[tuple[int, str]]:
    """Lines that are not blank, with their numbers, from the beginning; at most one of them in memory."""
    stream.seek(0)
    encoding = encoding_of(stream.read(_HEAD))
    stream.seek(0)
    wide = encoding is not None and not encoding.startswith("utf-8")
    for number, line in enumerate(
        _wide(stream, encoding or "", limits) if wide else _bytes(stream, limits), 1
    ):
        if line.strip():
            yield number, line


def _bytes(stream: BinaryIO, limits: Limits) -> Iterator[str]:
    number = 0
    while raw := stream.readline(limits.document + 1):
        number += 1
        if len(raw) > limits.document:
            raise _too_large(f"line {number} is", limits)
        try:
            yield raw.decode("utf-8-sig" if number == 1 else "utf-8")
        except UnicodeDecodeError as error:
            reason = f"is no UTF-8 (byte {error.start + 1:,} of the line)"
            raise Fault(f"line {number}", reason, "save it as UTF-8") from None


def _wide(stream: BinaryIO, encoding: str, limits: Limits) -> Iterator[str]:
    reader = io.TextIOWrapper(stream, encoding, newline="\n")
    number = 0
    try:
        while line := reader.readline(limits.document + 1):
            number += 1
            if len(line) > limits.document:
                raise _too_large(f"line {number} is", limits)
            yield line
    except UnicodeDecodeError:
        raise Fault(f"line {number + 1}", f"is no {encoding.upper()}", "save it as UTF-8") from None
    finally:
        reader.detach()  # the stream belongs to the caller


def _too_large(what: str, limits: Limits) -> Fault:
    megabytes = limits.document / (1 << 20)
    return Fault(
        "", f"{what} larger than {megabytes:g} MB", "one transcript never is: split it, or raise the limit"
    )
