"""`heartline ask`: one question, one answer, and an exit status that scripts can rely on."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

STATUSES = {"answered": 0, "clarify": 3, "refused": 4}


def ask(
    question: Annotated[str, typer.Argument(help="In your words, in quotes.", show_default=False)],
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object, for scripts.")] = False,
    now: Annotated[str | None, typer.Option(help="The clock, ISO 8601 (else the computer's).")] = None,
    zone: Annotated[str | None, typer.Option(help="Your IANA zone (else HEARTLINE_ZONE, else UTC).")] = None,
    db: Annotated[
        str | None, typer.Option(help="Store: a URL or an SQLite file (else HEARTLINE_DB).")
    ] = None,
    thread: Annotated[Path | None, typer.Option(help="Keeps the last answered query here, as JSON.")] = None,
) -> None:
    """Answer a question about a KPI.

    Exit status: 0 answered, 3 to be said more clearly, 4 refused, 2 bad arguments, 1 a fault.
    """
    from bot.commands.surroundings import clock, settings_in_force
    from bot.desk import open_desk

    settings = settings_in_force(db, zone)
    moment = clock(now, settings.zone)
    result = open_desk(settings).ask(question, moment)
    if thread and result.query:
        from bot.commands.thread import keep

        keep(thread, result)
    if as_json:
        import json

        from kpi_engine.result_json import answer_json

        typer.echo(json.dumps(answer_json(result), ensure_ascii=False))
    else:
        from rich.console import Console

        from bot.terminal import answer_text

        Console(highlight=False).print(answer_text(result))
    raise typer.Exit(STATUSES[result.status])
