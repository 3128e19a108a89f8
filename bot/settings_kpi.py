"""The `[kpi]` table of the TOML file: thresholds, windows, and what a team says about its KPIs."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kpi_engine.settings import KpiSettings

    from bot.settings_source import Source


def team_kpis(source: Source) -> KpiSettings:
    """The engine's settings as the file says; the engine's defaults for the rest."""
    from kpi_engine.settings import KpiSettings

    source.table("kpi")
    return KpiSettings()
