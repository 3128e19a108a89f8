"""`heartline schema`: the store's tables as statements of PostgreSQL, or of Citus."""

from __future__ import annotations

from typing import Annotated

import typer


def schema(
    citus: Annotated[bool, typer.Option("--citus", help="For Citus, with what would not run there.")] = False,
) -> None:
    """Print the store's tables as statements of PostgreSQL.

    To be read, or run by whoever alone may make tables; Heartline makes its tables by itself where it may.
    """
    from storage.citus import citus_statements, notes
    from storage.ddl import statements, tables

    for line in notes() if citus else ():
        typer.echo(f"-- {line}")
    for statement in citus_statements() if citus else statements(tables()):
        typer.echo(f"{statement};\n")
