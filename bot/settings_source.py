"""Where a setting is looked for, and how its value is checked: variable first, then the TOML file's key."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from bot.errors import BotError

TOP = frozenset({"db", "zone", "week_start", "slack", "kpi", "digests", "postgres"})
SLACK = frozenset({"bot_token", "app_token", "signing_secret", "team_id", "admins"})


@dataclass(frozen=True, slots=True)
class Source:
    """The variables, and the TOML file as (path, tables); a key that nobody reads is refused at once."""

    variables: Mapping[str, str]
    config: tuple[str, Mapping[str, object]]

    def __post_init__(self) -> None:
        path, table = self.config
        known = (("", table, TOP), ("slack.", self.table("slack"), SLACK))
        for prefix, given, allowed in known:
            if unknown := sorted(set(given) - allowed):
                names = ", ".join(sorted(allowed))
                raise BotError(f"{path}: no setting is called {prefix}{unknown[0]}; there are {names}")

    def table(self, name: str) -> Mapping[str, object]:
        path, tables = self.config
        found = tables.get(name, {})
        if not isinstance(found, dict):
            raise BotError(f"{path}: {name} must be a table: write [{name}] and its settings below it")
        return cast("dict[str, object]", found)

    def said(self, variable: str, key: str, default: str) -> tuple[str, str]:
        """The value, and the place it came from as it stands in an error."""
        if value := self.variables.get(variable, "").strip():
            return value, variable
        value = self._key(key)
        if value is not None and not isinstance(value, str):
            raise BotError(f"{self.config[0]}: {key} must be text in quotes, not {value!r}")
        return (value or default), f"{self.config[0]}: {key}"

    def text(self, variable: str, key: str) -> str | None:
        return self.said(variable, key, default="")[0] or None

    def token(self, variable: str, key: str, prefix: str) -> str | None:
        """A token of that kind; the bare prefix, as `.env.example` has it, is not set yet."""
        value, where = self.said(variable, key, default=prefix)
        if not value.startswith(prefix):
            kind = f"a token that begins with {prefix}"
            raise BotError(f"{where}: this must be {kind}; copy it from api.slack.com/apps")
        return value if value != prefix else None

    def words(self, variable: str, key: str) -> tuple[str, ...]:
        """Several values: separated by commas in a variable, a list in the file."""
        if value := self.variables.get(variable, ""):
            return tuple(word.strip() for word in value.split(",") if word.strip())
        found = self._key(key)
        given = cast("list[object]", found) if isinstance(found, list) else [found] if found else []
        if not all(isinstance(word, str) for word in given):
            raise BotError(f'{self.config[0]}: {key} must be a list of texts, such as ["U012ABCDEF"]')
        return tuple(cast("list[str]", given))

    def _key(self, key: str) -> object:
        table, _, name = key.rpartition(".")
        return (self.table(table) if table else self.config[1]).get(name)


def dotenv(path: Path) -> dict[str, str]:
    """NAME=value lines of a `.env` file; none where there is no such file."""
    if not path.is_file():
        return {}
    lines = (line.strip().removeprefix("export ") for line in path.read_text("utf-8-sig").splitlines())
    pairs = (line.partition("=") for line in lines if "=" in line and not line.startswith("#"))
    return {name.strip(): value.strip().strip("\"'") for name, _, value in pairs if value.strip()}
