"""What every command needs to know of where it runs: the settings in force, and the clock."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import typer

from bot.errors import BotError
from bot.settings import Settings, db_url, read_settings
from bot.settings import zone as checked_zone

YEARS = range(1970, 2201)  # as the store's


def settings_in_force(db: str | None = None, zone: str | None = None) -> Settings:
    """The settings of the environment, with what the command line says instead.

    BotError for a bad setting, `typer.BadParameter` for a bad `--zone`.
    """
    settings = read_settings(os.environ, Path.cwd())
    if db:
        settings = replace(settings, db_url=db_url(db))
    return replace(settings, zone=_said_zone(zone)) if zone else settings


def _said_zone(name: str) -> str:
    try:
        return checked_zone(name, "")
    except BotError as error:
        raise typer.BadParameter(str(error).removeprefix(": "), param_hint="--zone") from None


def clock(now: str | None, zone: str) -> datetime:
    """The aware moment of `--now`, in the zone if it names none; without it, the computer's clock."""
    if now is None:
        return datetime.now(UTC)
    try:
        moment = datetime.fromisoformat(now)
    except ValueError:
        form = "ISO 8601, such as 2026-11-18T10:00:00+00:00"
        raise typer.BadParameter(f'"{now}" is no moment: write {form}', param_hint="--now") from None
    if moment.year not in YEARS:
        asked = f'"{now}" is outside the years {YEARS[0]} to {YEARS[-1]}, which records may have'
        raise typer.BadParameter(asked, param_hint="--now")
    return moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(zone))
