"""`heartline play`: replays a scripted conversation, the form in which bugs are reported."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

UNMET = 1


def play(
    file: Annotated[Path, typer.Argument(help="The conversation, a TOML file.", show_default=False)],
    db: Annotated[
        str | None, typer.Option(help="Store: a URL or an SQLite file (else the file's, else HEARTLINE_DB).")
    ] = None,
    wait: Annotated[float, typer.Option(help="Seconds that an expected message is waited for.", min=0)] = 30,
) -> None:
    """Replay a scripted conversation with the bot in a Slack of its own, and print it.

    Exit status: 0 as expected, 1 an expectation was not met or a fault, 2 bad arguments.
    CONTRIBUTING.md has the form of the file; it is the form in which bugs are reported.
    """
    from bot.commands.surroundings import settings_in_force
    from bot.play.performance import perform
    from bot.play.script import read_script
    from bot.play.store import with_store

    script = read_script(file)
    settings = settings_in_force(db, script.zone)
    unmet = perform(script, settings if db else with_store(script, settings), typer.echo, wait)
    if unmet:
        typer.echo(f"\n{len(unmet)} expectation{'s' * (len(unmet) > 1)} not met", err=True)
        raise typer.Exit(UNMET)
