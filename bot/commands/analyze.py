"""`heartline analyze`: how customers felt in transcripts, for people or as JSON. Nothing is stored."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from bot.commands.analyze_report import Report
    from nlp.hearing import HeardTranscript
    from nlp.transcripts import RoleSettings
    from nlp.values import Transcript

SOME_UNREAD, BAD_ARGUMENTS = 1, 2
STDIN = "-"
# A pipe is kept in a temporary file while it is checked: a million transcripts are some gigabytes.
LARGEST_PIPE = 64 << 30

_FILES = "Transcripts in any known format, found by looking; - is standard input, such as JSON Lines."
_MODEL = "Emotion model: a known name, a folder, or a label map's TOML file; with ' int8' behind it faster."
_AGENT = "A speaker who is the agent, where the format does not say (again for more)."
_CUSTOMER = "A speaker who is the customer."
_CURVES = "Also draw each curve as a PNG in this folder (needs the extra pictures)."
_CHANNEL = "The channel on which the agent is recorded, as the format counts."


def analyze(
    files: Annotated[list[str], typer.Argument(metavar="FILE…|-", help=_FILES, show_default=False)],
    as_json: Annotated[
        bool, typer.Option("--json", help="One JSON object a line for each transcript.")
    ] = False,
    model: Annotated[str, typer.Option(metavar="NAME", help=_MODEL)] = "heartline",
    agent: Annotated[list[str] | None, typer.Option(metavar="NAME", help=_AGENT)] = None,
    customer: Annotated[list[str] | None, typer.Option(metavar="NAME", help=_CUSTOMER)] = None,
    agent_channel: Annotated[int | None, typer.Option(metavar="N", help=_CHANNEL)] = None,
    curves: Annotated[Path | None, typer.Option(metavar="FOLDER", help=_CURVES)] = None,
) -> None:
    """Show what customers felt in transcripts: text-based Net Emotional Value, the curve, the words.

    Nothing is stored. Exit status: 0 all were read, also those that cannot be scored; 1 some could not be
    read, or a fault; 2 bad arguments.
    """
    from bot.commands.analyze_report import Report
    from nlp.transcripts import RoleSettings

    if files.count(STDIN) > 1:
        typer.echo("heartline analyze: standard input can be read once: give - once", err=True)
        raise typer.Exit(BAD_ARGUMENTS)
    roles = RoleSettings(tuple(agent or ()), tuple(customer or ()), agent_channel)
    draw = _drawing(curves)
    with Report(as_json=as_json) as report:
        _analyse(_transcripts(files, roles, report), model, report, draw)
    raise typer.Exit(SOME_UNREAD if report.unread else 0)


def _drawing(folder: Path | None) -> Callable[[HeardTranscript], None]:
    """Draws a transcript's curve, or nothing where no folder was named."""
    if folder is None:
        return lambda _heard: None
    from bot.commands.analyze_curves import Curves

    return Curves(folder).draw


def _analyse(
    transcripts: Iterator[Transcript], model: str, report: Report, draw: Callable[[HeardTranscript], None]
) -> None:
    """Says what is heard as it is heard. The model, which takes seconds to load, is loaded for the first
    transcript that could be read."""
    from itertools import chain

    first = next(transcripts, None)
    if first is None:
        return
    from nlp.hearing import hear
    from nlp.model import load

    with report.loading():
        loaded = load(model)
    for heard in hear(chain([first], transcripts), loaded, agents=True):
        report.say(heard)
        draw(heard)


def _transcripts(files: list[str], roles: RoleSettings, report: Report) -> Iterator[Transcript]:
    """Those of all files, in order; a file that cannot be read is reported and gives none."""
    from nlp.errors import TranscriptError

    for name in files:
        try:
            yield from _opened(name, roles)
        except TranscriptError as error:
            report.cannot_read(str(error))


def _opened(name: str, roles: RoleSettings) -> Iterator[Transcript]:
    import sys

    from nlp.transcripts import Limits, read, read_stream

    if name == STDIN:
        return read_stream(sys.stdin.buffer, STDIN, roles, Limits(stream=LARGEST_PIPE))
    return read(Path(name), roles)
