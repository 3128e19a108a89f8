"""`heartline ingest transcripts`: what is read, a bar while it is heard, and what came of it."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from bot.commands.surroundings import settings_in_force
from bot.errors import BotError

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from bot.transcripts_in import Hears, Intake

DEFAULT = "heartline"
SOME_LEFT, BAD_ARGUMENTS = 1, 2
# Why a contact has no figures, as the summary says it.
REASONS = {
    "language": "in a language that the model does not hear",
    "words": "with real words in fewer than 2 of the customer's turns",
    "roles": "where nothing says who the customer is",
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the command line says about transcripts; `rescore`: no files, the stored ones by this model.

    `scheduler`: the address of the Dask cluster that hears, None: this machine does.
    """

    agents: tuple[str, ...]
    customers: tuple[str, ...]
    agent_channel: int | None
    model: str | None
    rescore: bool = False
    scheduler: str | None = None


def take_in(paths: list[Path], db: str | None, wanted: Wanted) -> int:
    """Takes in files and folders, or hears the stored transcripts again; the exit status."""
    if wanted.rescore == bool(paths):
        said = "--rescore hears what is stored: give no files" if paths else "give a file or a folder"
        typer.echo(f"heartline ingest: {said}", err=True)
        return BAD_ARGUMENTS
    from bot.transcripts_in import files_of
    from storage.database import open_store

    files = files_of(paths)
    if paths and not files:
        typer.echo(f"heartline ingest: no file in {', '.join(map(str, paths))}", err=True)
        return BAD_ARGUMENTS
    with _hearing(wanted) as ear:
        engine = open_store(settings_in_force(db).db_url, create=not wanted.rescore)
        try:
            intake = _rescored(engine, ear) if wanted.rescore else _taken(engine, files, ear, wanted)
            for line in intake.problems:
                typer.echo(line, err=True)
            for line in summary(engine, intake, files):
                typer.echo(line)
        finally:
            engine.dispose()
    return SOME_LEFT if intake.problems else 0


@contextmanager
def _hearing(wanted: Wanted) -> Generator[Hears]:
    """Whoever hears. Only a cluster costs the import of Dask."""
    model = wanted.model or DEFAULT
    if wanted.scheduler is None:
        from bot.ear import Ear

        yield Ear(model)
        return
    try:
        from bot.cluster import connected
    except ModuleNotFoundError as error:
        raise BotError(f"--scheduler needs Dask ({error}): pip install 'heartline[scale]'") from error
    with connected(wanted.scheduler, model) as cluster:
        yield cluster


def _taken(engine: Engine, files: list[Path], ear: Hears, wanted: Wanted) -> Intake:
    from bot.transcripts_in import take_in as taken_in
    from nlp.transcripts import RoleSettings

    roles = RoleSettings(wanted.agents, wanted.customers, wanted.agent_channel)
    with progress(None) as told:
        return taken_in(engine, files, ear, roles, told)


def _rescored(engine: Engine, ear: Hears) -> Intake:
    from bot.transcripts_in import rescore
    from storage.transcripts import count_unheard

    with progress(count_unheard(engine, ear.version)) as told:
        return rescore(engine, ear, told)


@contextmanager
def progress(total: int | None) -> Generator[Callable[[int], None]]:
    """A function to be told how many transcripts are done; a bar where standard error is a terminal."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    console = Console(stderr=True)
    columns = (
        TextColumn("transcripts"),
        BarColumn(),
        TextColumn("{task.completed:,.0f}"),
        TextColumn("{task.fields[speed]}"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("", total=total, speed="")

        def tell(done: int) -> None:
            bar.update(task, completed=done)
            elapsed = bar.tasks[0].elapsed or 0.0
            bar.update(task, speed=f"{done / elapsed:,.0f}/s" if elapsed > 1 else "")

        yield tell


def summary(engine: Engine, intake: Intake, files: list[Path]) -> Iterator[str]:
    """What came of a run, a line each."""
    from storage.transcripts import without_record

    new, changed, rescored, known = intake.kept
    counts = f"{new:,} new, {changed:,} changed, {rescored:,} scored again, {known:,} known"
    where = f" from {len(files):,} file{'' if len(files) == 1 else 's'}" if files else ""
    yield f"{intake.read:,} transcript{'' if intake.read == 1 else 's'}{where}: {counts}"
    if new + changed + rescored:
        yield f"  scored by {intake.version}: {intake.scored[None]:,}"
    for reason, meaning in REASONS.items():
        if count := intake.scored[reason]:
            yield f"  not scored: {reason}: {count:,} ({meaning})"
    if intake.inferred:
        yield f"  roles inferred from the words: {intake.inferred:,}"
    if waiting := without_record(engine):
        yield f"  {waiting:,} in the store belong to contacts without a record yet: they count once it comes"
    if intake.missing:
        yield (
            f"  answers still come from another model: it heard {intake.missing:,} contacts that"
            f" {intake.version} has not (heartline ingest transcripts --rescore)"
        )
