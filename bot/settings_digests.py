"""The `[digests]` table of the TOML file: how late a digest may still come.

[digests]
grace_hours = { daily = 6, weekly = 48 }
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import cast

from bot.errors import BotError
from bot.settings_source import Source

# By a schedule's first word. What is about a week or a month is still worth reading a day later.
GRACE_HOURS: Mapping[str, int] = MappingProxyType(
    {"daily": 12, "weekdays": 12, "weekly": 24, "monthly": 24, "cron": 12}
)
MOST_HOURS = 168


def grace_hours(source: Source) -> Mapping[str, int]:
    """Hours by the schedule's first word, as the file says; ours for the rest."""
    path, table = source.config[0], source.table("digests")
    if unknown := sorted(set(table) - {"grace_hours"}):
        raise BotError(f"{path}: no setting is called digests.{unknown[0]}; there is grace_hours")
    given = table.get("grace_hours", {})
    if not isinstance(given, dict):
        raise BotError(f"{path}: digests.grace_hours must be a table such as {{ daily = 12, weekly = 24 }}")
    said = cast("dict[str, object]", given)
    return MappingProxyType({**GRACE_HOURS, **{kind: _hours(path, kind, said[kind]) for kind in said}})


def _hours(path: str, kind: str, value: object) -> int:
    if kind not in GRACE_HOURS:
        raise BotError(f"{path}: digests.grace_hours has no {kind}; there are {', '.join(GRACE_HOURS)}")
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= MOST_HOURS:
        where = f"{path}: digests.grace_hours.{kind}"
        raise BotError(f"{where} must be a whole number of hours from 1 to {MOST_HOURS}, not {value!r}")
    return value
