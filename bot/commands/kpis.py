"""`heartline kpis`: the catalogue, with the formulas and the thresholds in force here."""

from __future__ import annotations

from typing import Annotated

import typer


def kpis(
    kpi: Annotated[
        str | None, typer.Argument(help="One KPI's id, for all about it.", show_default=False)
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON, for scripts.")] = False,
    markdown: Annotated[bool, typer.Option("--markdown", help="As the table of the README.")] = False,
) -> None:
    """List the KPIs with their formulas, variants, slices and thresholds."""
    from bot.commands.surroundings import settings_in_force
    from bot.kpi_pages import as_data, as_markdown, one_kpi, overview
    from kpi_engine.catalogue import METRICS

    wanted = [metric for metric in METRICS if kpi in (None, metric.id)]
    if not wanted:
        near = _nearest(str(kpi), [metric.id for metric in METRICS])
        raise typer.BadParameter(f'no KPI is called "{kpi}"{near}', param_hint="KPI")
    if markdown:
        typer.echo(as_markdown(wanted))
        return
    settings = settings_in_force().kpi
    if as_json:
        import json

        typer.echo(json.dumps([as_data(metric, settings) for metric in wanted], ensure_ascii=False, indent=1))
        return
    from rich.console import Console

    Console(highlight=False).print(one_kpi(wanted[0], settings) if kpi else overview(wanted, settings))


def _nearest(said: str, known: list[str]) -> str:
    from difflib import get_close_matches

    near = get_close_matches(said.casefold(), known, 1)
    return f"; did you mean {near[0]}?" if near else "; heartline kpis lists them"
