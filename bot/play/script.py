"""A scripted conversation as its TOML file says it. Every mistake in the file is a BotError of one line."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, cast

from bot.errors import BotError
from bot.settings import zone as checked_zone
from bot.workspace.facts import ChannelKind

# What can be done in a step, and what its value is.
VERBS: tuple[tuple[str, type], ...] = (
    ("say", str),
    ("command", str),
    ("press", str),
    ("choose", dict),
    ("submit", dict),
    ("close", bool),
    ("shortcut", str),
    ("message_shortcut", str),
    ("open", str),
    ("upload", str),
    ("react", str),
    ("later", int),
)
BESIDE = ("who", "where", "thread", "expect", "never", "nothing")
KINDS: dict[str, ChannelKind] = {"channel": "channel", "private": "group", "group": "mpim"}
TOP = ("title", "clock", "zone", "store", "contacts", "people", "places", "step")
DEMO = "demo"


@dataclass(frozen=True, slots=True)
class Place:
    kind: ChannelKind = "channel"
    people: tuple[str, ...] = ()
    bot: bool = True


@dataclass(frozen=True, slots=True)
class Step:
    """`beside`: what is said with an upload. `thread`: in the thread of the newest message there. `expect`:
    all of it must be seen after the step; `never`: none of it; `nothing`: the bot must stay silent."""

    verb: str
    value: Any
    beside: str = ""
    who: str = ""
    where: str = ""
    thread: bool = False
    expect: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    nothing: bool = False


@dataclass(frozen=True, slots=True)
class Script:
    """`clock` None: the computer's; `store` None: the one in force, "demo": an invented one of `contacts`.
    `people` are names with their zones. Paths are beside `folder`."""

    folder: Path
    title: str
    clock: datetime | None
    zone: str | None
    store: str | None
    contacts: int
    people: Mapping[str, str]
    places: Mapping[str, Place]
    steps: tuple[Step, ...]


def read_script(file: Path) -> Script:
    """BotError, one line, for a file that cannot be read or says what nobody understands."""
    try:
        said = tomllib.loads(file.read_text("utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise BotError(f"{file} cannot be read: {getattr(error, 'strerror', None) or error}") from None
    except tomllib.TOMLDecodeError as error:
        raise BotError(f"{file}: {error}") from None
    return _script(file, _Reader(str(file)), said)


def _script(file: Path, reader: _Reader, said: dict[str, Any]) -> Script:
    reader.known(said, TOP)
    zone = reader.get(said, "zone", str, None)
    steps = cast(list[dict[str, Any]], reader.get(said, "step", list, []))
    if not steps:
        raise BotError(f"{file}: there is no [[step]]")
    clock = reader.get(said, "clock", datetime, None)
    if clock is not None and clock.tzinfo is None:
        raise BotError(f"{file}: clock needs an offset, such as 2026-11-18T10:00:00Z")
    people = _people(reader, said, zone or "UTC")
    places = _places(reader, said, people)
    made = tuple(_step(reader.at(f"step {n}"), one, people, places) for n, one in enumerate(steps, 1))
    return Script(
        file.parent,
        reader.get(said, "title", str, file.stem),
        clock,
        checked_zone(zone, f"{file}: zone") if zone else None,
        reader.get(said, "store", str, None),
        reader.get(said, "contacts", int, 5000),
        people,
        places,
        made,
    )


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads with the place of what it reads in every complaint."""

    place: str

    def at(self, part: str) -> _Reader:
        return _Reader(f"{self.place}: {part}")

    def known(self, said: dict[str, Any], names: tuple[str, ...]) -> None:
        for name in said:
            if name not in names:
                raise BotError(f"{self.place}: nothing is called {name}; there are {', '.join(names)}")

    def get(self, said: dict[str, Any], name: str, kind: type, default: Any) -> Any:
        value = said.get(name, default)
        if value is not default and (not isinstance(value, kind) or (kind is int and value is True)):
            raise BotError(f"{self.place}: {name} must be {_A[kind]}")
        return value

    def words(self, said: dict[str, Any], name: str) -> tuple[str, ...]:
        value = said.get(name, [])
        items: list[Any] = cast(list[Any], value) if isinstance(value, list) else [value]
        if not all(isinstance(one, str) and one for one in items):
            raise BotError(f"{self.place}: {name} must be words, or a list of them")
        return tuple(items)


_A: dict[type, str] = {
    datetime: "a moment, such as 2026-11-18T10:00:00Z",
    str: "text",
    int: "a whole number",
    bool: "true or false",
    dict: "a table",
    list: "a list",
}


def _people(reader: _Reader, said: dict[str, Any], zone: str) -> dict[str, str]:
    given = cast(dict[str, Any], reader.get(said, "people", dict, {"you": {}}))
    found: dict[str, str] = {}
    for name, facts in given.items():
        own = reader.at(f"people.{name}")
        if not isinstance(facts, dict):
            raise BotError(f"{own.place} must be a table")
        typed = cast(dict[str, Any], facts)
        own.known(typed, ("zone",))
        found[name] = checked_zone(own.get(typed, "zone", str, zone), f"{own.place}: zone")
    return found


def _places(reader: _Reader, said: dict[str, Any], people: dict[str, str]) -> dict[str, Place]:
    found: dict[str, Place] = {}
    for name, facts in cast(dict[str, Any], reader.get(said, "places", dict, {})).items():
        own = reader.at(f"places.{name}")
        if not isinstance(facts, dict):
            raise BotError(f"{own.place} must be a table")
        typed = cast(dict[str, Any], facts)
        own.known(typed, ("kind", "people", "bot"))
        kind = own.get(typed, "kind", str, "channel")
        if kind not in KINDS:
            raise BotError(f"{own.place}: kind must be one of {', '.join(KINDS)}")
        inside = own.words(typed, "people") or tuple(people)
        for one in inside:
            _there(own, one, people, "people")
        found[name] = Place(KINDS[kind], inside, own.get(typed, "bot", bool, True))
    return found


def _step(reader: _Reader, said: dict[str, Any], people: dict[str, str], places: dict[str, Place]) -> Step:
    verb = _verb(reader, said)
    who = reader.get(said, "who", str, next(iter(people)))
    where = reader.get(said, "where", str, "")
    _there(reader, who, people, "people")
    if where not in ("", "dm"):
        _there(reader, where, places, "places, and dm")
    return Step(
        verb,
        reader.get(said, verb, dict(VERBS)[verb], None),
        reader.get(said, "say", str, "") if verb == "upload" else "",
        who,
        where,
        reader.get(said, "thread", bool, False),
        reader.words(said, "expect"),
        reader.words(said, "never"),
        reader.get(said, "nothing", bool, False),
    )


def _verb(reader: _Reader, said: dict[str, Any]) -> str:
    """The one thing that is done; an upload may say something too."""
    if not isinstance(said, dict):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise BotError(f"{reader.place} must be a table")
    verbs = tuple(name for name, _ in VERBS)
    reader.known(said, (*verbs, *BESIDE))
    found = [name for name in verbs if name in said]
    if found == ["say", "upload"]:
        return "upload"
    if len(found) != 1:
        raise BotError(f"{reader.place}: one of {', '.join(verbs)} is needed")
    return found[0]


def _there(reader: _Reader, name: str, known: Mapping[str, object], what: str) -> None:
    if name not in known:
        raise BotError(f"{reader.place}: there is no {name}; {what}: {', '.join(known) or 'nobody yet'}")
