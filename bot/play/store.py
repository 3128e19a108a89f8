"""Which store a script is played on. The bot notes in it what it was asked, as in any store."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from bot.play.script import DEMO, Script
from bot.settings import Settings, db_url

PLAYED = "sqlite:///.demo/play.db"


def with_store(script: Script, settings: Settings) -> Settings:
    """The settings with the script's store, if it names one: a file beside it, a URL, or an invented one that
    is made for the script's clock and kept for the next time."""
    if script.store is None:
        return settings
    if script.store == DEMO:
        return _demo(script, settings)
    named = "://" in script.store
    return replace(settings, db_url=db_url(script.store if named else str(script.folder / script.store)))


def _demo(script: Script, settings: Settings) -> Settings:
    from bot.demo.store import demo_plan, ready

    plan = demo_plan(script.clock or datetime.now(UTC), settings.zone, script.contacts, 1)
    ready(plan, PLAYED, lambda _step: None)
    return replace(settings, db_url=PLAYED)
