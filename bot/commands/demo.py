"""`heartline demo`: an invented contact centre, and the bot in a Slack of its own on this machine."""

from __future__ import annotations

from typing import Annotated

import typer

STORE = "sqlite:///.demo/heartline.db"
CONTACTS = 50_000


def demo(
    once: Annotated[bool, typer.Option("--once", help="Ask three questions here and leave.")] = False,
    terminal: Annotated[bool, typer.Option("--terminal", help="Talk here, not in a browser.")] = False,
    port: Annotated[
        int | None, typer.Option(help="Serve the page at this port (else 8765, or any).", min=1, max=65535)
    ] = None,
    browser: Annotated[bool, typer.Option(help="Open the page.")] = True,
    db: Annotated[str | None, typer.Option(help="Store: a URL or an SQLite file.")] = None,
    contacts: Annotated[int, typer.Option(help="About how many contacts.", min=100)] = CONTACTS,
    seed: Annotated[int, typer.Option(help="Another number, another centre.")] = 1,
) -> None:
    """Make the demo store (once a day), and show the bot at work in a browser.

    The page is at /, the workspace's Web API at /api/METHOD; both on this machine alone.
    """
    from bot.commands.surroundings import clock, settings_in_force
    from bot.conversation import converse
    from bot.demo.page import show_page

    settings = settings_in_force(db or STORE)
    _make(settings.db_url, settings.zone, contacts, seed)
    if once or terminal:
        raise typer.Exit(converse(settings, once=once))
    show_page(settings, lambda: clock(None, settings.zone), port, browser)


def _make(db_url: str, zone: str, contacts: int, seed: int) -> None:
    from time import perf_counter

    from rich.console import Console

    from bot.commands.surroundings import clock
    from bot.demo.hearing import unheard_because
    from bot.demo.store import demo_plan, ready

    console, begun = Console(stderr=True), perf_counter()
    plan = demo_plan(clock(None, zone), zone, contacts, seed)
    with console.status("Looking for the demo store …") as status:
        made = ready(plan, db_url, lambda step: status.update(f"Making the demo store: {step} …"))
    if why := unheard_because():
        console.print(f"Without what customers felt (NEV): {why}", style="yellow", highlight=False)
    if made:
        console.print(f"Made the demo store in {perf_counter() - begun:.0f} s.", style="dim")
