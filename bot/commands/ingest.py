"""`heartline ingest`: records of a contact centre into the store."""

from __future__ import annotations

from collections.abc import Generator, Iterable
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from storage.ingest.report import Report
    from storage.ingest.run import Opener, Wish
    from storage.mapping import Mapping
    from storage.records import Kind
    from storage.suggest import Suggestion

SOME_REFUSED, BAD_ARGUMENTS = 1, 2
TRANSCRIPTS = "transcripts"

_KINDS = (
    "contacts, surveys, agent_states, schedules, quality, costs, staff, absences, customers, digital, "
    "targets or holidays; or transcripts."
)
_FILES = (
    "CSV, JSON Lines or Parquet files, of transcripts every known format and whole folders; the format is "
    "found by looking."
)
_DB = "Store: a URL or an SQLite file (else HEARTLINE_DB)."
_ZONE = "IANA zone of times without an offset (else HEARTLINE_ZONE, else UTC)."
_MAP = "A mapping: a TOML file, or acd-cdr, amazon-connect, genesys, zendesk."
_SUGGEST = "Print a mapping proposed from the header, and five rows as they would be read."
_LEGS = "Several rows make one contact: durations and transfers of one id are summed."
_MODEL = (
    "Transcripts: the emotion model, a known name, a folder, or a label map's TOML file; with ' int8' faster."
)
_RESCORE = "Transcripts: hear the stored ones again by this model, and answer from it once it has all."
_AGENT = "Transcripts: a speaker who is the agent, where the format does not say (again for more)."
_CUSTOMER = "Transcripts: a speaker who is the customer."
_CHANNEL = "Transcripts: the channel on which the agent is recorded, as the format counts."
_SCHEDULER = "Transcripts: hear them on the Dask cluster of this scheduler, such as tcp://host:8786."


