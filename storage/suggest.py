"""A mapping proposed from a header and the first rows: names, forms of times, words of choices."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from difflib import SequenceMatcher
from itertools import islice
from typing import Any

from storage.cells import CellError, Choice, Day, How, Moment
from storage.ingest.binding import plain, row_reader
from storage.ingest.rows import Refused
from storage.mapping import BUILT_IN, built_in, parse_mapping
from storage.readers import Source, UnreadableError
from storage.records import Field, Kind
from storage.schema import EPOCH, MICROSECOND, MONEY_SCALE, Instant, Money

SAMPLE = 500
_NEAR = 0.82
_FITS = 0.6
_FORMS = (
    "%d/%m/%Y %H:%M:%S", "%d/%m/%Y %H:%M", "%m/%d/%Y %H:%M:%S", "%m/%d/%Y %H:%M", "%m/%d/%Y %I:%M:%S %p",
    "%m/%d/%Y %I:%M %p", "%m/%d/%y %I:%M %p", "%d.%m.%Y %H:%M:%S", "%d.%m.%Y %H:%M", "%d-%m-%Y %H:%M:%S",
    "%d-%m-%Y %H:%M", "%Y/%m/%d %H:%M:%S", "%Y/%m/%d %H:%M", "%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%d-%m-%Y",
    "%Y/%m/%d", "unix", "unix_ms",
)  # fmt: skip
# What programs write for our words.
_WORDS = {
    "handled": "answered answer completed complete connected solved closed success ok served",
    "abandoned": "abandon abandoned hangup hung_up lost dropped no_answer disconnected cancelled",
    "missed": "missed timeout ringnoanswer busy failed unanswered",
    "callback": "callback call_back scheduled_callback",
    "voicemail": "voicemail voice_mail",
    "voice": "phone call telephone telephony audio pstn",
    "chat": "chat webchat messaging live_chat message",
    "email": "email e_mail mail",
    "social": "social facebook twitter whatsapp instagram sms",
    "digital": "digital web app portal api",
    "inbound": "inbound in incoming queue_transfer transfer",
    "outbound": "outbound out outgoing",
    "available": "available idle ready on_queue waiting",
    "handling": "handling busy talking interacting on_call oncall acw",
    "break": "break lunch meal",
    "offline": "offline logged_out logout",
}
_OURS = {word: ours for ours, words in _WORDS.items() for word in words.split()}


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A mapping as TOML, and the first rows as it reads them: column -> text, or why a row is refused."""

    toml: str
    rows: tuple[dict[str, str] | str, ...]


def suggest(kind: Kind, source: Source, zone: str) -> Suggestion:
    """Proposes a mapping. What it is not sure of stands there as a comment."""
    lines = islice((line for line in source.lines() if line.problem is None), SAMPLE)
    sample = [line.cells for line in lines]
    toml = _fitting_built_in(kind, source) or _proposed(kind, source, sample)
    return Suggestion(toml, tuple(_shown(kind, source, toml, zone)))


def _fitting_built_in(kind: Kind, source: Source) -> str | None:
    """The text of the built-in mapping that most of its columns speak for."""
    best, fit = None, _FITS
    for name in built_in():
        text = (BUILT_IN / f"{name}.toml").read_text(encoding="utf-8")
        data = tomllib.loads(text)
        theirs = list(data["columns"].values())
        found = sum(one in source.header for one in theirs) / len(theirs)
        if data.get("kind") == kind.name and found >= fit:
            best, fit = f"# The built-in mapping {name}: --map {name} does the same.\n{text}", found
    return best


def _proposed(kind: Kind, source: Source, sample: Sequence[Sequence[Any]]) -> str:
    found = _columns(kind, source.header)
    lines = [f'kind = "{kind.name}"', "", "[columns]"]
    for field in kind.fields:
        if field.name in found:
            lines.append(f"{field.name} = {_quoted(source.header[found[field.name]])}")
        else:
            lines.append(f'# {field.name} = "…"' + ("  # needed" if field.required else ""))
    unused = [name for at, name in enumerate(source.header) if at not in found.values() and name]
    if unused:
        lines.append(f"# not read: {', '.join(unused)}")
    forms = list(_forms(kind, found, sample))
    if forms:
        lines += ["", "[formats]", *forms]
    for field in kind.fields:
        lines += _words(field, [row[found[field.name]] for row in sample] if field.name in found else [])
    return "\n".join(lines) + "\n"


