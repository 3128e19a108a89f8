"""`heartline doctor`: what is missing or wrong, and how to mend it."""

from __future__ import annotations

from typing import Annotated

import typer

SIGNS = {"good": "✓", "odd": "~", "missing": "·", "broken": "✗"}
STYLES = {"good": "green", "odd": "yellow", "missing": "cyan", "broken": "bold red"}


def doctor(
    db: Annotated[str | None, typer.Option(help="Store: a URL or an SQLite file.")] = None,
    deep: Annotated[bool, typer.Option("--deep", help="Hold every kept sum against the records.")] = False,
) -> None:
    """Look at settings, store and Slack, and say how to mend what is wrong.

    Exit status: 0 nothing is broken, 1 something is.
    """
    import os
    from pathlib import Path

    from rich.console import Console
    from rich.text import Text

    from bot.commands.surroundings import clock, settings_in_force
    from bot.doctor import Grade, examine
    from bot.doctor.examine import Patient

    settings = settings_in_force(db)
    console, found_broken = Console(highlight=False), False
    for finding in examine(Patient(settings, os.environ, Path.cwd(), clock(None, settings.zone), deep=deep)):
        console.print(Text(f"{SIGNS[finding.grade]} {finding.what}", STYLES[finding.grade]))
        if finding.mend:
            console.print(Text(f"    {finding.mend}", "dim"))
        found_broken = found_broken or finding.grade is Grade.BROKEN
    raise typer.Exit(int(found_broken))
