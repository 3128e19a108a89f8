"""The command line `heartline`: its commands, and the one place where a fault becomes one line.

Command modules import only typer at the top; what a command needs is imported when it runs, so that a
question as a process stays under a second.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from importlib import import_module
from typing import NoReturn

import typer

from bot.errors import BotError

# Verb -> the function, or group of commands, of that name in bot/commands/VERB.py, in the order of the help.
COMMANDS = (
    *("ask", "serve", "ingest", "analyze", "kpis", "digest", "demo", "play", "doctor"),
    *("rollups", "schema"),
)

FAULT = 1
INTERRUPTED = 130
HELP = "Contact-centre KPI questions: the right figure, its definition, and how sure it is."


def app(verbs: tuple[str, ...] = COMMANDS) -> typer.Typer:
    """The application with these verbs; one verb alone still has to be said."""
    made = typer.Typer(
        help=HELP,
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
    )
    made.callback()(_together)
    for verb in verbs:
        command = _command(verb)
        if isinstance(command, typer.Typer):
            made.add_typer(command, name=verb)
        else:
            made.command(verb)(command)
    return made


def main() -> NoReturn:
    """Runs the command of `sys.argv`. Status 0 done, 1 a fault, 2 bad arguments; `ask` has 3 and 4 too."""
    try:
        app(_asked(sys.argv[1:]))()
        status = 0
    except KeyboardInterrupt:
        status = INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has had enough (`heartline kpis | head`); a second flush must not fail too.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        status = 0
    except Exception as error:
        sys.stderr.write(f"heartline: {_line(error)}\n")
        status = FAULT
    sys.exit(status)


def _together() -> None:
    """A callback keeps `heartline ask` a sub-command even when it is the only one registered."""


def _asked(arguments: list[str]) -> tuple[str, ...]:
    """Only the command that is asked for is imported; help needs them all."""
    first = arguments[0] if arguments else ""
    return (first,) if first in COMMANDS else COMMANDS


def _command(verb: str) -> Callable[..., object] | typer.Typer:
    command: Callable[..., object] | typer.Typer = getattr(import_module(f"bot.commands.{verb}"), verb)
    return command


def _line(error: Exception) -> str:
    """One line; a fault that nobody foresaw says how to see where it happened."""
    from kpi_engine.errors import EngineError
    from nlp.errors import NlpError
    from storage.errors import StorageError

    if os.environ.get("HEARTLINE_DEBUG"):
        raise error
    said = " ".join(str(error).split())
    if isinstance(error, BotError | EngineError | NlpError | StorageError):
        return said
    return f"a fault of ours, {type(error).__name__}: {said} (HEARTLINE_DEBUG=1 shows where)"