def _columns(kind: Kind, header: Sequence[str]) -> dict[str, int]:
    """Our column -> its place: first the surest likeness of any pair, then the next."""
    pairs = sorted(
        (
            (_likeness(field, name), -at, field.name)
            for field in kind.fields
            for at, name in enumerate(header)
            if name
        ),
        reverse=True,
    )
    found: dict[str, int] = {}
    for likeness, at, name in pairs:
        if likeness >= _NEAR and name not in found and -at not in found.values():
            found[name] = -at
    return found


def _likeness(field: Field, header: str) -> float:
    name = plain(header).replace(".", "_")
    last = plain(header.rpartition(".")[2])
    if field.name in (name, last):
        return 3.0 if name == field.name else 2.9
    if name in field.alias or last in field.alias:
        return 2.0 - 0.01 * (field.alias.index(name if name in field.alias else last))
    known = (field.name, field.name.removesuffix("_s"), *field.alias)
    return max(SequenceMatcher(None, name, one).ratio() for one in known)


def _forms(kind: Kind, found: dict[str, int], sample: Sequence[Sequence[Any]]) -> Iterable[str]:
    for field in kind.fields:
        if field.name not in found or not isinstance(field.cell, (Moment, Day)):
            continue
        cells = [row[found[field.name]] for row in sample if row[found[field.name]] not in (None, "")]
        if not cells or isinstance(cells[0], datetime) or _reads(field, None, cells):
            continue
        fitting = [form for form in _FORMS if _reads(field, form, cells)]
        if fitting:
            others = f"  # or {', '.join(fitting[1:])}: day and month look alike" if len(fitting) > 1 else ""
            yield f"{field.name} = {_quoted(fitting[0])}{others}"
        else:
            yield f'# {field.name} = "…"  # a strptime pattern for {str(cells[0])!r}'


def _reads(field: Field, form: str | None, cells: Sequence[Any]) -> bool:
    read = field.cell.reader(How(form=form))
    try:
        for cell in cells:
            read(cell)
    except CellError:
        return False
    return True


def _words(field: Field, cells: Sequence[Any]) -> list[str]:
    if not isinstance(field.cell, Choice):
        return []
    texts = {str(cell).strip() for cell in cells if cell not in (None, "")}
    strange = sorted(text for text in texts if text.casefold() not in field.cell.words)[:40]
    if not strange:
        return []
    lines = ["", f"[values.{field.name}]"]
    for text in strange:
        ours = _OURS.get(plain(text), "")
        if ours in field.cell.words:
            lines.append(f"{_quoted(text)} = {_quoted(ours)}")
        else:
            lines.append(f'# {_quoted(text)} = "…"  # one of {", ".join(field.cell.words)}')
    return lines


def _shown(kind: Kind, source: Source, toml: str, zone: str) -> Iterable[dict[str, str] | str]:
    try:
        reader = row_reader(kind, source, parse_mapping(toml, "proposed", kind), zone)
    except UnreadableError as error:
        yield str(error)
        return
    for found in reader.read(list(islice(source.lines(), 5))):
        if isinstance(found, Refused):
            column = f", column {found.column}" if found.column else ""
            yield f"{source.place} {found.line}{column}: {found.reason}"
        else:
            named = zip(kind.columns, found[1:], strict=True)
            yield {name: _text(kind, name, value) for name, value in named}


def _text(kind: Kind, name: str, value: Any) -> str:
    if value is None or value == "":
        return ""
    column = kind.table.c[name].type
    if isinstance(column, Instant):
        return (EPOCH + value * MICROSECOND).isoformat(sep=" ")
    return str(Decimal(value) / MONEY_SCALE) if isinstance(column, Money) else str(value)


def _quoted(text: str) -> str:
    """A TOML basic string."""
    plain_text = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in plain_text) + '"'
