"""`heartline rollups rebuild`: sums up the whole store again, so that answers need not."""

from __future__ import annotations

from typing import Annotated

import typer

BAD_ARGUMENTS = 2


def rollups(
    action: Annotated[str, typer.Argument(metavar="rebuild", help="What to do: rebuild.")],
    db: Annotated[str | None, typer.Option(help="Store: a URL or an SQLite file.")] = None,
) -> None:
    """Sum up every record again, in the days of HEARTLINE_ZONE.

    Ingest keeps these sums by itself; this is for a store that was made before them, for another zone, and
    where `heartline doctor --deep` finds a difference. Questions are answered meanwhile; ingest waits.
    """
    if action != "rebuild":
        typer.echo(f"heartline rollups: {action!r} is not understood: heartline rollups rebuild", err=True)
        raise typer.Exit(BAD_ARGUMENTS)
    from bot.commands.surroundings import settings_in_force
    from storage.database import open_store
    from storage.rollups.rebuild import rebuild

    settings = settings_in_force(db)
    engine = open_store(settings.db_url, create=False)
    rebuild(engine, settings.zone, lambda source: typer.echo(f"summing up {source} …"))
    engine.dispose()
    typer.echo(f"rollups are kept in the days of {settings.zone}")
