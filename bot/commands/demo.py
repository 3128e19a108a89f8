"""`heartline demo`: an invented contact centre, and a conversation with the bot about it."""

from __future__ import annotations

from typing import Annotated

import typer

STORE = "sqlite:///.demo/heartline.db"
CONTACTS = 50_000


def demo(
    once: Annotated[bool, typer.Option("--once", help="Ask three questions and leave.")] = False,
    db: Annotated[str | None, typer.Option(help="Store: a URL or an SQLite file.")] = None,
    contacts: Annotated[int, typer.Option(help="About how many contacts.", min=100)] = CONTACTS,
    seed: Annotated[int, typer.Option(help="Another number, another centre.")] = 1,
) -> None:
    """Make the demo store (once a day), and talk with the bot about it here."""
    from bot.commands.surroundings import settings_in_force
    from bot.conversation import converse

    settings = settings_in_force(db or STORE)
    _make(settings.db_url, settings.zone, contacts, seed)
    raise typer.Exit(converse(settings, once=once))


def _make(db_url: str, zone: str, contacts: int, seed: int) -> None:
    from time import perf_counter

    from rich.console import Console

    from bot.commands.surroundings import clock
    from bot.demo.store import demo_plan, ready

    console, begun = Console(stderr=True), perf_counter()
    plan = demo_plan(clock(None, zone), zone, contacts, seed)
    with console.status("Looking for the demo store …") as status:
        made = ready(plan, db_url, lambda step: status.update(f"Making the demo store: {step} …"))
    if made:
        console.print(f"Made the demo store in {perf_counter() - begun:.0f} s.", style="dim")
