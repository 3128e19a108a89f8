"""`heartline serve`: the bot in Slack, until it is told to stop."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from slack_bolt import App

    from bot.hearing_room import HearingRoom
    from bot.settings import Settings


def serve(
    http: Annotated[
        int | None, typer.Option("--http", help="Listen on this port instead.", metavar="PORT")
    ] = None,
    host: Annotated[str, typer.Option(help="With --http: the address to listen on.")] = "127.0.0.1",
) -> None:
    """Run the bot in Slack: by Socket Mode, or with --http by signed requests to /slack/events.

    The emotion model loads in the background, in a process of its own: no question waits for it.

    Needs SLACK_BOT_TOKEN, and SLACK_APP_TOKEN or (with --http) SLACK_SIGNING_SECRET.
    """
    import logging

    from bot.app import build_app
    from bot.commands.surroundings import clock, settings_in_force
    from bot.connections import posting_client, web_client
    from bot.desk import open_desk
    from bot.digests.opening import office_open
    from bot.heap import keep_loaded, one_heap
    from bot.hearing_room import HearingRoom
    from bot.memory import Memory
    from bot.reception import Reception

    one_heap()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    settings = settings_in_force()
    token = needed(settings.slack_bot_token, "SLACK_BOT_TOKEN")
    needed(settings.slack_app_token if http is None else settings.slack_signing_secret, _OTHER[http is None])
    desk, memory = open_desk(settings), Memory.at(settings.db_url)
    client, room = web_client(token), HearingRoom()
    with office_open(desk, posting_client(token), lambda: clock(None, settings.zone)) as office:
        reception = Reception(
            desk, memory, lambda: clock(None, settings.zone), settings.team_id, room=room, office=office
        )
        memory.forget_old(reception.clock())
        desk.warm_up(reception.clock())
        keep_loaded()
        run(build_app(client, settings.slack_signing_secret, reception), settings, http, host, room)


_OTHER = {True: "SLACK_APP_TOKEN", False: "SLACK_SIGNING_SECRET"}


def needed(value: str | None, name: str) -> str:
    from bot.errors import BotError

    if not value:
        raise BotError(f"{name} is not set: put it into the environment or .env (`heartline doctor` helps)")
    return value


def run(app: App, settings: Settings, http: int | None, host: str, room: HearingRoom) -> None:
    """Serves until SIGTERM or SIGINT; then finishes what is being answered, but no analysis: whoever waits
    for one is told so."""
    import signal
    import threading

    from bot.http_mode import HttpMode
    from bot.socket_mode import SocketMode

    room.open()
    stopped = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: stopped.set())
    if http is None:
        line = SocketMode(app, settings.slack_app_token or "")
        line.start()
        typer.echo("Heartline is connected to Slack. Ctrl-C stops it.")
    else:
        line = HttpMode(app, settings.slack_signing_secret, host, http)
        threading.Thread(target=line.serve, daemon=True).start()
        typer.echo(f"Heartline listens on {line.url}. Ctrl-C stops it.")
    stopped.wait()
    room.close()
    line.stop()
    typer.echo("Heartline has stopped.")
