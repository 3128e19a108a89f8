"""A mapping: how another program's columns become ours, as TOML.

    [columns]                 # our name = "Their Name"
    contact_id = "ContactId"
    [values.outcome]          # their value = "ours" (blank: "" = "abandoned")
    ANSWERED = "handled"
    [formats]                 # strptime, "unix", "unix_ms"; for durations "hh:mm"
    started_at = "%d/%m/%Y %H:%M"
    [units]                   # of durations that are numbers: ms, s, min, h
    talk_s = "ms"
    [present]                 # from whether their column is filled
    outcome = { column = "ConnectedAt", yes = "handled", no = "abandoned" }
    [constant]                # the same for every row
    channel = "voice"

and before the sections `blank_is_zero = ["hold_s"]`, `decimal = ","`, `lenient = true` (columns that the
file lacks are no error).
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping as Mapped
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal, cast

from storage.errors import StorageError
from storage.records import Kind

BUILT_IN = Path(__file__).parent / "mappings"
_UNITS = ("ms", "s", "min", "h")
_TEXTS = ("columns", "formats", "units", "constant")


class MappingError(StorageError):
    """A mapping that cannot be used; the message names the map and the place in it."""


@dataclass(frozen=True, slots=True)
class Present:
    """A value that depends on whether a column of theirs is filled."""

    column: str
    yes: str
    no: str


@dataclass(frozen=True, slots=True)
class Mapping:
    """A mapping that fits a kind of record. `values`: per column of ours, their value (folded) -> ours."""

    name: str = ""
    columns: Mapped[str, str] = field(default_factory=dict[str, str])
    values: Mapped[str, Mapped[str, str]] = field(default_factory=dict[str, Mapped[str, str]])
    formats: Mapped[str, str] = field(default_factory=dict[str, str])
    units: Mapped[str, Literal["ms", "s", "min", "h"]] = field(
        default_factory=dict[str, Literal["ms", "s", "min", "h"]]
    )
    present: Mapped[str, Present] = field(default_factory=dict[str, Present])
    constant: Mapped[str, str] = field(default_factory=dict[str, str])
    blank_is_zero: frozenset[str] = frozenset()
    decimal: Literal[".", ","] | None = None
    lenient: bool = False


def built_in() -> tuple[str, ...]:
    """The names of the mappings that come with the project."""
    return tuple(sorted(file.stem for file in BUILT_IN.glob("*.toml")))


def load_mapping(name: str, kind: Kind) -> Mapping:
    """A mapping by its file or by a built-in one's name; MappingError, in one line, if it cannot be used."""
    file = BUILT_IN / f"{name}.toml" if name in built_in() else Path(name)
    try:
        text = file.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise MappingError(f"map {name}: {error.strerror}; built in are {', '.join(built_in())}") from None
    except UnicodeDecodeError:
        raise MappingError(f"map {name}: not UTF-8 text") from None
    return parse_mapping(text, name, kind)


def parse_mapping(text: str, name: str, kind: Kind) -> Mapping:
    """A mapping from TOML text, checked against the kind's columns."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise MappingError(f"map {name}: {error}") from None
    of_kind = data.pop("kind", kind.name)
    if of_kind != kind.name:
        raise MappingError(f"map {name}: is for {of_kind}, not for {kind.name}")
    return _Parser(name, kind, data).mapping()


@dataclass(frozen=True, slots=True)
class _Parser:
    name: str
    kind: Kind
    data: dict[str, Any]

    def mapping(self) -> Mapping:
        known = {*_TEXTS, "values", "present", "blank_is_zero", "decimal", "lenient"}
        for key in self.data:
            if key not in known:
                self.fail(f"no section {key!r}{_near(key, known)}")
        texts = {section: self.texts(section, self.data.get(section, {})) for section in _TEXTS}
        return Mapping(
            self.name,
            values=self.values(),
            present=self.present(),
            blank_is_zero=frozenset(self.ours("blank_is_zero", one) for one in self.listed("blank_is_zero")),
            decimal=self.one_of("decimal", (".", ",", None)),
            lenient=self.one_of("lenient", (False, True)),
            columns=texts["columns"],
            formats=texts["formats"],
            units=self.units(texts["units"]),
            constant=texts["constant"],
        )

    def fail(self, reason: str) -> None:
        raise MappingError(f"map {self.name}: {reason}")

    def ours(self, section: str, column: str) -> str:
        if column not in self.kind.columns:
            near = _near(column, self.kind.columns)
            self.fail(f"[{section}] {column!r} is no column of {self.kind.name}{near}")
        return column

    def texts(self, section: str, found: Any) -> dict[str, str]:
        table = self.table(section, found)
        for column, value in table.items():
            self.ours(section, column)
            if not isinstance(value, str):
                self.fail(f"[{section}] {column} must be text in quotes")
        return table

    def table(self, section: str, found: Any) -> dict[str, Any]:
        if not isinstance(found, dict):
            self.fail(f"{section} must be a section [{section}]")
        return cast("dict[str, Any]", found)

    def values(self) -> dict[str, dict[str, str]]:
        sections = self.table("values", self.data.get("values", {}))
        return {
            self.ours("values", column): {
                their.strip().casefold(): str(our).lower() if isinstance(our, bool) else str(our)
                for their, our in self.table(f"values.{column}", pairs).items()
            }
            for column, pairs in sections.items()
        }

    def present(self) -> dict[str, Present]:
        found: dict[str, Present] = {}
        for column, parts in self.table("present", self.data.get("present", {})).items():
            given = self.table(f"present.{column}", parts)
            if set(given) != {"column", "yes", "no"}:
                self.fail(f'[present] {column} must be {{ column = "…", yes = "…", no = "…" }}')
            found[self.ours("present", column)] = Present(
                *(str(given[part]) for part in ("column", "yes", "no"))
            )
        return found

    def units(self, found: dict[str, str]) -> Any:
        for column, unit in found.items():
            if unit not in _UNITS:
                self.fail(f"[units] {column} = {unit!r} is none of {', '.join(_UNITS)}")
        return found

    def listed(self, key: str) -> list[str]:
        found = self.data.get(key, [])
        if not isinstance(found, list):
            self.fail(f"{key} must be a list of columns")
        return [str(one) for one in cast("list[Any]", found)]

    def one_of(self, key: str, allowed: tuple[Any, ...]) -> Any:
        found = self.data.get(key, None if None in allowed else allowed[0])
        if found not in allowed:
            self.fail(
                f"{key} = {found!r} is none of {', '.join(repr(one) for one in allowed if one is not None)}"
            )
        return found


def _near(word: str, known: Any) -> str:
    near = get_close_matches(word, [str(one) for one in known], 1, 0.6)
    return f"; did you mean {near[0]!r}?" if near else ""