def ingest(
    kind: Annotated[str, typer.Argument(metavar="KIND", help=_KINDS, show_default=False)],
    paths: Annotated[
        list[Path] | None, typer.Argument(metavar="PATH…", help=_FILES, show_default=False)
    ] = None,
    db: Annotated[str | None, typer.Option(help=_DB)] = None,
    zone: Annotated[str | None, typer.Option(help=_ZONE)] = None,
    map_: Annotated[str | None, typer.Option("--map", metavar="MAP", help=_MAP)] = None,
    suggest_map: Annotated[bool, typer.Option("--suggest-map", help=_SUGGEST)] = False,
    legs: Annotated[bool, typer.Option("--legs", help=_LEGS)] = False,
    strict: Annotated[
        bool, typer.Option("--strict", help="Stop at the first bad row; store nothing then.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="The whole report; store nothing.")] = False,
    rejects: Annotated[Path | None, typer.Option(help="Refused rows (else KIND.rejects.csv here).")] = None,
    from_: Annotated[
        str | None, typer.Option("--from", metavar="URL", help="Take records from this database …")
    ] = None,
    table: Annotated[str | None, typer.Option(help="… and this table or view of it.")] = None,
    model: Annotated[str | None, typer.Option(metavar="NAME", help=_MODEL)] = None,
    rescore: Annotated[bool, typer.Option("--rescore", help=_RESCORE)] = False,
    agent: Annotated[list[str] | None, typer.Option(metavar="NAME", help=_AGENT)] = None,
    customer: Annotated[list[str] | None, typer.Option(metavar="NAME", help=_CUSTOMER)] = None,
    agent_channel: Annotated[int | None, typer.Option(metavar="N", help=_CHANNEL)] = None,
    scheduler: Annotated[str | None, typer.Option(metavar="ADDRESS", help=_SCHEDULER)] = None,
) -> None:
    """Take records, or transcripts of contacts, into the store.

    A record that comes again updates the one that is there; bad rows are refused with their place, and stop
    nothing else. Of transcripts, personal data is masked before anything is heard or stored, and nothing is
    heard twice. Exit status: 0 all taken, 1 some refused or a fault, 2 bad arguments.
    """
    heard = {"--model": model, "--agent": agent, "--customer": customer, "--agent-channel": agent_channel}
    heard |= {"--rescore": rescore, "--scheduler": scheduler}
    if kind == TRANSCRIPTS:
        rows = {"--zone": zone, "--map": map_, "--suggest-map": suggest_map, "--legs": legs}
        rows |= {"--strict": strict, "--dry-run": dry_run, "--rejects": rejects}
        _none_of(kind, (rows | {"--from": from_, "--table": table}).items())
        from bot.commands.ingest_transcripts import Wanted, take_in

        names = tuple(agent or ()), tuple(customer or ())
        wanted = Wanted(*names, agent_channel, model, rescore, scheduler)
        raise typer.Exit(take_in(list(paths or ()), db, wanted))
    _none_of(kind, heard.items())
    from bot.commands.ingest_report import print_reports, print_suggestion
    from bot.commands.surroundings import settings_in_force
    from storage.ingest.run import Wish

    found = _kind(kind)
    sources = _sources(list(paths or ()), from_, table)
    if legs and found.name != "contacts":
        _bad("--legs is for contacts: other records have no legs")
    settings = settings_in_force(db, zone)
    if suggest_map:
        print_suggestion(_suggestion(found, sources[0][1], settings.zone))
        return
    days = settings_in_force(db).zone  # --zone is the file's, days are the team's
    wish = Wish(found, settings.zone, _mapping(map_, found), strict, dry_run, legs, days)
    refused = _rejects(rejects, found.name, list(paths or ()))
    reports, files = _taken_in(settings.db_url, sources, wish, refused)
    print_reports(reports, wish, files)
    raise typer.Exit(0 if all(report.clean for report in reports) else SOME_REFUSED)


def _bad(reason: str) -> NoReturn:
    typer.echo(f"heartline ingest: {reason}", err=True)
    raise typer.Exit(BAD_ARGUMENTS)


def _none_of(kind: str, given: Iterable[tuple[str, object]]) -> None:
    """Arguments that belong to other kinds are not silently passed over."""
    for name, value in given:
        if value not in (None, False):
            _bad(f"{name} does not go with {kind}")


def _kind(name: str) -> Kind:
    from storage.records import KINDS

    found = next((one for one in KINDS if one.name == name), None)
    if found is None:
        _bad(f"{name!r} is no kind of record: {', '.join(one.name for one in KINDS)}, {TRANSCRIPTS}")
    return found


def _mapping(name: str | None, kind: Kind) -> Mapping:
    from storage.mapping import Mapping, MappingError, load_mapping

    try:
        return load_mapping(name, kind) if name else Mapping()
    except MappingError as error:
        _bad(str(error))


def _sources(paths: list[Path], url: str | None, table: str | None) -> list[tuple[str, Opener]]:
    from functools import partial

    from storage.readers import database_table, open_file

    if (url is None) != (table is None):
        _bad("--from and --table go together: --from URL --table NAME")
    if url is not None and table is not None:
        if paths:
            _bad("give files, or --from and --table, not both")
        return [(table, partial(database_table, url, table))]
    if not paths:
        _bad("give a file, or --from URL --table NAME")
    return [(path.name, partial(open_file, path)) for path in paths]


def _rejects(asked: Path | None, kind: str, paths: list[Path]) -> Path:
    """Never one of the files that are read: a mended rejects file is read while the next one is written."""
    inputs = {path.resolve() for path in paths}
    if asked is not None:
        if asked.resolve() in inputs:
            _bad(f"--rejects {asked}: that is one of the files to read")
        return asked
    names = (Path(f"{kind}.rejects{-number or ''}.csv") for number in count())
    return next(name for name in names if name.resolve() not in inputs)


def _suggestion(kind: Kind, opener: Opener, zone: str) -> Suggestion:
    from storage.suggest import suggest

    return suggest(kind, opener(), zone)


def _taken_in(
    url: str, sources: list[tuple[str, Opener]], wish: Wish, rejects: Path
) -> tuple[list[Report], list[Path]]:
    from bot.commands.ingest_report import progress_bar
    from storage.ingest.rejects import Rejects
    from storage.ingest.run import ingest as take_in

    with _store(url, wish) as engine, Rejects(rejects) as refused, progress_bar() as progress:
        return take_in(engine, sources, wish, refused, progress), refused.files


@contextmanager
def _store(url: str, wish: Wish) -> Generator[Engine]:
    """The open store; for a dry run without one, a passing one, so that nothing is left behind."""
    from storage.database import NoStoreError, open_store

    with TemporaryDirectory() as folder:
        try:
            engine = open_store(url, create=not wish.dry_run)
        except NoStoreError:
            engine = open_store(f"sqlite:///{folder}/dry-run.db")
        try:
            yield engine
        finally:
            engine.dispose()
