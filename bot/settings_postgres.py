"""How much of a PostgreSQL server the bot takes: two variables, or the `[postgres]` table of the TOML file.

[postgres]
connections = 5
question_seconds = 30
"""

from __future__ import annotations

from dataclasses import replace

from bot.errors import BotError
from bot.settings_source import Source
from storage.limits import LIMITS, Limits

_MOST = {"connections": 100, "question_seconds": 3600}
_VARIABLES = {"connections": "HEARTLINE_DB_CONNECTIONS", "question_seconds": "HEARTLINE_QUESTION_SECONDS"}


def limits(source: Source) -> Limits:
    """The limits that are said; ours for the rest."""
    path, table = source.config[0], source.table("postgres")
    if unknown := sorted(set(table) - set(_MOST)):
        raise BotError(f"{path}: no setting is called postgres.{unknown[0]}; there are {', '.join(_MOST)}")
    connections = _whole(source, "connections", LIMITS.connections)
    return replace(
        LIMITS, connections=connections, question_s=_whole(source, "question_seconds", LIMITS.question_s)
    )


def _whole(source: Source, name: str, default: int) -> int:
    said = source.variables.get(_VARIABLES[name], "").strip()
    where = _VARIABLES[name] if said else f"{source.config[0]}: postgres.{name}"
    value: object = said or source.table("postgres").get(name, default)
    if isinstance(value, str) and value.isascii() and value.isdigit():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= _MOST[name]:
        raise BotError(f"{where} must be a whole number from 1 to {_MOST[name]}, not {value!r}")
    return value
